// What pages that show maps have in common: maps unpacked and painted, a slider that plays, a cursor in a chart, a scale bar.
"use strict";
const maps = {
  // Bytes as zlib has packed them.
  async unpacked(text) {
    const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  },

  // A map as the page holds it: the layer that first brings Na to every column, of which the map after n layers is made.
  async opened(data) {
    const bytes = await maps.unpacked(data.first);
    // 0 where no layer brings Na; the largest number outside.
    const first = data.first_bytes === 2 ? new Uint16Array(bytes.buffer) : bytes;
    const outside = data.first_bytes === 2 ? 65535 : 255;
    // A bit a column of every map with void, after 1, 2 … N layers.
    const voids = data.void ? await maps.unpacked(data.void) : null;
    const voidBytes = Math.ceil((data.rows * data.columns) / 8);
    const isVoid = (place, n) =>
      voids !== null && ((voids[(Math.max(n, 1) - 1) * voidBytes + (place >> 3)] >> (place & 7)) & 1) === 1;
    // The names of phases are the keys of their colours.
    const phase = (place, n) => {
      const layer = first[place];
      if (layer === outside) return "outside";
      if (layer > 0 && layer <= n) return "Na";
      return isVoid(place, n) ? "void" : "Li";
    };
    // How long a map is along its columns and its rows, in the unit of the page.
    const [height, width] = [data.rows, data.columns].map((count, i) => maps.length(count * data.thinning, data.pixel[i]));
    return { ...data, first, outside, phase, width, height };
  },

  // Fits a canvas to a map; what is returned paints it, given the colour of every place.
  painter(canvas, { rows, columns }) {
    [canvas.width, canvas.height] = [columns, rows];
    const context = canvas.getContext("2d");
    const image = context.createImageData(columns, rows);
    return (colour) => {
      for (let place = 0; place < rows * columns; place += 1) {
        const [red, green, blue] = colour(place);
        image.data[4 * place] = red;
        image.data[4 * place + 1] = green;
        image.data[4 * place + 2] = blue;
        image.data[4 * place + 3] = 255;
      }
      context.putImageData(image, 0, 0);
    };
  },

  // A slider with a button that plays it, one place after the other; `show` is told of every place. What is returned goes to one.
  player(slider, play, show) {
    const last = Number(slider.max);
    let timer = null;
    const stop = () => {
      clearInterval(timer);
      timer = null;
      play.textContent = "Play";
    };
    const showPlace = () => show(Number(slider.value));
    slider.addEventListener("input", () => { stop(); showPlace(); });
    play.addEventListener("click", () => {
      if (timer !== null) return stop();
      if (Number(slider.value) === last) slider.value = 0;
      play.textContent = "Pause";
      timer = setInterval(() => {
        slider.value = Number(slider.value) + 1;
        if (Number(slider.value) === last) stop();
        showPlace();
      }, 400);
      showPlace();
    });
    return (place) => {
      if (place === Number(slider.value)) return;
      stop();
      slider.value = place;
      showPlace();
    };
  },

  // A cursor in a chart, at places that the page holds; `go` is told of the nearest under the pointer. What is returned moves it.
  cursor(chart, { x, top, bottom }, go) {
    const line = chart.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "line"));
    line.setAttribute("class", "cursor");
    line.setAttribute("y1", top);
    line.setAttribute("y2", bottom);
    const pointAt = (event) => {
      const box = chart.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * chart.viewBox.baseVal.width;
      let nearest = 0;
      x.forEach((place, n) => {
        if (Math.abs(place - at) < Math.abs(x[nearest] - at)) nearest = n;
      });
      go(nearest);
    };
    chart.addEventListener("pointermove", pointAt);
    chart.addEventListener("pointerdown", pointAt);
    return (n) => {
      line.setAttribute("x1", x[n]);
      line.setAttribute("x2", x[n]);
    };
  },

  // Hands a file over to whoever reads the page.
  save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  },

  // A length of so many voxels, in µm where a voxel's size is known.
  length: (voxels, size) => voxels * (size ?? 1),
  // To four digits; more where whole numbers have them.
  text: (value) => (Math.abs(value) < 1000 ? Number(value.toPrecision(4)) : Math.round(value)).toString(),
  // The longest of 1, 2 and 5 times a power of ten that is no longer.
  round(most) {
    const power = 10 ** Math.floor(Math.log10(most));
    return [5, 2, 1].map((digit) => digit * power).find((value) => value <= most) ?? most;
  },
  // Gives a scale bar a round length on a map that is so wide, and its text; the length.
  scale(bar, width, unit) {
    const length = maps.round(width / 3);
    bar.style.width = `${(100 * length) / width}%`;
    bar.textContent = `${maps.text(length)} ${unit}`;
    return length;
  },
};
