// Adds labels that the back office lacks: column titles on cells, so that on a phone a row can be shown as a card;
// field names on dates and times, on the inputs of tables, and on autocomplete boxes.
const wordOf = (node) => (node ? node.textContent.trim().replace(/[:：]$/, "") : "");
const NAMELESS = "input:not([type=hidden], [aria-label], [aria-labelledby]), select:not([aria-label]), textarea:not([aria-label])";

function nameCells(table) {
  const names = [...table.querySelectorAll("thead th")].map(wordOf);
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, n) => names[n] && (cell.dataset.label = names[n]));
  }
  table.classList.add("can-be-cards");
}

// “Booking opens, date”: the field's name, then the word before the input.
function nameOf(control) {
  const field = control.closest("[data-label]")?.dataset.label || wordOf(control.closest(".form-row")?.querySelector("legend, label"));
  const part = control.closest(".datetime") ? control.previousSibling?.textContent.trim().replace(/[:：]$/, "") : "";
  return [field, part].filter(Boolean).join(" ");
}

function nameInputs(part) {
  for (const control of part.querySelectorAll(`#content :is(td, .datetime) :is(${NAMELESS})`)) {
    if (!control.labels?.length) control.setAttribute("aria-label", nameOf(control));
  }
}

function nameSearches(part) {
  for (const select of part.querySelectorAll("select.admin-autocomplete")) {
    const box = select.parentElement.querySelector(".select2-selection");
    const name = wordOf(select.labels[0]) || select.closest("td")?.dataset.label || "";
    if (!box) continue;
    const chosen = box.querySelector(".select2-selection__rendered");
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", name);
    if (chosen.id) box.setAttribute("aria-describedby", chosen.id);
    for (const extra of ["role", "aria-readonly"]) chosen.removeAttribute(extra);
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
  }
}

function nameAll(part) {
  nameInputs(part);
  nameSearches(part);
}

document.querySelectorAll(".inline-group .tabular table, #result_list").forEach(nameCells);
window.django?.jQuery(() => setTimeout(nameAll, 0, document)); // after Django has set up its widgets
document.addEventListener("formset:added", (event) => setTimeout(nameAll, 0, event.target));
