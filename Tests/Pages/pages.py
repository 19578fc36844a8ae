#!/usr/bin/env python3
"""Looks at report.html as people do: in headless Chromium, wide and narrow, light and dark, on paper, with scripts off.

    pages.py SIMSTRIP [SCREENSHOTS]

Strips the sample in Fixtures, a phantom with void and labels, compares other phantoms, of one size and of two, and labels with grey
values, does a batch of which a scan fails, and ends with 1 where a result.json or comparison.json is not what the schema beside it says (schema.py), or where a
page scrolls sideways, has text below 11 pixels or outside its picture, shows other maps than curve.csv or comparison.csv say, draws
two maps at different scales, cannot be used by keyboard,
has serious findings of axe-core, takes more than two sheets, asks for anything from elsewhere, or complains in its console.
"""
import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import unquote
from xml.etree import ElementTree

import tifffile
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

import schema

WIDTHS = [(390, 844), (768, 1024), (1400, 900)]
MODES = {"coverage", "first", "height", "residual", "ambiguous"}
faults = []


def fault(page, text):
    faults.append(f"{page}: {text}")
    print(f"FAULT {page}: {text}", flush=True)


# The height of every text in pixels of the screen, and whether texts of pictures lie inside them.
TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !parent || parent.closest('script, style') || !parent.checkVisibility()) continue;
    const picture = parent.closest('svg');
    const scale = picture ? picture.getBoundingClientRect().width / picture.viewBox.baseVal.width : 1;
    let outside = false;
    if (picture) {
      const [a, b] = [parent.getBoundingClientRect(), picture.getBoundingClientRect()];
      outside = a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
    }
    found.push({ text, size: parseFloat(getComputedStyle(parent).fontSize) * scale, outside });
  }
  return found;
}"""

# The number of columns of every phase, counted in the picture that is shown.
COUNT = """(id) => {
  const data = JSON.parse(document.getElementById('map-data').textContent);
  const canvas = document.getElementById(id);
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const counts = {};
  for (let i = 0; i < pixels.length; i += 4) {
    const name = Object.keys(data.colours).find((key) => data.colours[key].every((value, j) => value === pixels[i + j]));
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}"""


class Browser:
    def __init__(self, playwright):
        path = shutil.which("chromium") or sys.exit("chromium is not installed")
        self.chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])

    def page(self, name, path, size=(1400, 900), scheme="light", scripts=True):
        context = self.chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, java_script_enabled=scripts)
        page = context.new_page()
        page.on("console", lambda message: fault(name, f"console: {message.text}") if message.type == "error" else None)
        page.on("pageerror", lambda error: fault(name, f"script: {error}"))
        page.on("request", lambda request: None if request.url.startswith(("file:", "data:", "blob:"))
                else fault(name, f"asks for {request.url}"))
        page.goto("file://" + path)
        if scripts:
            page.wait_for_timeout(400)
        return page


def looks(browser, name, path, screenshots, maps=3, sheets=2):
    """What holds for every page.

    maps: so many pictures at least are there with scripts off.
    sheets: so many of paper it takes at most; None for any number.
    """
    for size in WIDTHS:
        for scheme in ("light", "dark"):
            page = browser.page(name, path, size, scheme)
            where = f"{name} at {size[0]}, {scheme}"
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                fault(where, "scrolls sideways")
            texts = page.evaluate(TEXTS)
            if len(texts) < 20:
                fault(where, f"has {len(texts)} texts only")
            for text in texts:
                if text["size"] < 10.99:
                    fault(where, f"'{text['text']}' has {text['size']:.1f} pixels")
                if text["outside"]:
                    fault(where, f"'{text['text']}' lies outside its picture")
            for found in Axe().run(page).response["violations"]:
                if found["impact"] in ("serious", "critical"):
                    fault(where, f"axe: {found['id']}: {found['nodes'][0]['html'][:120]}")
            if screenshots:
                page.screenshot(path=f"{screenshots}/{name}-{size[0]}-{scheme}.png", full_page=True)
            page.context.close()
    page = browser.page(name, path)
    taken = len(PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages)
    if sheets is not None and taken > sheets:
        fault(name, f"takes {taken} sheets of paper")
    page.context.close()
    page = browser.page(name, path, scripts=False)
    shown = page.locator(".headline:visible").count(), page.locator("svg.chart:visible").count()
    if 0 in shown or page.locator("img:visible").count() < maps:
        fault(name, "lacks headline, curve or maps with scripts off")
    page.context.close()


def says(text, pattern, number):
    """Whether a text holds a number as it is, rounded to as many places as it has there."""
    found = re.search(pattern, text)
    places = len(found[1].partition(".")[2]) if found else 0
    return found is not None and abs(float(found[1].replace("−", "-")) - number) <= 0.5001 * 10**-places


def slides(page, name, slider, last):
    """A slider that goes by keys and plays."""
    slider.focus()
    for key, place in (("Home", 0), ("ArrowRight", 1), ("End", last)):
        page.keyboard.press(key)
        if int(slider.input_value()) != place:
            fault(name, f"does not go to {place} by {key}")
    page.locator("#play").click()
    page.wait_for_timeout(1000)
    if not 1 <= int(slider.input_value()) < last:
        fault(name, "does not play")
    page.locator("#play").click()


def reaches(page, name, wanted):
    """Tab comes to everything that can be used."""
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.name || ''"))
    for one in wanted:
        if one not in reached:
            fault(name, f"has no way to '{one}' by Tab")


def pixel(result):
    """The edges of a map's pixel along rows and columns; 1 and 1 where lengths are in voxels."""
    if "stripped_thickness_um" not in result["curve"][0]:
        return [1, 1]
    axis = "zyx".index(result["geometry"]["axis"])
    return [edge for place, edge in enumerate(result["input"]["voxel_size_um"]) if place != axis]


def compares(browser, name, folder, sides, size):
    """The two maps of a comparison, their one slider, their one scale, what is said of them, and the ways to both reports.

    sides: the folders of both results.
    size: of the window.
    """
    page = browser.page(name, f"{folder}/report.html", size)
    with open(f"{folder}/comparison.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    results = {}
    for letter, side in zip("ab", sides):
        with open(f"{side}/result.json", encoding="utf-8") as file:
            results[letter] = json.load(file)
    key = "stripped_thickness_um" if "stripped_thickness_um" in rows[0] else "stripped_thickness_voxel"
    slider = page.locator("#thickness")
    if int(slider.get_attribute("max")) != len(rows) - 1:
        fault(name, "has another number of places than comparison.csv")
    whole = 0
    for place, row in enumerate(rows):
        slider.fill(str(place))
        thickness = float(row[key])
        state = page.locator("#state").text_content()
        if slider.get_attribute("aria-valuetext") != state:
            fault(name, f"says '{state}' and another thing to screen readers")
        if not says(state, r"([\d.]+) (?:µm|voxels), Na covers", thickness) \
                or not says(state, r"covers ([\d.]+) % ", 100 * float(row["na_coverage_a"])) \
                or not says(state, r"([\d.]+) % [^%]*in B", 100 * float(row["na_coverage_b"])) \
                or not says(state, r"B less A is ([+−]?[\d.]+) points", 100 * float(row["na_coverage_difference"])):
            fault(name, f"says '{state}' where comparison.csv has {row}")
        for letter, result in results.items():
            counts = page.evaluate(COUNT, f"map-{letter}")
            share = counts.get("Na", 0) / sum(count for phase, count in counts.items() if phase != "outside")
            # After the layers that are gone altogether at this thickness.
            point = [point for point in result["curve"] if point[key] <= thickness + 1e-9][-1]
            caption = page.locator(f"#state-{letter}").text_content()
            if abs(share - point["na_coverage"]) > 1e-6:
                fault(name, f"shows Na on {share} of map {letter} after {thickness}, where it covers {point['na_coverage']}")
            if not says(caption, r"Na ([\d.]+) %", 100 * share) or f" {point['layers_removed']} layer" not in caption:
                fault(name, f"says '{caption}' of a map with Na on {share} after {point['layers_removed']} layers")
            if abs(point[key] - thickness) < 1e-9:
                whole += 1
                if abs(share - float(row[f"na_coverage_{letter}"])) > 1e-6:
                    fault(name, f"shows Na on {share} of map {letter} where comparison.csv has {row}")
        shares = page.evaluate("""() => [...document.querySelectorAll('svg.chart .cursor')].map((line) => {
          const frame = line.closest('svg').querySelector('.frame').getBBox();
          return (Number(line.getAttribute('x1')) - frame.x) / frame.width;
        })""")
        if len(shares) != 4 or any(abs(share - thickness / float(rows[-1][key])) > 0.001 for share in shares):
            fault(name, f"has the cursors of its charts at {shares} of their widths after {thickness}")
    if whole < len(rows):
        fault(name, f"shows {whole} maps of whole layers at {len(rows)} thicknesses")
    slides(page, name, slider, len(rows) - 1)
    reaches(page, name, ("thickness", "play"))
    # Maps have one scale, along both directions, and the bar is as long as it says.
    for group, maps in ((".duo", ["#map-a", "#map-b"]), (".marked", [f".marked img >> nth={n}" for n in range(6)])):
        bar = page.locator(f"{group} .scale-bar i").bounding_box()["width"]
        scales = [bar / float(page.locator(f"{group} .scale-bar span").text_content().split(" ")[0])]
        for place, one in enumerate(maps):
            side = 2 * place // len(maps)
            down, across = pixel(results["ab"[side]])
            high, wide = tifffile.imread(f"{sides[side]}/first_na_layer.tif").shape
            box = page.locator(one).bounding_box()
            scales += [box["width"] / (wide * across), box["height"] / (high * down)]
        if max(scales) / min(scales) > 1.02:
            fault(name, f"has {scales} pixels per unit in {group} at {size}")
    links = page.locator("header a").evaluate_all("all => all.map((one) => one.href)")
    if [os.path.realpath(unquote(link.removeprefix("file://"))) for link in links] \
            != [os.path.realpath(f"{side}/report.html") for side in sides]:
        fault(name, f"leads to {links}, not to the reports of both scans")
        links = []
    for link in links:
        page.goto(link)
        if page.locator("input#layers").count() != 1:
            fault(name, f"leads to {link}, which is no report")
    page.context.close()


def explores(browser, name, path, curve, axes="yx", origin=(0, 0), edges=(1, 1, 1)):
    """The map explorer of a strip's report.

    axes: of the volume, along rows and columns of the map.
    origin: first row and column in the volume.
    edges: of a voxel along rows, columns and depth, in the unit of the page.
    """
    down, across = axes
    page = browser.page(name, path)
    with open(curve, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    slider = page.locator("#layers")
    if int(slider.get_attribute("max")) != len(rows) - 1:
        fault(name, "has another number of layers than curve.csv")
    for n, row in enumerate(rows):
        slider.fill(str(n))
        counts = page.evaluate(COUNT, "map")
        inside = sum(count for phase, count in counts.items() if phase != "outside")
        for column, phase in (("na_coverage", "Na"), ("li_coverage", "Li"), ("void_coverage", "void")):
            if abs(counts.get(phase, 0) / inside - float(row[column])) > 1e-6:
                fault(name, f"shows {counts} after {n} layers, where {column} is {row[column]}")
        state = page.locator("#state").text_content()
        if slider.get_attribute("aria-valuetext") != state:
            fault(name, f"says '{state}' and another thing to screen readers")
        if not says(state, r"Na ([\d.]+) %", 100 * float(row["na_coverage"])):
            fault(name, f"says '{state}' where Na covers {row['na_coverage']}")
        at = page.evaluate("Number(document.querySelector('svg.chart .cursor').getAttribute('x1'))")
        if abs(at - page.evaluate(f"JSON.parse(document.getElementById('map-data').textContent).chart.x[{n}]")) > 0.01:
            fault(name, f"has the chart's cursor elsewhere after {n} layers")
    # The chart moves the slider, keys do, and Play goes through all layers.
    box = page.locator("svg.chart").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    if page.evaluate("document.getElementById('layers').value") == str(len(rows) - 1):
        fault(name, "pays no heed to a pointer on the chart")
    page.mouse.move(5, 5)
    slides(page, name, slider, len(rows) - 1)
    reaches(page, name, ("map", "layers", "play", "mode", "overlay", "space-before", "space-after", "copy"))
    # The scale bar lies in the map, and the axes begin where it ends.
    places = page.evaluate("""() => ['map', 'scale', 'axis-x', 'axis-y'].map((id) => {
      const box = document.getElementById(id).getBoundingClientRect();
      return { top: box.top, bottom: box.bottom, left: box.left, right: box.right };
    })""")
    chart, scale, below, beside = places
    shape = (chart["right"] - chart["left"]) / (chart["bottom"] - chart["top"])
    if chart["bottom"] - chart["top"] > 0.82 * page.evaluate("innerHeight"):
        fault(name, "has a map that is higher than the window")
    rows, columns = page.evaluate("(() => { const c = document.getElementById('map'); return [c.height, c.width]; })()")
    if abs(shape / (columns * edges[1] / (rows * edges[0])) - 1) > 0.02:
        fault(name, f"draws a map of {columns} × {rows} columns {shape:.2f} times as wide as high")
    if scale["bottom"] > chart["bottom"] or scale["left"] < chart["left"] or abs(below["top"] - chart["bottom"]) > 2 \
            or abs(beside["bottom"] - chart["bottom"]) > 2:
        fault(name, f"has its scale bar or axes elsewhere than at its map: {places}")
    # A column is read by pointer and by keys; every mode draws a picture of its own.
    canvas = page.locator("#map")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    by_keys = page.locator("#place").text_content()
    canvas.hover(position={"x": 10, "y": 10})
    by_pointer = page.locator("#place").text_content()
    if not by_keys.startswith(f"{across} ") or not by_pointer.startswith(f"{across} ") or by_keys == by_pointer:
        fault(name, f"reads columns as '{by_keys}' and '{by_pointer}'")
    if any(word in by_keys + by_pointer for word in ("NaN", "undefined", "null")):
        fault(name, f"reads a column as '{by_keys}' or '{by_pointer}'")
    seen = set()
    modes = page.locator("input[name=mode]").evaluate_all("all => all.map((one) => one.value)")
    for mode in modes:
        page.locator(f"input[name=mode][value={mode}]").check()
        seen.add(page.evaluate("document.getElementById('map').toDataURL()"))
    if not {"coverage", "first", "height", "residual"} <= set(modes) <= MODES or len(seen) != len(modes):
        fault(name, f"shows {len(seen)} pictures in the modes {modes}")
    # The column at the map's corner is what first_na_layer.tif and interface.tif say.
    page.locator("input[name=mode][value=coverage]").check()
    canvas.focus()
    for _ in range(60):
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("Shift+ArrowUp")
    corner = page.locator("#place").text_content()
    layer = tifffile.imread(os.path.join(os.path.dirname(path), "first_na_layer.tif"))[0, 0]
    height = tifffile.imread(os.path.join(os.path.dirname(path), "interface.tif"))[0, 0]
    said = "no Na in any layer" if layer == 0 else f"Na from layer {layer} on"
    found = re.match(rf"{across} ([\d.]+) \S+, {down} ([\d.]+) ", corner)
    at = re.search(r"interface at ([\d.]+) ", corner)
    if said not in corner or not at or abs(float(at[1]) - height * edges[2]) > 0.1 * edges[2]:
        fault(name, f"reads the corner as '{corner}', where Na comes in layer {layer} and the interface lies at {height}")
    if not found or abs(float(found[1]) - (origin[1] + 0.5) * edges[1]) > 0.01 * float(found[1]) \
            or abs(float(found[2]) - (origin[0] + 0.5) * edges[0]) > 0.01 * float(found[2]):
        fault(name, f"has the corner at '{corner}', not at {origin} voxels")
    # The map is taken along as it is shown.
    with page.expect_download() as download:
        page.locator("#save-map").click()
    with open(download.value.path(), "rb") as file:
        head = file.read(24)
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    rows, columns = page.evaluate("(() => { const c = document.getElementById('map'); return [c.height, c.width]; })()")
    shape = columns * edges[1] / (rows * edges[0])
    if head[1:4] != b"PNG" or width < 1600 or abs(width / height / shape - 1) > 0.01:
        fault(name, f"saves a map of {width} × {height} pixels for {columns} × {rows} columns")
    page.context.close()


# Of the columns of all cuts, how many do not bring Na in the layer that first_na_layer.tif says, and how many there are.
CUTS = """async () => {
  const data = JSON.parse(document.getElementById('cut-data').textContent);
  const map = await maps.opened(JSON.parse(document.getElementById('map-data').textContent).map);
  let [wrong, seen] = [0, 0];
  for (const [lines, place] of [[data.rows, (at, i) => at * map.columns + i], [data.columns, (at, i) => i * map.columns + at]]) {
    const voxels = await maps.unpacked(lines.voxels);
    lines.at.forEach((at, line) => {
      for (let i = 0; i < lines.length; i += 1) {
        let [layer, first] = [0, 0];
        for (let depth = 0; depth < data.depth && first === 0; depth += 1) {
          const code = voxels[(line * data.depth + depth) * lines.length + i] & 7;
          if (code > 0 && code < 4) layer += 1;
          if (code === 2) first = layer;
        }
        seen += 1;
        if (first !== map.first[place(at, i)] && map.first[place(at, i)] !== map.outside) wrong += 1;
      }
    });
  }
  return [wrong, seen];
}"""


# The grey values against depth: the measured curve and what the fit adds up to, as shares of the chart's height.
DEPTHS = """() => {
  const chart = [...document.querySelectorAll('svg.chart')].find((one) => one.ariaLabel.includes('depth below the interface'));
  const frame = chart.querySelector('rect.frame');
  const curve = (name) => [...chart.querySelectorAll('polyline')].find((one) => one.textContent === name)
    ?.getAttribute('points').split(' ').map((place) => place.split(',').map(Number));
  return [curve('measured'), curve('fitted'), Number(frame.getAttribute('height'))];
}"""


def fits(browser, name, path):
    """What the fitted levels, the blur and the phases found add up to is what was measured at every depth."""
    page = browser.page(name, path)
    measured, fitted, height = page.evaluate(DEPTHS)
    at = dict(measured)
    apart = [abs(at[x] - y) / height for x, y in fitted if x in at]
    if len(apart) < 20 or max(apart) > 0.1:
        fault(name, f"fits grey against depth to {max(apart, default=1):.2f} of the chart at {len(apart)} depths")
    page.context.close()


def cuts(browser, name, path):
    """The cuts through the slab: what was found, drawn over the grey values, through the column that is pointed at."""
    page = browser.page(name, path)
    wrong, seen = page.evaluate(CUTS)
    if wrong or seen < 1000:
        fault(name, f"shows Na in other layers than first_na_layer.tif in {wrong} of {seen} columns of its cuts")
    picture = "(id) => document.getElementById(id).toDataURL()"
    canvas = page.locator("#map")
    for id, other in (("rows", "columns"), ("columns", "rows")):
        note = page.locator(f"#cut-{id}-note")
        before = note.text_content(), page.evaluate(picture, f"cut-{id}")
        # Ten columns on, along the map's rows or across them.
        canvas.focus()
        for _ in range(3):
            page.keyboard.press("Shift+ArrowDown" if id == "rows" else "Shift+ArrowRight")
        after = note.text_content(), page.evaluate(picture, f"cut-{id}")
        if before[0] == after[0] or before[1] == after[1] or any(word in after[0] for word in ("NaN", "undefined")):
            fault(name, f"cuts through '{before[0]}' and then '{after[0]}'")
    for box in page.locator("input[name=overlay]").all():
        value = box.get_attribute("value")
        with_it = page.evaluate(picture, "cut-rows") + page.evaluate(picture, "cut-columns")
        box.uncheck()
        without = page.evaluate(picture, "cut-rows") + page.evaluate(picture, "cut-columns")
        if value != "void" and with_it == without:
            fault(name, f"draws its cuts with and without {value} alike")
        box.check()
    slider = page.locator("#layers")
    ends = []
    for n in ("1", slider.get_attribute("max")):
        slider.fill(n)
        ends.append(page.evaluate(picture, "cut-rows"))
    if ends[0] == ends[1]:
        fault(name, "ends the layers of its cuts at one depth, however many are removed")
    page.context.close()


def taken(browser, name, folder, screenshots, table="curve", pictures=(0, 3, 5)):
    """The figures and numbers that are taken along: what lies in figures/ and in the table beside it.

    pictures: so many are in the curve, the maps and the panel.
    """
    page = browser.page(name, f"{folder}/report.html")
    svg = "{http://www.w3.org/2000/svg}"

    def take(figure, kind):
        with page.expect_download() as download:
            page.locator(f"[data-take={figure}][data-as={kind}]").click()
        if download.value.suggested_filename != f"{figure}.{kind}":
            fault(name, f"saves {figure} as {download.value.suggested_filename}")
        with open(download.value.path(), "rb") as file:
            return file.read()

    def file(path):
        with open(f"{folder}/{path}", "rb") as file:
            return file.read()

    if take(table, "csv") != file(f"{table}.csv"):
        fault(name, f"saves another table than {table}.csv")
    for (figure, width, scale_bar), count in zip((("curve", 85, False), ("maps", 180, True), ("figure", 180, True)), pictures):
        written, saved = file(f"figures/{figure}.svg"), take(figure, "svg")
        for source, text in (("figures/", written), ("the page", saved)):
            root = ElementTree.fromstring(text)
            texts = [text.text for text in root.iter(f"{svg}text")]
            if root.get("width") != f"{width}.00mm" or not root.findtext(f"{svg}title"):
                fault(name, f"{figure}.svg of {source} is {root.get('width')} wide, with the title {root.findtext(f'{svg}title')}")
            if scale_bar and not any(re.fullmatch(r"[\d.]+ (µm|voxels)", text) for text in texts):
                fault(name, f"{figure}.svg of {source} has no scale bar: {texts}")
            if figure != "maps" and not any(text.startswith("stripped thickness") for text in texts):
                fault(name, f"{figure}.svg of {source} has no title below its curve: {texts}")
            held = [image.get("href") for image in root.iter(f"{svg}image")]
            if len(held) != count or not all(picture.startswith("data:image/png;base64,") for picture in held):
                fault(name, f"{figure}.svg of {source} holds {len(held)} pictures")
        if figure != "figure" and written != saved:
            fault(name, f"saves another {figure}.svg than lies in figures/")
        one, other = (Image.open(io.BytesIO(data)) for data in (file(f"figures/{figure}.png"), take(figure, "png")))
        if one.size != other.size or abs(one.size[0] - width / 25.4 * 600) > 1:
            fault(name, f"{figure}.png has {one.size} pixels in figures/ and {other.size} as saved")
        if any(abs(image.info.get("dpi", (0,))[0] - 600) > 0.1 for image in (one, other)):
            fault(name, f"{figure}.png does not say that it has 600 dots per inch")
        # Drawn by another program and with other letters, it looks alike all the same.
        coarse = [image.convert("L").resize((image.width // 12, image.height // 12)) for image in (one, other)]
        far = ImageStat.Stat(ImageChops.difference(*coarse)).mean[0]
        if far > 3:
            fault(name, f"{figure}.png in figures/ and as saved differ by {far:.1f} grey values")
        if screenshots:
            one.save(f"{screenshots}/{name}-{figure}.png")
    page.context.close()


# How many bytes of the two pictures in three dimensions, still and drawn by the script, differ.
SPACE = """() => ['before', 'after'].map((state) => {
  const canvas = document.getElementById(`space-${state}`);
  const still = document.createElement('canvas');
  [still.width, still.height] = [canvas.width, canvas.height];
  still.getContext('2d').drawImage(document.getElementById(state), 0, 0);
  const [a, b] = [still, canvas].map((one) => one.getContext('2d').getImageData(0, 0, one.width, one.height).data);
  let differing = 0;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) differing += 1;
  return [differing, a.length];
})"""


def space(browser, name, path):
    """The slab in three dimensions: as the still pictures at first, then turned, and stripped by the slider."""
    page = browser.page(name, path)
    for state, (differing, bytes) in zip(("before", "after"), page.evaluate(SPACE)):
        # What the C library and the browser's mathematics round otherwise are single pixels.
        if differing > bytes / 1000:
            fault(name, f"draws the slab {state} unlike its still picture: {differing} of {bytes} bytes")
    picture = "(id) => document.getElementById(id).toDataURL()"
    states = ["space-before", "space-after"]
    seen = [[page.evaluate(picture, id) for id in states]]
    if seen[0][0] == seen[0][1]:
        fault(name, "draws the slab before and after alike")
    page.locator("#layers").fill("1")
    seen.append([page.evaluate(picture, id) for id in states])
    if seen[1][0] != seen[0][0] or seen[1][1] == seen[0][1]:
        fault(name, "does not strip the slab by its slider")
    for key in ("ArrowLeft", "ArrowUp"):
        page.locator("#space-after").focus()
        page.keyboard.press(key)
        page.wait_for_timeout(500)
        seen.append([page.evaluate(picture, id) for id in states])
    box = page.locator("#space-before").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 60, steps=4)
    page.mouse.up()
    page.wait_for_timeout(500)
    seen.append([page.evaluate(picture, id) for id in states])
    for before, after in zip(seen[1:], seen[2:]):
        if before[0] == after[0] or before[1] == after[1]:
            fault(name, "does not turn both slabs by keys and mouse")
    page.context.close()


def sorts(browser, name, path):
    """The table of a batch: failures first, then sorted by whichever column is asked for, by mouse and keyboard."""
    page = browser.page(name, path)
    rows = page.locator("table.scans tbody tr")
    first = rows.nth(0).text_content()
    if "failed" not in first or "no step from bright SSE" not in first:
        fault(name, f"begins with '{first}', not with what failed")
    picture = rows.nth(0).locator("img")
    if picture.count() != 1 or not picture.evaluate("(image) => image.naturalWidth") > 20:
        fault(name, "shows no picture of what failed")
    links = rows.locator("a").evaluate_all("all => all.map((one) => one.href)")
    if not links or not all(os.path.exists(unquote(link.removeprefix("file://"))) for link in links):
        fault(name, f"leads nowhere: {links}")
    values = "all => all.map((row) => Number(row.cells[3].dataset.value)).slice(0, 3)"
    head = page.locator("th", has_text="Na coverage").locator("button")
    head.click()
    up = rows.evaluate_all(values)
    head.focus()
    page.keyboard.press("Enter")
    down = rows.evaluate_all(values)
    if len(up) != 3 or up != sorted(up) or down != sorted(up, reverse=True) or up == down:
        fault(name, f"sorts coverage to {up} and {down}")
    if page.locator("th[aria-sort=descending]").count() != 1:
        fault(name, "does not tell screen readers how it is sorted")
    page.context.close()


def repeats(browser, name, folder):
    """The command that a report shows strips the same volume to the same curve."""
    page = browser.page(name, f"{folder}/{name}/report.html")
    words = shlex.split(page.locator("#command").text_content())
    page.context.close()
    subprocess.run([sys.argv[1], *words[1:], "--quiet"], check=True, cwd=folder, stderr=subprocess.DEVNULL)
    with open(f"{folder}/{name}/curve.csv", "rb") as a, open(f"{folder}/simstrip-again/curve.csv", "rb") as b:
        if a.read() != b.read():
            fault(name, f"names a command that strips to another curve: {shlex.join(words)}")
    shutil.rmtree(f"{folder}/simstrip-again")


def main():
    simstrip = sys.argv[1] = os.path.abspath(sys.argv[1])
    screenshots = sys.argv[2] if len(sys.argv) > 2 else None
    fixtures = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Fixtures")
    with tempfile.TemporaryDirectory() as folder:
        def run(*arguments):
            subprocess.run([simstrip, *arguments, "--quiet"], check=True, cwd=folder, stderr=subprocess.DEVNULL)

        run("phantom", "--kind", "lamellae", "--shape", "48,80,110", "--tilt", "0.04", "--roughness", "0.6", "--noise", "10",
            "--electrode-pores", "0.08", "--touching", "0.1", "--dtype", "uint16", "-o", "phantom")
        run("strip", "phantom/volume", "-o", "void", "--layers", "12", "--void-threshold", "auto", "--voxel-size", "voxel")
        run("strip", f"{fixtures}/pristine/volume", "-o", "pristine")
        run("phantom", "--kind", "cycled", "--axis", "y", "--shape", "64,48,90", "-o", "sideways-phantom")
        run("strip", "sideways-phantom/volume", "-o", "sideways", "--roi", "6:60,:,30:80", "--voxel-size", "2um,3um,1um",
            "--layers", "10")
        run("strip", "phantom/volume", "-o", "narrow", "--roi", ":,:,40:60", "--layers", "8", "--voxel-size", "voxel", "--axis",
            "z", "--electrode", "high")
        for kind in ("pristine", "cycled"):
            run("phantom", "--kind", kind, "--shape", "48,80,80", "-o", f"{kind}-phantom")
        run("compare", "pristine-phantom/volume", "cycled-phantom/volume", "-o", "compare", "--voxel-size", "0.5um",
            "--layers", "12")
        # Two sizes and two voxel sizes; a finished result elsewhere, under a name that no address takes as it is.
        run("phantom", "--kind", "cycled", "--shape", "56,70,110", "--voxel-size", "0.7um", "-o", "wide-phantom")
        os.makedirs(f"{folder}/of other days")
        run("strip", "wide-phantom/volume", "-o", "of other days/wide #1", "--layers", "7")
        run("compare", "compare/stripped/a", "of other days/wide #1", "-o", "sizes/compared")
        run("compare", "void", "narrow", "-o", "voxels")
        # Parts of one volume lie in each other, and Na peaks are followed through them.
        run("strip", "phantom/volume", "-o", "middle", "--roi", ":,10:70,20:90", "--layers", "10", "--voxel-size", "voxel", "--axis",
            "z", "--electrode", "high")
        run("compare", "void", "narrow", "middle", "-o", "series")
        run("phantom", "--kind", "pristine", "--shape", "48,80,80", "--noise", "60", "-o", "noisy-phantom")
        os.makedirs(f"{folder}/sse")
        for slice in range(8):
            name = f"slice_{slice:04}.tif"
            shutil.copy(f"{folder}/pristine-phantom/volume/{name}", f"{folder}/sse/{name}")
        with open(f"{folder}/batch.yaml", "w", encoding="utf-8") as file:
            print("defaults: { layers: 12, labels: true }", "scans:", sep="\n", file=file)
            for name in ("pristine", "cycled", "noisy"):
                print(f"  - {{ name: {name}, volume: {name}-phantom/volume }}", file=file)
            print("  - { name: sse only, volume: sse }", "compare:", "  - [pristine, cycled]", sep="\n", file=file)
        batch = subprocess.run([simstrip, "batch", "batch.yaml", "-o", "batch", "--quiet"], cwd=folder, stderr=subprocess.DEVNULL)
        if batch.returncode != 3:
            fault("batch", f"ended with {batch.returncode}, not with 3 for one scan that fails")
        # Labels, and the same beside the grey scan that they are of.
        run("strip", "cycled-phantom/truth_labels.tif", "-o", "labels", "--segmentation", "labels", "--codes", "li=1,na=2,sse=3",
            "--layers", "12", "--labels")
        run("compare", "labels", "batch/cycled", "-o", "agreement")
        for text in schema.faults(folder):
            fault("schema", text)
        with sync_playwright() as playwright:
            browser = Browser(playwright)
            for name in ("pristine", "void", "labels"):
                looks(browser, name, f"{folder}/{name}/report.html", screenshots)
            looks(browser, "agreement", f"{folder}/agreement/report.html", screenshots, maps=6)
            looks(browser, "series", f"{folder}/series/report.html", screenshots, maps=0)
            looks(browser, "member", f"{folder}/series/c/report.html", screenshots, maps=7, sheets=3)
            cuts(browser, "labels", f"{folder}/labels/report.html")
            repeats(browser, "labels", folder)
            for name, place, sides in (
                ("compare", "compare", ("compare/stripped/a", "compare/stripped/b")),
                ("sizes", "sizes/compared", ("compare/stripped/a", "of other days/wide #1")), ("voxels", "voxels", ("void", "narrow")),
                ("batched", "batch/pristine_vs_cycled", ("batch/pristine", "batch/cycled")),
            ):
                looks(browser, name, f"{folder}/{place}/report.html", screenshots, maps=6)
                taken(browser, name, f"{folder}/{place}", screenshots, table="comparison", pictures=(0, 6, 6))
                for size in WIDTHS[::2]:
                    compares(browser, name, f"{folder}/{place}", [f"{folder}/{side}" for side in sides], size)
            fits(browser, "pristine", f"{folder}/pristine/report.html")
            looks(browser, "batch", f"{folder}/batch/index.html", screenshots, sheets=None)
            sorts(browser, "batch", f"{folder}/batch/index.html")
            for name, about in (
                ("pristine", {"edges": (1.4, 1.4, 1.4)}), ("void", {}),
                ("sideways", {"axes": "zx", "origin": (6, 30), "edges": (2, 1, 3)}), ("narrow", {"origin": (0, 40)}),
            ):
                explores(browser, name, f"{folder}/{name}/report.html", f"{folder}/{name}/curve.csv", **about)
                cuts(browser, name, f"{folder}/{name}/report.html")
                space(browser, name, f"{folder}/{name}/report.html")
                taken(browser, name, f"{folder}/{name}", screenshots)
                repeats(browser, name, folder)
            browser.chromium.close()
    print(f"{len(faults)} faults" if faults else "pages: no faults")
    sys.exit(1 if faults else 0)


main()
