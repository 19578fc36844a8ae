// Cuts through the slab along both directions of the map, through the column that is pointed at, with what was found drawn over them.
(async () => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("cut-data").textContent);
  const page = JSON.parse(element("map-data").textContent);
  if (typeof DecompressionStream === "undefined") return;
  const { text } = maps;
  const { pixel, rows, columns, thinning } = page.map;
  // So many columns of the map are shown at most.
  const widest = 160;
  const [sodium, hollow] = [2, 3];

  // The cuts of a direction: `across` counts the lines, `along` the columns of a line (0: rows of the map, 1: its columns).
  const direction = async (lines, id, across, along) => {
    const voxels = await maps.unpacked(lines.voxels);
    const heights = new Uint16Array((await maps.unpacked(lines.interface)).buffer);
    const offsets = new Int8Array((await maps.unpacked(lines.offset)).buffer);
    const [canvas, note] = [element(`cut-${id}`), element(`cut-${id}-note`)];
    const greys = document.createElement("canvas");
    const shown = Math.min(lines.length, widest);
    [greys.width, greys.height] = [shown, data.depth];
    // Lengths are as long along the depth as along the map.
    const scale = Math.max(2, Math.ceil(960 / shown));
    const tall = (scale * (page.depth ?? 1)) / (pixel[along] ?? 1);
    [canvas.width, canvas.height] = [shown * scale, Math.max(1, Math.round(data.depth * tall))];
    const pen = canvas.getContext("2d");
    const size = pixel[across] ?? 1;

    return (place, layers, overlays) => {
      const wanted = place[across];
      const line = lines.at.reduce((best, at, i) => (Math.abs(at - wanted) < Math.abs(lines.at[best] - wanted) ? i : best), 0);
      const first = Math.min(lines.length - shown, Math.max(0, place[along] - (shown >> 1)));
      const voxel = (depth, column) => voxels[(line * data.depth + depth) * lines.length + first + column];
      const image = new ImageData(shown, data.depth);
      for (let depth = 0; depth < data.depth; depth += 1) {
        for (let column = 0; column < shown; column += 1) {
          const byte = voxel(depth, column);
          const grey = Math.round(((byte >> 3) * 255) / 31);
          const at = 4 * (depth * shown + column);
          if (data.palette) image.data.set(data.palette[byte >> 3], at);
          else image.data.fill(grey, at, at + 3);
          image.data[at + 3] = 255;
          if (overlays.has("void") && (byte & 7) === hollow) {
            // Half of the phase's colour: the grey value stays to be seen.
            page.colours.void.forEach((value, i) => { image.data[at + i] = (grey + value) >> 1; });
          }
        }
      }
      greys.getContext("2d").putImageData(image, 0, 0);
      pen.imageSmoothingEnabled = false;
      pen.drawImage(greys, 0, 0, canvas.width, canvas.height);
      pen.lineWidth = Math.max(2, canvas.width / 400);
      if (overlays.has("sodium")) {
        const isSodium = (depth, column) =>
          depth >= 0 && depth < data.depth && column >= 0 && column < shown && (voxel(depth, column) & 7) === sodium;
        pen.beginPath();
        for (let depth = 0; depth < data.depth; depth += 1) {
          for (let column = 0; column < shown; column += 1) {
            if (!isSodium(depth, column)) continue;
            const [x, y] = [column * scale, depth * tall];
            if (!isSodium(depth - 1, column)) { pen.moveTo(x, y); pen.lineTo(x + scale, y); }
            if (!isSodium(depth + 1, column)) { pen.moveTo(x, y + tall); pen.lineTo(x + scale, y + tall); }
            if (!isSodium(depth, column - 1)) { pen.moveTo(x, y); pen.lineTo(x, y + tall); }
            if (!isSodium(depth, column + 1)) { pen.moveTo(x + scale, y); pen.lineTo(x + scale, y + tall); }
          }
        }
        pen.strokeStyle = "#f0a534";
        pen.stroke();
      }
      // A line so many voxels below the interface of every column that has one.
      const surface = (below, colour, dash) => {
        pen.beginPath();
        let isDrawn = false;
        for (let column = 0; column < shown; column += 1) {
          const at = line * lines.length + first + column;
          if (heights[at] === 65535) { isDrawn = false; continue; }
          const [x, y] = [(column + 0.5) * scale, (heights[at] / 64 + below(offsets[at])) * tall];
          if (isDrawn) pen.lineTo(x, y); else pen.moveTo(x, y);
          isDrawn = true;
        }
        pen.setLineDash(dash);
        pen.strokeStyle = colour;
        pen.stroke();
        pen.setLineDash([]);
      };
      if (overlays.has("interface")) surface(() => 0, "#00b4d8", []);
      if (overlays.has("last-layer")) {
        surface((offset) => offset + layers, "#ff5c9a", [12, 8]);
        // Behind the last layer that was stripped nothing was looked for.
        if (layers < page.map.layers) surface((offset) => offset + page.map.layers, "#ffb3d1", [2, 8]);
      }
      // The column pointed at.
      const x = (place[along] - first + 0.5) * scale;
      pen.strokeStyle = "#fff";
      pen.strokeRect(x - scale / 2, -5, scale, canvas.height + 10);
      const far = Math.abs(lines.at[line] - wanted);
      const where = `${page.axes[across]} = ${text((page.origin[across] + lines.at[line] + 0.5) * size)} ${page.unit}`;
      const near = far === 0 ? "" : `, ${text(far * size)} ${page.unit} beside the column: the nearest of ${lines.at.length} cuts kept`;
      const long = text(shown * (pixel[along] ?? 1));
      note.textContent = `Along ${page.axes[along]} at ${where}${near}; ${long} ${page.unit} wide.`;
    };
  };
  const draws = [await direction(data.rows, "rows", 0, 1)];
  if (data.columns) draws.push(await direction(data.columns, "columns", 1, 0));

  const slider = element("layers");
  let place = [(rows * thinning) >> 1, (columns * thinning) >> 1];
  const draw = () => {
    const overlays = new Set([...document.querySelectorAll("input[name=overlay]:checked")].map((box) => box.value));
    for (const one of draws) one(place, Number(slider.value), overlays);
  };
  document.addEventListener("column", (event) => {
    place = event.detail.map((index) => index * thinning);
    draw();
  });
  document.addEventListener("layers", draw);
  for (const box of document.querySelectorAll("input[name=overlay]")) box.addEventListener("change", draw);
  draw();
})();
