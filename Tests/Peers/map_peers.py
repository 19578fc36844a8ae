#!/usr/bin/env python3
"""Holds maps.csv to scikit-image, PoreSpy, cc3d and SciPy, on windows of structures whose measures are known: the tables of docs/maps.md.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install numpy scipy scikit-image porespy connected-components-3d tifffile
    /tmp/peers/bin/python Tests/Peers/map_peers.py SIMSTRIP bias [TILES]
    /tmp/peers/bin/python Tests/Peers/map_peers.py SIMSTRIP times [SIDE ...]

bias: TILES² windows of 128² (12² without; some ten minutes), as they are and with all columns beyond a disc outside. The windows tile a
plane that goes on periodically, so that on the mean over them plain sums are those of the plane. What is printed: the mean's deviation
from the truth with its standard error, and the scatter of one window, all in % of the truth.

times: a map of SIDE² (1024² and 4096² without) on one thread, elapsed and processor time. Medians of five, all take turns. Of simstrip it
is what runs over 21 equal layers (5 of large maps) take longer with maps.csv than without, less what runs over one layer do, divided by the
20 (4) maps between: the map before the first layer, starting, reading and figures cancel. Of large maps that is a small difference of long
runs, and processor time the better measure.
"""
import csv
import importlib.metadata
import os
import subprocess
import sys
import tempfile
import time
import warnings

import cc3d
import numpy as np
import porespy
import scipy.integrate
import scipy.ndimage
import skimage.measure
import skimage.segmentation
import tifffile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Bench"))
import timing  # noqa: E402

SIMSTRIP = sys.argv[1]
warnings.filterwarnings("ignore", category=FutureWarning)  # PoreSpy's own, of scikit-image
porespy.settings.ncores = 1
WINDOW = 128
OUTSIDE, LI, NA, SSE = range(4)
DENSITY, AREA, LINE, DISC, CHORD, LENGTH = (
    "patches per area", "mean patch area", "contact line", "largest disc", "mean chord", "correlation length")
COLUMNS = {
    DENSITY: "patches_per_voxel2", AREA: "mean_patch_area_voxel2", LINE: "contact_line_voxel_per_voxel2",
    DISC: "largest_inscribed_radius_voxel", CHORD: "mean_chord_voxel", LENGTH: "correlation_length_voxel"}
EIGHT = np.ones((3, 3))


# The planes. Each is periodic and comes with what is known of it.

def drawn(side, centres, radii):
    """Pixels whose centres lie in a disc, the plane going on periodically."""
    plane = np.zeros((side, side), bool)
    for (y, x), radius in zip(centres, radii):
        rows, columns = (np.arange(int(v - radius) - 1, int(v + radius) + 2) for v in (y, x))
        disc = (rows[:, None] + 0.5 - y) ** 2 + (columns[None] + 0.5 - x) ** 2 <= radius ** 2
        plane[np.ix_(rows % side, columns % side)] |= disc
    return plane


def boolean(side, rng, radius=6, coverage=0.3):
    """Discs anywhere, over each other, as many as are expected. Of the clumps nothing is known in closed form: they are counted on the
    whole plane, which has no border."""
    count = round(-np.log(1 - coverage) / (np.pi * radius ** 2) * side ** 2)
    density = count / side ** 2
    plane = drawn(side, rng.random((count, 2)) * side, np.full(count, radius))
    clumps = cc3d.connected_components(plane, connectivity=8, periodic_boundary=True, return_N=True)[1]
    free = np.exp(-density * np.pi * radius ** 2)
    line = 2 * np.pi * radius * density * free

    def covariance(r):
        overlap = 2 * radius ** 2 * np.arccos(r / 2 / radius) - r / 2 * np.sqrt(4 * radius ** 2 - r ** 2)
        return free ** 2 * np.expm1(density * overlap)
    integral = scipy.integrate.quad(lambda r: 2 * np.pi * r * covariance(r), 0, 2 * radius)[0]
    return plane, {
        DENSITY: clumps / side ** 2, AREA: plane.sum() / clumps, LINE: line, CHORD: np.pi * (1 - free) / line,
        LENGTH: np.sqrt(integral / (free * (1 - free)))}


def apart(side, rng, radii=(4, 10), coverage=0.25, gap=2):
    """Discs of two radii, as many of each, put one by one where none is."""
    count = round(coverage * side ** 2 / (np.pi * np.mean(np.square(radii)))) // 2
    sizes = np.repeat(sorted(radii, reverse=True), count).astype(float)
    centres = np.empty((0, 2))
    while len(centres) < len(sizes):
        place = rng.random(2) * side
        away = np.abs(centres - place)
        distance = np.hypot(*np.minimum(away, side - away).T)
        if np.all(distance > sizes[:len(centres)] + sizes[len(centres)] + gap):
            centres = np.vstack([centres, place])
    density = len(sizes) / side ** 2
    covered, line = density * np.pi * np.mean(sizes ** 2), density * 2 * np.pi * np.mean(sizes)
    return drawn(side, centres, sizes), {
        DENSITY: density, AREA: covered / density, LINE: line, DISC: max(radii), CHORD: np.pi * covered / line}


