// The table of a batch: a click on a column's name sorts its rows, a second one the other way round.
"use strict";
(() => {
  const table = document.querySelector("table.scans");
  const body = table.tBodies[0];
  const numbers = new Intl.Collator("en", { numeric: true });
  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    // What has no number stands last.
    if (a !== "" && b !== "" && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return (a === "") - (b === "") || numbers.compare(a, b);
  };
  for (const head of table.querySelectorAll("th[data-sorts]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const rows = [...body.rows];
      rows.sort((a, b) => {
        const [x, y] = [value(a, head.cellIndex), value(b, head.cellIndex)];
        return x === "" || y === "" ? compare(x, y) : sign * compare(x, y);
      });
      body.append(...rows);
    });
  }
})();
