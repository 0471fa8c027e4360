// Reads all that is typed into a form, by the names of its controls, and puts it back. Knows nothing of what the form is about: rows
// are added with the button of their group, and whoever draws something beside a control hears `input` and `change`.
const OWN = new Set(["csrfmiddlewaretoken", "_draft", "_draft_asked", "_written_by"]);
const SILENT = new Set(["submit", "button", "reset", "image", "password"]);
const TOTAL = /-TOTAL_FORMS$/;
const OF_A_QUESTION = /^take:|__prefix__/; // whose value to take where two differ; the row that others are made from

const LIST = "changelist-form"; // Django's own: beside the cells stand the choice of rows and of what to do with them
const CELL = /^form-|^_opened$/;
const ROW = /^form-(\d+)-/;

export function listControls(form) {
  const isBesideCells = (name) => form.id === LIST && !CELL.test(name);
  return [...form.elements].filter(
    ({ name, type, disabled }) =>
      name && !disabled && !SILENT.has(type) && !OWN.has(name) && !OF_A_QUESTION.test(name) && !isBesideCells(name),
  );
}

// All that the form would send, but its token and its files.
export function listSent(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
}

// The names of a part of the form that a button sends elsewhere, such as the remarks of a review.
export function listApart(form) {
  return new Set(listControls(form).filter((control) => control.closest("[data-sent-apart]")).map(({ name }) => name));
}

function groupByName(form) {
  const groups = new Map();
  for (const control of listControls(form)) groups.set(control.name, [...(groups.get(control.name) ?? []), control]);
  return groups;
}

function readControl(control) {
  if (control.type === "checkbox" || control.type === "radio") return [control.value, control.checked];
  if (control.tagName === "SELECT") return [...control.selectedOptions].map((option) => [option.value, option.text]);
  return control.value;
}

// Returns name → what each control of that name holds; files apart, and without some names.
export function readForm(form, without = new Set()) {
  const found = {};
  for (const [name, controls] of groupByName(form)) {
    if (without.has(name)) continue;
    const typed = controls.filter(({ type }) => type !== "file");
    if (typed.length) found[name] = typed.map(readControl);
  }
  return found;
}

export function readFiles(form) {
  const inputs = listControls(form).filter(({ type }) => type === "file");
  return inputs.flatMap((input) => [...input.files].map((file) => ({ name: input.name, file })));
}

// Returns label and text of what was written here, to be read where its form is gone.
export function listTexts(form, without = new Set()) {
  const isWritten = ({ type, value, defaultValue }) =>
    type !== "hidden" && typeof defaultValue === "string" && value !== defaultValue && value.trim();
  const written = listControls(form).filter((control) => !without.has(control.name) && isWritten(control));
  const boxes = new Set(["checkbox", "radio", "file"]);
  return written.filter(({ type }) => !boxes.has(type)).map((control) => [labelOf(control), control.value]);
}

function labelOf(control) {
  const words = control.labels?.[0]?.textContent ?? control.getAttribute("aria-label") ?? control.name;
  return words.trim().replace(/[:：]$/, "");
}

// What a person would call the draft: the first line of text of the form, else what stands under the page's title.
export function nameForm(form, kind) {
  const line = listControls(form).find(({ type, value, hidden }) => type === "text" && !hidden && /\p{L}/u.test(value));
  const words = (line?.value ?? document.querySelector("#content > h2")?.textContent ?? "").trim().slice(0, 60);
  return words ? `${kind}“${words}”` : kind;
}

// The cells of a list go to the row of their record, wherever that stands by now. Returns what was typed, with the names of now.
function findRows(form, typed) {
  if (form.id !== LIST) return typed;
  const keys = listControls(form).filter(({ name, type }) => type === "hidden" && ROW.test(name));
  const rows = new Map(keys.map(({ name, value }) => [value, name.match(ROW)[1]]));
  const keyName = keys[0]?.name.replace(ROW, "");
  const moved = Object.entries(typed).map(([name, values]) => {
    const before = name.match(ROW)?.[1];
    const now = rows.get(typed[`form-${before}-${keyName}`]?.[0]) ?? `gone-${before}`;
    return [before === undefined ? name : name.replace(ROW, `form-${now}-`), values];
  });
  return Object.fromEntries(moved);
}

// Puts it back. Returns the names of what has no place in the form any more.
export function fillForm(form, draft) {
  const typed = findRows(form, draft);
  for (const [name, [total]] of Object.entries(typed)) if (TOTAL.test(name)) fitRows(form, name, Number(total));
  const changed = setAll(form, typed);
  for (const control of changed) announce(control);
  setAll(form, typed); // listeners may have proposed something of their own
  const names = new Set(listControls(form).map(({ name }) => name));
  return Object.keys(typed).filter((name) => !names.has(name) && hasContent(typed[name]));
}

const hasContent = (values) => values.some((value) => (Array.isArray(value) ? value[1] === true || Array.isArray(value[0]) : value));

function announce(control) {
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function setAll(form, typed) {
  const changed = [];
  for (const [name, controls] of groupByName(form)) {
    const values = typed[name];
    if (!values || TOTAL.test(name)) continue;
    controls.forEach((control, number) => {
      if (setControl(control, values, number, controls.length)) changed.push(control);
    });
  }
  return changed;
}

// Returns whether it was changed. Hidden fields that share a name list rows of the page, which may be others by now.
function setControl(control, values, number, count) {
  if (control.type === "file" || (control.type === "hidden" && count > 1)) return false;
  if (control.type === "checkbox" || control.type === "radio") {
    const found = values.find(([value]) => value === control.value);
    if (!found || found[1] === control.checked) return false;
    control.checked = found[1];
    return true;
  }
  const value = values[number];
  if (value === undefined || JSON.stringify(value) === JSON.stringify(readControl(control))) return false;
  if (control.tagName === "SELECT") select(control, value);
  else control.value = value;
  return true;
}

function select(control, chosen) {
  for (const [value, text] of chosen) {
    const isThere = [...control.options].some((option) => option.value === value);
    if (!isThere) control.add(new Option(text, value)); // found by a search, so it is no option of the page
  }
  const values = new Set(chosen.map(([value]) => value));
  for (const option of control.options) option.selected = values.has(option.value);
}

// Adds rows to a group, or takes away those that are not stored, until there are as many as were sent.
function fitRows(form, name, wanted) {
  const group = document.getElementById(name.replace(TOTAL, "-group"));
  const count = () => Number(form.elements[name]?.value);
  for (let before = -1; group && count() < wanted && before !== count(); ) {
    before = count();
    group.querySelector(".add-row a")?.click();
  }
  for (let before = -1; group && count() > wanted && before !== count(); ) {
    before = count();
    [...group.querySelectorAll("a.inline-deletelink")].at(-1)?.click();
  }
}