def tiles(plane, truth):
    for y in range(0, len(plane), WINDOW):
        for x in range(0, len(plane), WINDOW):
            yield plane[y:y + WINDOW, x:x + WINDOW], truth


def stripes(count, rng, widths=(7, 11), period=24):
    """Windows of stripes, each of an angle, a place and a width of its own. A line of a direction meets them the oftener the steeper."""
    y, x = np.mgrid[:WINDOW, :WINDOW]
    for angle, start, width in zip(rng.random(count) * np.pi, rng.random(count) * period, rng.uniform(*widths, count)):
        normal = np.cos(angle), np.sin(angle)
        chord = 2 * width / (abs(normal[0]) + abs(normal[1]))
        yield (y * normal[0] + x * normal[1] + start) % period < width, {LINE: 2 / period, DISC: width / 2, CHORD: chord}


# Who measures.

def volume(sodium, mask, layers=1):
    """SSE, equal layers of the map, Li; columns off the mask are outside."""
    slices = [np.full(sodium.shape, SSE)] * 3 + [np.where(sodium, NA, LI)] * layers + [np.full(sodium.shape, LI)]
    return np.where(mask, slices, OUTSIDE).astype(np.uint8)


def command(path, out, layers, maps):
    return [
        SIMSTRIP, "strip", path, "--segmentation", "labels", "--codes", "li=1,na=2,sse=3,outside=0", "--axis", "z", "--electrode", "high",
        "--voxel-size", "voxel", "--layers", str(layers), "--maps", maps, "--band", "none", "--threads", "1", "--output", out, "--quiet"]


def simstrip(sodium, mask, folder):
    tifffile.imwrite(f"{folder}/map.tif", volume(sodium, mask), metadata=None)
    subprocess.run(command(f"{folder}/map.tif", f"{folder}/out", 1, "1"), check=True, stderr=subprocess.DEVNULL)
    with open(f"{folder}/out/maps.csv", encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["layers_removed"] == "1" and row["phase"] == "na")
    assert float(row["coverage"]) == (sodium & mask).sum() / mask.sum()
    return {measure: float(row[name]) if row[name] else None for measure, name in COLUMNS.items()}


def mean(values):
    return np.mean(values) if len(values) else None


def areas(labels):
    return [region.area for region in skimage.measure.regionprops(labels)]


def counted(na):
    return cc3d.statistics(cc3d.connected_components(na, connectivity=8))["voxel_counts"][1:]


def whole(na, mask):
    """Labels of patches that do not touch the border or what is outside."""
    labels = skimage.measure.label(na, connectivity=2)
    return skimage.segmentation.clear_border(labels, mask=scipy.ndimage.binary_erosion(mask, EIGHT))


def between(na, mask):
    """A line in the map borders Na and Li, the map's border one of them."""
    both = sum(skimage.measure.perimeter_crofton(phase) for phase in (na, mask & ~na))
    return (both - skimage.measure.perimeter_crofton(mask)) / 2


def chords(na, trim):
    return np.concatenate([
        porespy.metrics.chord_counts(porespy.filters.apply_chords(na, axis=axis, trim_edges=trim)) for axis in (0, 1)])


def correlation(na, mask):
    """√A₂, up to the first distance at which the covariance is not positive."""
    found = porespy.metrics.two_point_correlation(na)
    p = na.mean()
    excess = found.probability_scaled - p * p
    end = np.argmax(excess <= 0) if np.any(excess <= 0) else len(excess)
    edges = found.bin_edges
    return np.sqrt(np.pi * np.sum((excess * (edges[1:] ** 2 - edges[:-1] ** 2))[:end]) / (p - p * p))



# What a user types, and what one types who minds the border. `na` holds nothing outside the mask.
PEERS = {
    (DENSITY, "skimage label"): lambda na, mask: skimage.measure.label(na, connectivity=2).max() / mask.sum(),
    (DENSITY, "cc3d statistics"): lambda na, mask: len(counted(na)) / mask.sum(),
    (DENSITY, "skimage label, clear_border"): lambda na, mask: len(areas(whole(na, mask))) / mask.sum(),
    (AREA, "skimage regionprops"): lambda na, mask: mean(areas(skimage.measure.label(na, connectivity=2))),
    (AREA, "cc3d statistics"): lambda na, mask: mean(counted(na)),
    (AREA, "skimage regionprops, clear_border"): lambda na, mask: mean(areas(whole(na, mask))),
    (LINE, "skimage perimeter"): lambda na, mask: skimage.measure.perimeter(na) / mask.sum(),
    (LINE, "skimage perimeter_crofton"): lambda na, mask: skimage.measure.perimeter_crofton(na) / mask.sum(),
    (LINE, "skimage perimeter_crofton, (Na + Li − map) / 2"): lambda na, mask: between(na, mask) / mask.sum(),
    (DISC, "scipy distance_transform_edt"): lambda na, mask: scipy.ndimage.distance_transform_edt(na).max(),
    (DISC, "scipy distance_transform_edt, border as wall, − 1/2"):
        lambda na, mask: scipy.ndimage.distance_transform_edt(np.pad(na, 1)).max() - 0.5,
    (DISC, "PoreSpy local_thickness"): lambda na, mask: porespy.filters.local_thickness(na).max(),
    (CHORD, "PoreSpy apply_chords, trim_edges=False"): lambda na, mask: mean(chords(na, False)),
    (CHORD, "PoreSpy apply_chords"): lambda na, mask: mean(chords(na, True)),
    (LENGTH, "PoreSpy two_point_correlation"): correlation,
}


