// Rows of slots: the end follows the start, a row is repeated on its day or on the next one, and the box above the rows of a new
// session puts days × times into them. Rows are added as Django's own “Add another” does. Without this file the box's button
// sends the form, and the server adds the rows.
const HOUR = 60;
const DEFAULT_LENGTH = 60; // minutes, where no row has a length yet
const PARTS = ["starts_at_0", "starts_at_1", "ends_at_0", "ends_at_1"];
const COPIED = ["capacity", "kept_back", "is_all_day"];
const place = document.querySelector(".slot-rows-group");
const group = place.querySelector(".inline-group");
const prefix = group.id.replace(/-group$/, "");

const listRows = () => [...group.querySelectorAll("tr.form-row:not(.empty-form)")];
const control = (row, name) => row.querySelector(`[name$="-${name}"]`);
const valueOf = (row, name) => control(row, name)?.value.trim() || "";
const isBlank = (row) => [...PARTS, "capacity", "kept_back"].every((name) => !valueOf(row, name)) && !row.classList.contains("has_original");

function write(row, name, value) {
  const target = control(row, name);
  if (!target) return;
  if (target.type === "checkbox") target.checked = Boolean(value);
  else target.value = value;
  target.dispatchEvent(new Event("input", { bubbles: true }));
  target.dispatchEvent(new Event("change", { bubbles: true }));
}

// Days and times as minutes, without a time zone: what is written in the fields is what counts.
function readMoment(row, name) {
  const [, year, month, day] = valueOf(row, `${name}_0`).match(/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/) || [];
  const [, hour, minute] = valueOf(row, `${name}_1`).match(/^(\d{1,2}):(\d{2})/) || [];
  return hour && year ? Date.UTC(year, month - 1, day, hour, minute) / 60000 : null;
}

function writeMoment(row, name, minutes) {
  const text = new Date(minutes * 60000).toISOString();
  write(row, `${name}_0`, text.slice(0, 10));
  write(row, `${name}_1`, text.slice(11, 16));
}

function lengthOf(row) {
  const [start, end] = [readMoment(row, "starts_at"), readMoment(row, "ends_at")];
  return start !== null && end !== null && end > start ? end - start : null;
}

// As long as the row was, else as the nearest row above with a length, else an hour.
function usualLength(row) {
  const rows = listRows();
  const before = rows.slice(0, rows.indexOf(row)).reverse().map(lengthOf);
  return before.find((length) => length !== null) || DEFAULT_LENGTH;
}

const lengths = new WeakMap();

function followStart(row) {
  const start = readMoment(row, "starts_at");
  if (start !== null) writeMoment(row, "ends_at", start + (lengths.get(row) || usualLength(row)));
}

function addRow() {
  const blank = listRows().find(isBlank);
  if (blank) return blank;
  const link = group.querySelector(".add-row a");
  if (!link || getComputedStyle(link.parentElement).display === "none") return null;
  link.click();
  return listRows().at(-1);
}

function repeat(row, shift) {
  const [start, length] = [readMoment(row, "starts_at"), lengthOf(row)];
  if (start === null) return control(row, "starts_at_0").focus();
  const copy = addRow();
  if (!copy) return;
  for (const name of COPIED) write(copy, name, control(row, name)?.type === "checkbox" ? control(row, name).checked : valueOf(row, name));
  writeMoment(copy, "starts_at", start + shift(length || DEFAULT_LENGTH));
  writeMoment(copy, "ends_at", readMoment(copy, "starts_at") + (length || DEFAULT_LENGTH));
  lengths.set(copy, lengthOf(copy));
  control(copy, "starts_at_1").focus();
}

function addButtons(row) {
  if (row.querySelector(".slot-again")) return;
  const box = document.createElement("div");
  box.className = "slot-again";
  const deeds = [[place.dataset.again, (length) => Math.ceil(length / HOUR) * HOUR], [place.dataset.nextDay, () => 24 * HOUR]];
  for (const [label, shift] of deeds) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button plain";
    button.textContent = label;
    button.addEventListener("click", () => repeat(row, shift));
    box.append(button);
  }
  row.lastElementChild.append(box);
}

function setUp(row) {
  addButtons(row);
  lengths.set(row, lengthOf(row));
}

group.addEventListener("change", (event) => {
  const row = event.target.closest("tr.form-row");
  if (!row || !event.isTrusted) return; // what is written above changes nothing else
  if (/-starts_at_[01]$/.test(event.target.name)) followStart(row);
  lengths.set(row, lengthOf(row));
});
// Django's calendar and clock write without an event; they put the focus back into the field.
group.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr.form-row");
  if (!row || !/-starts_at_[01]$/.test(event.target.name) || readMoment(row, "starts_at") === null) return;
  if (!valueOf(row, "ends_at_0") || !valueOf(row, "ends_at_1")) followStart(row);
});
document.addEventListener("formset:added", (event) => event.detail.formsetName === prefix && setUp(event.target));
window.django.jQuery(() => setTimeout(() => listRows().forEach(setUp), 0));

async function fillFromBox(button) {
  const form = button.form;
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  const holder = place.querySelector(".slot-box-place");
  const data = await fetch(place.dataset.boxUrl, { method: "POST", body: new URLSearchParams(body) }).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  });
  for (const values of data.rows) {
    const row = addRow();
    for (const [name, value] of Object.entries(values)) write(row, name, value);
    lengths.set(row, lengthOf(row));
  }
  holder.innerHTML = data.box;
  (holder.querySelector("[autofocus]") || holder.querySelector(".errorlist")?.closest("div, fieldset").querySelector("input") || holder).focus();
}

place.addEventListener("click", (event) => {
  const button = event.target.closest("[name=_add_slots]");
  if (!button) return;
  event.preventDefault();
  fillFromBox(button).catch(() => {
    let note = place.querySelector(".slot-box__failed");
    if (!note) {
      note = document.createElement("p");
      note.className = "slot-box__failed errornote";
      note.setAttribute("role", "alert");
      button.before(note);
    }
    note.textContent = place.dataset.failed;
  });
});
