// The map explorer of report.html: every map after n layers is made here, of the layer that first brings Na to each column.
"use strict";
(async () => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("map-data").textContent);
  const { rows, columns, layers } = data;

  // Bytes as zlib has packed them.
  const unpacked = async (text) => {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  if (typeof DecompressionStream === "undefined") return;
  const bytes = await unpacked(data.first);
  // 0 where no layer brings Na; the largest number outside.
  const first = data.first_bytes === 2 ? new Uint16Array(bytes.buffer) : bytes;
  const outside = data.first_bytes === 2 ? 65535 : 255;
  // A bit a column of every map with void, after 1, 2 … N layers.
  const voids = data.void ? await unpacked(data.void) : null;
  const heights = await unpacked(data.height);
  const ambiguous = data.ambiguous ? await unpacked(data.ambiguous) : null;
  const voidBytes = Math.ceil((rows * columns) / 8);
  const isVoid = (place, n) =>
    voids !== null && ((voids[(Math.max(n, 1) - 1) * voidBytes + (place >> 3)] >> (place & 7)) & 1) === 1;
  // The names of phases are the keys of their colours.
  const phase = (place, n) => {
    const layer = first[place];
    if (layer === outside) return "outside";
    if (layer > 0 && layer <= n) return "Na";
    return isVoid(place, n) ? "void" : "Li";
  };

  // Cividis (Nuñez, Anderton & Renslow 2018), which all eyes read alike, at six places.
  const ramp = [[0, 34, 78], [53, 69, 108], [102, 105, 112], [148, 142, 119], [200, 184, 102], [254, 232, 56]];
  const colour = (share) => {
    const at = Math.min(0.9999, Math.max(0, share)) * (ramp.length - 1);
    const [a, b, part] = [ramp[Math.floor(at)], ramp[Math.floor(at) + 1], at - Math.floor(at)];
    return a.map((value, i) => Math.round(value + part * (b[i] - value)));
  };
  const faint = [225, 228, 232];

  const canvas = element("map");
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const slider = element("layers");
  let mode = "coverage";
  let cursor = null;

  const shade = {
    coverage: (place, n) => data.colours[phase(place, n)],
    first: (place) =>
      first[place] === outside ? data.colours.outside
        : first[place] === 0 ? faint : colour((first[place] - 1) / Math.max(1, layers - 1)),
    height: (place) => (heights[place] === 255 ? data.colours.outside : colour(heights[place] / 254)),
    ambiguous: (place, n) => (ambiguous && ambiguous[place] ? data.colours.ambiguous : data.colours[phase(place, n)]),
  };
  const draw = () => {
    const n = Number(slider.value);
    for (let place = 0; place < rows * columns; place += 1) {
      const [red, green, blue] = shade[mode](place, n);
      image.data[4 * place] = red;
      image.data[4 * place + 1] = green;
      image.data[4 * place + 2] = blue;
      image.data[4 * place + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  };

  // The chart's cursor, at the same number of layers.
  const chart = document.querySelector("svg.chart");
  const line = chart.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "line"));
  line.setAttribute("class", "cursor");
  line.setAttribute("y1", data.chart.top);
  line.setAttribute("y2", data.chart.bottom);

  // A length of so many voxels, in µm where a voxel's size is known.
  const length = (voxels, size) => voxels * (size ?? 1);
  const text = (value) => Number(value.toPrecision(3)).toString();
  const showPlace = () => {
    if (cursor === null) {
      element("place").textContent = "Point at the map, or move over it with the arrow keys, to read a column.";
      return;
    }
    const [row, column] = cursor;
    const place = row * columns + column;
    const n = Number(slider.value);
    // The middle of the column in the volume.
    const at = [row, column].map((index, i) => text(length(data.origin[i] + index * data.thinning + 0.5, data.pixel[i])));
    const parts = [`${data.axes[1]} ${at[1]} ${data.unit}, ${data.axes[0]} ${at[0]} ${data.unit}: ${phase(place, n)}`];
    const layer = first[place];
    if (layer !== outside) {
      parts.push(layer === 0 ? "no Na in any layer" : `Na from layer ${layer} on` + (data.depth ? ` (${data.thickness[layer]} µm)` : ""));
      const height = data.lowest + (heights[place] / 254) * (data.highest - data.lowest);
      if (heights[place] !== 255) parts.push(`interface at ${text(length(height, data.depth))} ${data.unit}`);
      if (ambiguous && ambiguous[place]) parts.push("may be Na on the SSE or SSE itself");
    }
    element("place").textContent = parts.join("; ") + ".";
  };
  const show = () => {
    const n = Number(slider.value);
    element("state").textContent = data.states[n];
    slider.setAttribute("aria-valuetext", data.states[n]);
    line.setAttribute("x1", data.chart.x[n]);
    line.setAttribute("x2", data.chart.x[n]);
    draw();
    showPlace();
  };
  slider.addEventListener("input", () => { stop(); show(); });

  // Play: a layer after the other.
  const play = element("play");
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  };
  play.addEventListener("click", () => {
    if (timer !== null) return stop();
    if (Number(slider.value) === layers) slider.value = 0;
    play.textContent = "Pause";
    timer = setInterval(() => {
      slider.value = Number(slider.value) + 1;
      if (Number(slider.value) === layers) stop();
      show();
    }, 400);
    show();
  });

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
  // The nearest number of layers under the pointer.
  const pointAt = (event) => {
    const box = chart.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * chart.viewBox.baseVal.width;
    let nearest = 0;
    data.chart.x.forEach((place, n) => {
      if (Math.abs(place - x) < Math.abs(data.chart.x[nearest] - x)) nearest = n;
    });
    if (nearest === Number(slider.value)) return;
    stop();
    slider.value = nearest;
    show();
  };
  chart.addEventListener("pointermove", pointAt);
  chart.addEventListener("pointerdown", pointAt);

  // Axes and the scale bar: round lengths.
  const round = (most) => {
    const power = 10 ** Math.floor(Math.log10(most));
    return [5, 2, 1].map((digit) => digit * power).find((value) => value <= most) ?? most;
  };
  const axis = (place, extent, index, side) => {
    const whole = length(extent * data.thinning, data.pixel[index]);
    const start = length(data.origin[index], data.pixel[index]);
    const step = round(whole / 3);
    for (let value = Math.ceil(start / step) * step; value <= start + whole * 0.96; value += step) {
      const tick = place.appendChild(document.createElement("span"));
      tick.textContent = text(value);
      tick.style[side] = `${(100 * (value - start)) / whole}%`;
    }
    return whole;
  };
  const width = axis(element("axis-x"), columns, 1, "left");
  const height = axis(element("axis-y"), rows, 0, "top");
  // Lengths are as long along rows as along columns, and all of a map is seen at once.
  canvas.style.aspectRatio = `${width} / ${height}`;
  for (const part of [canvas.parentElement, element("axis-x")]) part.style.maxWidth = `calc(80vh * ${width / height})`;
  const bar = round(width / 3);
  element("scale").style.width = `${(100 * bar) / width}%`;
  element("scale").textContent = `${text(bar)} ${data.unit}`;

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

  // What is taken along: the curve as a column of a paper is wide, its text as text, and the map that is shown, with its scale bar.
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  element("save-curve").addEventListener("click", () => {
    const figure = chart.cloneNode(true);
    figure.querySelector(".cursor").remove();
    const { width: units, height: tall } = chart.viewBox.baseVal;
    figure.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    figure.setAttribute("width", "85mm");
    figure.setAttribute("height", `${((85 * tall) / units).toFixed(2)}mm`);
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    // 18 of 640 units are 6.8 points.
    style.textContent =
      "text { font: 18px Helvetica, Arial, sans-serif; fill: #000 } text.name { font-weight: 600 } " +
      ".grid { stroke: #e4e8ec } .axis, .frame { stroke: #444; fill: none }";
    figure.prepend(style);
    const text = new XMLSerializer().serializeToString(figure);
    save(new Blob([text], { type: "image/svg+xml" }), "curve.svg");
  });
  element("save-map").addEventListener("click", () => {
    const scale = Math.max(1, Math.ceil(1600 / columns));
    const picture = document.createElement("canvas");
    [picture.width, picture.height] = [columns * scale, Math.max(1, Math.round((columns * scale * height) / width))];
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
    picture.toBlob((blob) => save(blob, `${mode}_${String(slider.value).padStart(4, "0")}.png`));
  });

  document.documentElement.classList.add("scripted");
  slider.value = layers;
  show();
})();
