// The slab in three dimensions, as SlabView.swift draws it: parallel projection, a depth for every pixel; turned by mouse, touch and keys.
(async () => {
  const source = document.getElementById("space-data");
  if (!source || typeof DecompressionStream === "undefined") return;
  const data = JSON.parse(source.textContent);
  const { rows, columns, layers, colours, shades } = data;
  const phases = await maps.unpacked(data.phases);
  // How far the interface lies above its lowest place, in layers; none outside.
  const lifts = Array.from(new Uint16Array((await maps.unpacked(data.lifts)).buffer), (lift) => (lift === 65535 ? null : lift / 256));
  const [sodium, hollow] = [2, 3];
  const highest = Math.max(0, ...lifts.filter((lift) => lift !== null));

  const view = { azimuth: data.azimuth, elevation: data.elevation };
  const render = (canvas, removed) => {
    const { width, height } = canvas;
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(width, height);
    image.data.fill(255);
    const depths = new Float64Array(width * height).fill(-Infinity);
    const radians = Math.PI / 180;
    const [sine, cosine] = [Math.sin(view.azimuth * radians), Math.cos(view.azimuth * radians)];
    const [rise, fall] = [Math.sin(view.elevation * radians), Math.cos(view.elevation * radians)];
    const [wide, deep] = [columns, rows * data.row_edge];
    const tall = (layers + highest + data.floor) * data.depth_edge;
    const across = Math.hypot(wide, deep);
    const scale = 0.98 * Math.min(width / across, height / (across * Math.abs(rise) + tall * fall));
    const middle = [wide / 2, deep / 2, tall / 2 - data.floor * data.depth_edge];
    const [nearRow, nearColumn] = [cosine >= 0 ? 1 : 0, sine >= 0 ? 1 : 0];

    const place = (row, column, layer) => {
      const [x, y, z] = [column - middle[0], row * data.row_edge - middle[1], layer * data.depth_edge - middle[2]];
      const [right, near] = [x * cosine - y * sine, x * sine + y * cosine];
      return [width / 2 + scale * right, height / 2 + scale * (near * rise - z * fall), near * fall + z * rise];
    };
    const mix = (colour, shade, opacity, pixel) => {
      for (let i = 0; i < 3; i += 1) {
        const old = image.data[4 * pixel + i];
        image.data[4 * pixel + i] = Math.floor(old + opacity * (shade * colour[i] - old) + 0.5);
      }
    };
    // Every pixel whose middle lies in a parallelogram; opaque ones hide what lies behind them.
    const face = (corner, one, two, colour, shade, opacity = 1) => {
      const [au, av, ad] = [one[0] - corner[0], one[1] - corner[1], one[2] - corner[2]];
      const [bu, bv, bd] = [two[0] - corner[0], two[1] - corner[1], two[2] - corner[2]];
      const determinant = au * bv - av * bu;
      if (Math.abs(determinant) <= 1e-9) return;
      const left = Math.max(0, Math.ceil(corner[0] + Math.min(0, au) + Math.min(0, bu) - 0.5));
      const right = Math.min(width, Math.ceil(corner[0] + Math.max(0, au) + Math.max(0, bu) + 0.5));
      const upper = Math.max(0, Math.ceil(corner[1] + Math.min(0, av) + Math.min(0, bv) - 0.5));
      const bottom = Math.min(height, Math.ceil(corner[1] + Math.max(0, av) + Math.max(0, bv) + 0.5));
      for (let y = upper; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) {
          const [u, v] = [x + 0.5 - corner[0], y + 0.5 - corner[1]];
          const [p, q] = [(u * bv - v * bu) / determinant, (v * au - u * av) / determinant];
          if (p < 0 || p >= 1 || q < 0 || q >= 1) continue;
          const pixel = y * width + x;
          const depth = corner[2] + p * ad + q * bd;
          if (opacity === 1 ? depth <= depths[pixel] : depth < depths[pixel]) continue;
          if (opacity === 1) depths[pixel] = depth;
          mix(colour, shade, opacity, pixel);
        }
      }
    };
    const top = (row, column, high, colour) =>
      face(place(row, column, high), place(row + 1, column, high), place(row, column + 1, high), colour, 1);
    // The sides turned to the eye, each from a height of its own up to one that both have.
    const sides = (row, column, lowRow, lowColumn, high, colour) => {
      const [r, c] = [row + nearRow, column + nearColumn];
      if (lowRow < high) face(place(r, column, lowRow), place(r, column + 1, lowRow), place(r, column, high), colour, shades[0]);
      if (lowColumn < high) face(place(row, c, lowColumn), place(row + 1, c, lowColumn), place(row, c, high), colour, shades[1]);
    };
    // How high the neighbour before a side reaches.
    const base = (row, column) =>
      (row >= 0 && row < rows && column >= 0 && column < columns ? lifts[row * columns + column] : null) ?? -data.floor;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const lift = lifts[row * columns + column];
        if (lift === null) continue;
        const phase = (layer) => phases[(layer * rows + row) * columns + column];
        let isCovered = false;
        for (let layer = 0; layer < removed; layer += 1) isCovered ||= phase(layer) === sodium;
        top(row, column, lift, isCovered ? colours.sodium : colours.electrolyte);
        const [lowRow, lowColumn] = [base(row + (nearRow ? 1 : -1), column), base(row, column + (nearColumn ? 1 : -1))];
        sides(row, column, lowRow, lowColumn, lift, colours.electrolyte);
        for (let layer = removed; layer < layers; layer += 1) {
          if (phase(layer) !== sodium && phase(layer) !== hollow) continue;
          const low = lift + layer - removed;
          const colour = phase(layer) === sodium ? colours.sodium : colours.void;
          if (layer + 1 === layers || phase(layer + 1) !== phase(layer)) top(row, column, low + 1, colour);
          sides(row, column, low, low, low + 1, colour);
        }
      }
    }
    if (removed < layers) {
      const high = highest + layers - removed;
      const [r, c] = [nearRow * rows, nearColumn * columns];
      const veil = (corner, one, two, shade) => face(corner, one, two, colours.lithium, shade, data.opacity);
      veil(place(0, 0, high), place(rows, 0, high), place(0, columns, high), 1);
      veil(place(r, 0, 0), place(r, columns, 0), place(r, 0, high), shades[0]);
      veil(place(0, c, 0), place(rows, c, 0), place(0, c, high), shades[1]);
    }
    pen.putImageData(image, 0, 0);
  };

  const [before, after] = ["space-before", "space-after"].map((id) => document.getElementById(id));
  const slider = document.getElementById("layers");
  const show = () => {
    render(before, 0);
    render(after, Number(slider.value));
  };
  // One picture a frame, however fast the pointer moves.
  let isDue = false;
  const turn = (right, up) => {
    view.azimuth = (view.azimuth + right) % 360;
    view.elevation = Math.min(89, Math.max(5, view.elevation + up));
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => { isDue = false; show(); });
  };
  const keys = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] };
  for (const canvas of [before, after]) {
    canvas.addEventListener("keydown", (event) => {
      if (!keys[event.key]) return;
      event.preventDefault();
      turn(...keys[event.key]);
    });
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) turn(-event.movementX / 2, event.movementY / 2);
    });
  }
  document.addEventListener("layers", () => {
    render(after, Number(slider.value));
    document.getElementById("space-note").textContent = document.getElementById("state").textContent;
  });
  show();
  document.getElementById("space-note").textContent = document.getElementById("state").textContent;
})();
