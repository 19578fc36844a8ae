// The maps of two scans side by side: one slider goes through the thicknesses of both.
(async () => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("map-data").textContent);
  if (typeof DecompressionStream === "undefined") return;
  const sides = await Promise.all(["a", "b"].map(async (letter, index) => {
    const side = data.sides[index];
    const map = await maps.opened(side.map);
    return { ...side, map, paint: maps.painter(element(`map-${letter}`), map), caption: element(`state-${letter}`), letter };
  }));
  const slider = element("thickness");
  const show = (place) => {
    for (const { map, layers, states, paint, caption, letter } of sides) {
      paint((at) => data.colours[map.phase(at, layers[place])]);
      caption.textContent = `${letter.toUpperCase()}: ${states[place]}`;
    }
    element("state").textContent = data.states[place];
    slider.setAttribute("aria-valuetext", data.states[place]);
    for (const move of cursors) move(place);
  };
  const go = maps.player(slider, element("play"), show);
  const charts = document.querySelectorAll("svg.chart");
  const cursors = data.charts.map((chart, index) => maps.cursor(charts[index], chart, go));

  document.documentElement.classList.add("scripted");
  slider.value = slider.max;
  show(Number(slider.max));
})();
