// Figures and numbers to take along: SVG as the page holds it, PNG of 600 dots per inch made of that, CSV.
(() => {
  const text = (id) => document.getElementById(`take-${id}`).textContent;
  // The figure with its pictures, which the page shows elsewhere.
  const svg = (figure) =>
    text(figure).replace(/picture:([^"]*)/g, (_, name) => document.getElementById(name).src);
  // Numbers in PNG are big-endian, and every chunk ends with its checksum.
  const crc = (bytes) => {
    let sum = -1;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum;
  };
  const resolution = 600;
  // A PNG file that says how large it is on paper: the chunk follows the header, which is 33 bytes long.
  const sized = (bytes) => {
    const chunk = new DataView(new ArrayBuffer(21));
    chunk.setUint32(0, 9);
    [..."pHYs"].forEach((letter, i) => chunk.setUint8(4 + i, letter.charCodeAt(0)));
    for (const at of [8, 12]) chunk.setUint32(at, Math.round(resolution / 0.0254));
    chunk.setUint8(16, 1);
    chunk.setInt32(17, crc(new Uint8Array(chunk.buffer, 4, 13)));
    return new Blob([bytes.slice(0, 33), chunk.buffer, bytes.slice(33)], { type: "image/png" });
  };
  const png = async (figure) => {
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg(figure))}`;
    await picture.decode();
    const canvas = document.createElement("canvas");
    const root = new DOMParser().parseFromString(text(figure), "image/svg+xml").documentElement;
    [canvas.width, canvas.height] = ["width", "height"].map((side) =>
      Math.round((parseFloat(root.getAttribute(side)) / 25.4) * resolution));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    return sized(await blob.arrayBuffer());
  };
  const make = {
    svg: (figure) => new Blob([svg(figure)], { type: "image/svg+xml" }),
    png,
    csv: () => new Blob([text("csv")], { type: "text/csv" }),
  };
  for (const button of document.querySelectorAll("[data-take]")) {
    button.addEventListener("click", async () => {
      const { take, as } = button.dataset;
      maps.save(await make[as](take), `${take}.${as}`);
    });
  }
})();