def bias(count):
    rng = np.random.default_rng(1)
    radius = WINDOW / 2
    offset = np.arange(WINDOW) + 0.5 - radius
    masks = {"square": np.ones((WINDOW, WINDOW), bool), "round": np.hypot(offset[:, None], offset[None]) <= radius}
    structures = {
        "overlapping discs": list(tiles(*boolean(count * WINDOW, rng))), "discs apart": list(tiles(*apart(count * WINDOW, rng))),
        "stripes": list(stripes(count ** 2, rng))}
    print("structure | map | measure | who | bias | scatter | windows that tell")
    with tempfile.TemporaryDirectory() as folder:
        for structure, windows in structures.items():
            for shape, mask in masks.items():
                ratios = {}
                for sodium, truth in windows:
                    na = sodium & mask
                    own = simstrip(sodium, mask, folder)
                    for measure, true in truth.items():
                        values = {"simstrip": own[measure]} | {
                            who: function(na, mask) for (what, who), function in PEERS.items() if what == measure}
                        for who, value in values.items():
                            ratios.setdefault((measure, who), []).append(np.nan if value is None else value / true - 1)
                for (measure, who), list_ in sorted(ratios.items(), key=lambda item: list(COLUMNS).index(item[0][0])):
                    told = 100 * np.array(list_)[~np.isnan(list_)]
                    error = told.std(ddof=1) / np.sqrt(len(told))
                    print(f"{structure} | {shape} | {measure} | {who} | {told.mean():+.1f} ± {error:.1f} | {told.std(ddof=1):.1f} |"
                          f" {len(told)} of {len(list_)}", flush=True)


def times(sides):
    both = {  # of Na and of Li, as maps.csv has them
        "patches: skimage label, regionprops": lambda na: [areas(skimage.measure.label(p, connectivity=c)) for p, c in ((na, 2), (~na, 1))],
        "patches: cc3d connected_components, statistics": lambda na: [
            cc3d.statistics(cc3d.connected_components(p, connectivity=c))["voxel_counts"] for p, c in ((na, 8), (~na, 4))],
        "contact line: skimage perimeter_crofton": skimage.measure.perimeter_crofton,
        "largest disc: scipy distance_transform_edt": lambda na: [scipy.ndimage.distance_transform_edt(p).max() for p in (na, ~na)],
        "mean chord: PoreSpy apply_chords, chord_counts": lambda na: [chords(p, False) for p in (na, ~na)],
        "correlation length: PoreSpy two_point_correlation": lambda na: correlation(na, None)}

    def timed(function, *arguments):
        def once():
            start, processor = time.perf_counter(), time.process_time()
            function(*arguments)
            return time.perf_counter() - start, time.process_time() - processor
        return once

    print("map | who | elapsed | processor time | elapsed and processor time against simstrip's")
    for side in sides:
        na = boolean(side, np.random.default_rng(2))[0]
        for function in both.values():  # compiles what Numba compiles
            function(na[:256, :256])
        many = 21 if side <= 1024 else 5
        with tempfile.TemporaryDirectory() as folder:
            for layers in (1, many):
                tifffile.imwrite(f"{folder}/{layers}.tif", volume(na, np.ones_like(na), layers), metadata=None)
            one, with_one, all_, with_all, *peers = timing.compare(
                *(timing.seconds(command(f"{folder}/{layers}.tif", f"{folder}/out", layers, maps))
                  for layers, maps in ((1, "none"), (1, "1"), (many, "none"), (many, "1"))),
                *(timed(function, na) for function in both.values()))
        own = (with_all - all_ - with_one + one) / (many - 1)
        for name, taken in [("simstrip: all measures", own), *zip(both, peers)]:
            elapsed, processor = (f"{seconds * 1000:.0f} ms" for seconds in taken)
            print(f"{side}² | {name} | {elapsed} | {processor} | {taken[0] / own[0]:.2f} {taken[1] / own[1]:.2f}")
        print(f"{side}² | runs of simstrip", *(f"{seconds:.2f} s" for seconds in (one[0], with_one[0], all_[0], with_all[0])), flush=True)


def main():
    told = subprocess.check_output([SIMSTRIP, "--version"], text=True).strip()
    names = ("numpy", "scipy", "scikit-image", "porespy", "connected-components-3d")
    print(told, *(f"{name} {importlib.metadata.version(name)}" for name in names), sep=", ")
    arguments = [int(word) for word in sys.argv[3:]]
    if sys.argv[2] == "bias":
        bias(*arguments or [12])
    else:
        times(arguments or [1024, 4096])


main()
