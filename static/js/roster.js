// The class roster: names pasted as a column fill the rows below. They stay in the fields: nothing is sent or stored.
const roster = document.querySelector("[data-roster]");
const fields = [...roster.querySelectorAll("input")];
const status = roster.querySelector("[role=status]");
const say = (words, count) => words.replace("{count}", count);

// One name a line. A spreadsheet's row may begin with a number and go on with other columns.
function namesIn(text) {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.split("\t").map((cell) => cell.trim().replace(/^\d+[.、,，)）\s]*/, "")).find(Boolean) ?? "")
    .filter(Boolean);
}

roster.addEventListener("paste", (event) => {
  const start = fields.indexOf(event.target);
  const text = event.clipboardData?.getData("text") ?? "";
  if (start < 0 || !/[\r\n\t]/.test(text.trim())) return; // one name: the browser's own pasting
  event.preventDefault();
  const names = namesIn(text);
  const room = fields.slice(start);
  room.slice(0, names.length).forEach((field, row) => {
    field.value = names[row].slice(0, field.maxLength);
  });
  room[Math.min(names.length, room.length) - 1]?.focus();
  const spare = names.length - room.length;
  status.textContent =
    spare > 0 ? say(status.dataset.tooMany, spare) : say(status.dataset.filled, names.length);
});

// Enter and the arrows go from row to row, as in a spreadsheet; not while an input method is composing.
roster.addEventListener("keydown", (event) => {
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = fields.indexOf(event.target);
  if (!step || row < 0 || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  fields[row + step]?.focus();
});

function clear() {
  for (const field of fields) field.value = "";
  status.textContent = "";
}

roster.querySelector("[data-roster-clear]").addEventListener("click", () => {
  clear();
  fields[0]?.focus();
});

// A page that is left may be kept for the back button; the names are not.
addEventListener("pagehide", clear);
