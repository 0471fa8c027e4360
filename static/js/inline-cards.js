// Each cell of a table of rows gets its column's name, so that on a phone a row can stand as a card.
for (const table of document.querySelectorAll(".inline-group .tabular table")) {
  const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  for (const row of table.querySelectorAll("tbody tr.form-row")) {
    [...row.cells].forEach((cell, n) => (cell.dataset.label = names[n] || ""));
  }
  table.classList.add("can-be-cards");
}
