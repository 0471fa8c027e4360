// Buttons, keys and preview of the boxes that take Markdown. Everything is typed as a person would type it,
// so that Ctrl+Z takes it back. Boxes added to a page later work too: the listeners stand on the document.
const LINE_START = /^(\s*)(#{1,6} +|> ?|[-*+] +|\d+[.)] +)?/;
const PREFIXES = { heading: () => "## ", subheading: () => "### ", list: () => "- ", numbers: (n) => `${n + 1}. `, quote: () => "> " };
const KEYS = { b: "bold", i: "italics", k: "link" };

document.documentElement.classList.add("has-richtext");

const boxOf = (node) => (node.closest ? node.closest(".richtext") : null);
const say = (box, words) => (box.querySelector(".richtext__note").textContent = words);
const areaOf = (box) => box.querySelector("textarea");

// Puts `text` in the place of what stands between two positions and selects a part of it.
function put(area, start, end, text, from = text.length, to = from) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(start + from, start + to);
}

function wrap(area, mark) {
  let { selectionStart: start, selectionEnd: end, value } = area;
  while (end > start && /\s/.test(value[end - 1])) end -= 1;
  const size = mark.length;
  if (start === end && value.slice(start, start + size) === mark) {
    area.setSelectionRange(start + size, start + size); // the second Ctrl+B ends what the first began
    return;
  }
  if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
    put(area, start - size, end + size, value.slice(start, end), 0, end - start);
    return;
  }
  const words = value.slice(start, end) || boxOf(area).dataset.words;
  put(area, start, end, mark + words + mark, size, size + words.length);
}

function prefixLines(area, prefix) {
  const { selectionStart, selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", Math.max(selectionEnd - 1, start));
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const isSet = lines.every((line, n) => line.startsWith(prefix(n)));
  const done = lines.map((line, n) => (isSet ? "" : prefix(n)) + line.replace(LINE_START, "")).join("\n");
  put(area, start, end, done, lines.length > 1 ? 0 : done.length, done.length);
}

function link(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end).trim();
  const isAddress = /^(https?:|mailto:|tel:|\/|www\.)\S*$/.test(chosen);
  const words = (!isAddress && chosen) || boxOf(area).dataset.words;
  const address = isAddress ? chosen.replace(/^www\./, "https://www.") : "https://";
  const from = isAddress ? 1 : words.length + 3;
  put(area, start, end, `[${words}](${address})`, from, from + (isAddress ? words.length : address.length));
}

// A block of its own after the line one is in, with an empty line before and after it.
function putBlock(area, block) {
  const { selectionEnd, value } = area;
  const at = selectionEnd + value.slice(selectionEnd).search(/\n|$/);
  const head = value.slice(0, at);
  const before = /^\n*$|\n\n$/.test(head) ? "" : head.endsWith("\n") ? "\n" : "\n\n";
  const after = /^\n\n|^$/.test(value.slice(at)) ? "" : "\n\n";
  put(area, at, at, before + block + after, before.length + block.length);
}

function table(area) {
  const cells = boxOf(area).dataset.cells.split("|");
  putBlock(area, `| ${cells.join(" | ")} |\n|${" --- |".repeat(cells.length)}\n| ${cells.map(() => " ").join(" | ")} |`);
}

async function look(box) {
  const pane = box.querySelector(".richtext__preview");
  if (pane.hidden) return;
  const body = new FormData();
  body.set("text", areaOf(box).value);
  body.set("csrfmiddlewaretoken", box.closest("form").querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const answer = await fetch(box.dataset.preview, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
    pane.innerHTML = await answer.text();
    say(box, "");
  } catch {
    say(box, box.dataset.offline);
  }
}

function togglePreview(box) {
  const pane = box.querySelector(".richtext__preview");
  pane.hidden = !pane.hidden;
  box.querySelector("[data-deed=preview]").setAttribute("aria-expanded", String(!pane.hidden));
  look(box);
}

async function putPicture(input) {
  const [box, id] = [boxOf(input), input.value];
  if (box.dataset.mode === "visual") return;
  input.value = "";
  if (!id) return;
  const answer = await fetch(`${box.dataset.picture}?id=${encodeURIComponent(id)}`);
  const name = answer.ok ? (await answer.json()).name : "";
  putBlock(areaOf(box), `![${name.replace(/[[\]\\]/g, "")}](picture:${id})`);
}

function act(box, deed) {
  const area = areaOf(box);
  if (deed === "preview") togglePreview(box);
  else if (box.dataset.mode === "visual") return; // js/richtext/editor.js
  else if (deed === "bold") wrap(area, "**");
  else if (deed === "italics") wrap(area, "*");
  else if (deed === "link") link(area);
  else if (deed === "table") table(area);
  else if (PREFIXES[deed]) prefixLines(area, PREFIXES[deed]);
}

// Enter goes on with a list or a quote; on an empty item it ends it.
function goOn(event, area) {
  const { selectionStart: at, selectionEnd: end, value } = area;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const found = /^(\s*)([-*+]|(\d+)([.)])|>)( +)(.*)$/.exec(value.slice(start, at));
  if (!found || at !== end) return;
  event.preventDefault();
  const [, indent, mark, number, dot, gap, words] = found;
  if (!words.trim()) put(area, start, at, "\n"); // without an empty line the next one would still belong to the item
  else put(area, at, at, `\n${indent}${number ? Number(number) + 1 + dot : mark}${gap}`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".richtext [data-deed]");
  if (button) act(boxOf(button), button.dataset.deed);
});
document.addEventListener("keydown", (event) => {
  const box = event.target.matches(".richtext textarea") && boxOf(event.target);
  if (!box || event.isComposing || event.altKey || event.shiftKey) return;
  const deed = (event.ctrlKey || event.metaKey) && KEYS[event.key.toLowerCase()];
  if (deed) {
    event.preventDefault();
    act(box, deed);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) goOn(event, event.target);
});
let waiting = 0;
document.addEventListener("input", (event) => {
  const box = event.target.matches(".richtext textarea") && boxOf(event.target);
  if (!box) return;
  clearTimeout(waiting);
  waiting = setTimeout(look, 500, box);
});
window.django.jQuery(document).on("change", ".richtext__picture", (event) => putPicture(event.target));
