// The buttons over a text as the editor obeys them, and the line in which the address of a link is written.
const DEEDS = {
  bold: (chain) => chain.toggleBold(),
  heading: (chain) => chain.toggleHeading({ level: 2 }),
  subheading: (chain) => chain.toggleHeading({ level: 3 }),
  list: (chain) => chain.toggleBulletList(),
  numbers: (chain) => chain.toggleOrderedList(),
  quote: (chain) => chain.toggleBlockquote(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
  "row-add": (chain) => chain.addRowAfter(),
  "row-delete": (chain) => chain.deleteRow(),
  "column-add": (chain) => chain.addColumnAfter(),
  "column-delete": (chain) => chain.deleteColumn(),
  "table-delete": (chain) => chain.deleteTable(),
};
const STATES = {
  bold: ["bold"],
  heading: ["heading", { level: 2 }],
  subheading: ["heading", { level: 3 }],
  list: ["bulletList"],
  numbers: ["orderedList"],
  quote: ["blockquote"],
  link: ["link"],
};

export function actInEditor(visual, deed) {
  const { editor, box } = visual;
  if (deed === "link") openLinkBar(visual);
  else if (deed === "table") putTable(editor, box.dataset.cells.split("|"));
  else if (DEEDS[deed]) DEEDS[deed](editor.chain().focus()).run();
}

export function showState({ box, editor }) {
  const isVisual = box.dataset.mode === "visual";
  for (const button of box.querySelectorAll(".richtext__tools [data-deed]")) {
    const state = STATES[button.dataset.deed];
    if (state && isVisual) button.setAttribute("aria-pressed", String(editor.isActive(...state)));
    else if (state) button.removeAttribute("aria-pressed");
  }
  box.querySelector("[data-deed=source]").setAttribute("aria-pressed", String(!isVisual));
  box.querySelector(".richtext__table-tools").hidden = !isVisual || !editor.isActive("table");
}

function putTable(editor, headings) {
  const cell = (type, words) => ({ type, content: [{ type: "paragraph", content: words ? [{ type: "text", text: words }] : [] }] });
  const row = (type, words) => ({ type: "tableRow", content: words.map((word) => cell(type, word)) });
  const content = [row("tableHeader", headings), row("tableCell", headings.map(() => ""))];
  const before = editor.state.selection.from;
  editor.chain().focus().insertContent([{ type: "table", content }, { type: "paragraph" }]).run();
  let first = null;
  editor.state.doc.nodesBetween(before - 1, editor.state.doc.content.size, (node, at) => {
    if (node.type.name === "tableHeader") first ??= at + 2;
  });
  if (first) editor.commands.setTextSelection({ from: first, to: first + headings[0].length });
}

export function addLinkBar(visual) {
  const bar = visual.box.querySelector(".richtext__link");
  const input = bar.querySelector("input");
  bar.addEventListener("click", (event) => {
    const deed = event.target.closest("button")?.name;
    if (deed) closeLinkBar(visual, { put: () => putLink(visual, input.value), remove: () => removeLink(visual) }[deed]);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault(); // Enter would send the whole form
    event.stopPropagation();
    closeLinkBar(visual, event.key === "Enter" ? () => putLink(visual, input.value) : undefined);
  });
  visual.page.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    openLinkBar(visual);
  });
}

function openLinkBar({ editor, box }) {
  const bar = box.querySelector(".richtext__link");
  const input = bar.querySelector("input");
  const { from, to } = editor.state.selection;
  const chosen = editor.state.doc.textBetween(from, to).trim();
  const isAddress = /^(https?:|mailto:|tel:|\/|www\.)\S*$/.test(chosen);
  input.value = editor.getAttributes("link").href ?? (isAddress ? chosen : "");
  bar.querySelector("[name=remove]").hidden = !editor.isActive("link");
  bar.hidden = false;
  input.focus();
}

function closeLinkBar({ editor, box }, deed) {
  box.querySelector(".richtext__link").hidden = true;
  deed?.();
  editor.commands.focus();
}

function putLink(visual, typed) {
  const { editor, box } = visual;
  const address = typed.trim().replace(/^www\./i, "https://www.").replace(/\s/g, "%20");
  if (!address) return removeLink(visual);
  const chain = editor.chain().extendMarkRange("link");
  if (!editor.isActive("link") && editor.state.selection.empty) {
    chain.insertContent({ type: "text", text: address === typed.trim() ? box.dataset.words : typed.trim(), marks: [{ type: "link", attrs: { href: address } }] });
  } else chain.setMark("link", { href: address });
  return chain.run();
}

const removeLink = ({ editor }) => editor.chain().extendMarkRange("link").unsetMark("link").run();
