// The map explorer of report.html: every map after n layers is made here, of the layer that first brings Na to each column.
(async () => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("map-data").textContent);
  if (typeof DecompressionStream === "undefined") return;
  const map = await maps.opened(data.map);
  const { rows, columns, layers, first, outside, phase } = map;
  const { length, text, round } = maps;
  const heights = await maps.unpacked(data.height);
  const ambiguous = data.ambiguous ? await maps.unpacked(data.ambiguous) : null;

  // Cividis (Nuñez, Anderton & Renslow 2018), which all eyes read alike, at six places.
  const ramp = [[0, 34, 78], [53, 69, 108], [102, 105, 112], [148, 142, 119], [200, 184, 102], [254, 232, 56]];
  const colour = (share) => {
    const at = Math.min(0.9999, Math.max(0, share)) * (ramp.length - 1);
    const [a, b, part] = [ramp[Math.floor(at)], ramp[Math.floor(at) + 1], at - Math.floor(at)];
    return a.map((value, i) => Math.round(value + part * (b[i] - value)));
  };
  // The interface in voxels of the volume's own index: its plane, and how far it lies from that.
  const height = (place) => {
    const [row, column] = [Math.floor(place / columns), place % columns].map((index) => index * map.thinning);
    const [offset, perRow, perColumn] = data.plane;
    return offset + row * perRow + column * perColumn + data.below + (heights[place] / 254) * (data.above - data.below);
  };
  const faint = [225, 228, 232];

  const canvas = element("map");
  const paint = maps.painter(canvas, map);
  const slider = element("layers");
  let mode = "coverage";
  let cursor = null;

  const shade = {
    coverage: (place, n) => data.colours[phase(place, n)],
    first: (place) =>
      first[place] === outside ? data.colours.outside
        : first[place] === 0 ? faint : colour((first[place] - 1) / Math.max(1, layers - 1)),
    height: (place) =>
      heights[place] === 255 ? data.colours.outside
        : colour((height(place) - data.lowest) / Math.max(1e-6, data.highest - data.lowest)),
    residual: (place) => (heights[place] === 255 ? data.colours.outside : colour(heights[place] / 254)),
    ambiguous: (place, n) => (ambiguous && ambiguous[place] ? data.colours.ambiguous : data.colours[phase(place, n)]),
  };
  const draw = () => {
    const n = Number(slider.value);
    paint((place) => shade[mode](place, n));
  };

  const showPlace = () => {
    if (cursor === null) {
      element("place").textContent = "Point at the map, or move over it with the arrow keys, to read a column.";
      return;
    }
    const [row, column] = cursor;
    document.dispatchEvent(new CustomEvent("column", { detail: cursor }));
    const place = row * columns + column;
    const n = Number(slider.value);
    // The middle of the column in the volume.
    const at = [row, column].map((index, i) => text(length(data.origin[i] + index * map.thinning + 0.5, map.pixel[i])));
    const parts = [`${data.axes[1]} ${at[1]} ${data.unit}, ${data.axes[0]} ${at[0]} ${data.unit}: ${phase(place, n)}`];
    const layer = first[place];
    if (layer !== outside) {
      parts.push(layer === 0 ? "no Na in any layer" : `Na from layer ${layer} on` + (data.depth ? ` (${data.thickness[layer]} µm)` : ""));
      if (heights[place] !== 255) parts.push(`interface at ${text(length(height(place), data.depth))} ${data.unit}`);
      if (ambiguous && ambiguous[place]) parts.push("may be Na on the SSE or SSE itself");
    }
    element("place").textContent = parts.join("; ") + ".";
  };
  // The chart's cursor goes along with the slider, and the slider with a pointer on the chart.
  const chart = document.querySelector("svg.chart");
  const show = (n) => {
    element("state").textContent = data.states[n];
    slider.setAttribute("aria-valuetext", data.states[n]);
    moveCursor(n);
    draw();
    showPlace();
    document.dispatchEvent(new CustomEvent("layers", { detail: n }));
  };
  const moveCursor = maps.cursor(chart, data.chart, maps.player(slider, element("play"), show));

  for (const radio of document.querySelectorAll("input[name=mode]")) {
    radio.addEventListener("change", () => {
      mode = radio.value;
      const range = data.ranges[mode];
      element("ramp").hidden = range === undefined;
      element("legend").hidden = range !== undefined;
      if (range) {
        for (const [index, id] of ["ramp-low", "ramp-high", "ramp-note"].entries()) element(id).textContent = range[index];
      }
      element("ramp-note").hidden = range === undefined;
      draw();
    });
  }
  element("ramp-colours").style.background =
    `linear-gradient(to right, ${ramp.map((c) => `rgb(${c.join(" ")})`).join(", ")})`;

  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    if (row < 0 || row >= rows || column < 0 || column >= columns) return;
    cursor = [row, column];
    showPlace();
  });
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const [row, column] = cursor ?? [rows >> 1, columns >> 1];
    const far = event.shiftKey ? 10 : 1;
    cursor = [
      Math.min(rows - 1, Math.max(0, row + far * step[0])), Math.min(columns - 1, Math.max(0, column + far * step[1])),
    ];
    showPlace();
  });

  // Axes and the scale bar: round lengths.
  const axis = (place, whole, index, side) => {
    const start = length(data.origin[index], map.pixel[index]);
    const step = round(whole / 3);
    for (let value = Math.ceil(start / step) * step; value <= start + whole * 0.96; value += step) {
      const tick = place.appendChild(document.createElement("span"));
      tick.textContent = text(value);
      tick.style[side] = `${(100 * (value - start)) / whole}%`;
    }
  };
  const { width, height: tall } = map;
  axis(element("axis-x"), width, 1, "left");
  axis(element("axis-y"), tall, 0, "top");
  // Lengths are as long along rows as along columns, and all of a map is seen at once.
  canvas.style.aspectRatio = `${width} / ${tall}`;
  for (const part of [canvas.parentElement, element("axis-x")]) part.style.maxWidth = `calc(80vh * ${width / tall})`;
  const bar = maps.scale(element("scale"), width, data.unit);

  // The command, to be pasted elsewhere.
  const copy = element("copy");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const command = element("command");
    try {
      await navigator.clipboard.writeText(command.textContent);
      copy.textContent = "Copied";
    } catch {
      // Where a page may not write there, the command is marked for people to copy.
      getSelection().selectAllChildren(command);
    }
  });

  // The map that is shown is taken along with its scale bar.
  element("save-map").addEventListener("click", () => {
    const scale = Math.max(1, Math.ceil(1600 / columns));
    const picture = document.createElement("canvas");
    [picture.width, picture.height] = [columns * scale, Math.max(1, Math.round((columns * scale * tall) / width))];
    const paper = picture.getContext("2d");
    paper.imageSmoothingEnabled = false;
    paper.drawImage(canvas, 0, 0, picture.width, picture.height);
    const [size, margin, long] = [picture.width / 30, picture.width / 40, (bar / width) * picture.width];
    const foot = picture.height - margin;
    paper.fillStyle = "#000b";
    paper.fillRect(margin, foot - 1.9 * size, long, 1.9 * size);
    paper.fillStyle = "#fff";
    paper.fillRect(margin, foot - size / 4, long, size / 4);
    paper.font = `${size}px Helvetica, Arial, sans-serif`;
    paper.textAlign = "center";
    paper.fillText(`${text(bar)} ${data.unit}`, margin + long / 2, foot - 0.6 * size);
    picture.toBlob((blob) => maps.save(blob, `${mode}_${String(slider.value).padStart(4, "0")}.png`));
  });

  document.documentElement.classList.add("scripted");
  slider.value = layers;
  show(layers);
})();
