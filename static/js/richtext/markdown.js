// The editor's document as Markdown, in the marks that content/richtext/parser.py reads back as the same document.
import { writeInline, writeLabel } from "./markdown-inline.js";

const LISTS = new Set(["bulletList", "orderedList"]);
const isList = (node) => LISTS.has(node.type.name);
const childrenOf = (node) => Array.from({ length: node.childCount }, (_, n) => node.child(n));

export function writeMarkdown(doc) {
  return writeBlocks(childrenOf(doc)).join("\n");
}

function writeBlocks(nodes, { tight = false, inList = false } = {}) {
  const lines = [];
  let before = null;
  let other = false; // two lists beside each other stay two by different marks
  for (const node of nodes) {
    const own = blockLines(node, { inList, other: before !== null && before.type === node.type && isList(node) && !other });
    if (!own.length) continue;
    other = before !== null && before.type === node.type && isList(node) && !other;
    if (before && !(tight && touches(before, node))) lines.push("");
    lines.push(...own);
    before = node;
  }
  return lines;
}

function blockLines(node, context) {
  switch (node.type.name) {
    case "paragraph":
      return writeInline(node);
    case "heading": {
      const words = writeInline(node, { oneLine: true }).join("");
      return words ? [`${"#".repeat(node.attrs.level)} ${words}`] : [];
    }
    case "figure":
      return [`![${writeLabel(node.textContent)}](picture:${node.attrs.id})`];
    case "horizontalRule":
      return [context.inList ? "___" : "---"];
    case "blockquote":
      return writeBlocks(childrenOf(node)).map((line) => (line ? `> ${line}` : ">"));
    case "table":
      return tableLines(node);
    default:
      return listLines(node, context.other);
  }
}

function listLines(list, other) {
  const isOrdered = list.type.name === "orderedList";
  const tight = isTight(list);
  const lines = [];
  childrenOf(list).forEach((item, n) => {
    const mark = isOrdered ? `${(list.attrs.start ?? 1) + n}${other ? ")" : "."}` : other ? "*" : "-";
    const own = writeBlocks(childrenOf(item), { tight, inList: true });
    if (n && !tight) lines.push("");
    if (!own.length) own.push("");
    lines.push(...own.map((line, m) => (m ? (line ? " ".repeat(mark.length + 1) + line : "") : line ? `${mark} ${line}` : mark)));
  });
  return lines;
}

// What may stand on the line below without an empty one, and stays what it is.
function touches(before, node) {
  const [first, second] = [before.type.name, node.type.name];
  if (first === "heading" || first === "horizontalRule") return true;
  if (first === "figure" && second === "figure") return true;
  if (first === "figure" && second === "paragraph") return true;
  if (first !== "paragraph" && first !== "figure") return false;
  if (second === "paragraph") return false;
  if (second === "bulletList") return startsWithWords(node);
  if (second === "orderedList") return startsWithWords(node) && (node.attrs.start ?? 1) === 1;
  return true;
}

const startsWithWords = (list) => list.firstChild.childCount > 0 && blockLines(list.firstChild.firstChild, { inList: true }).length > 0;

function isTight(list) {
  if (!list.attrs.tight) return false;
  return childrenOf(list).every((item) => {
    const blocks = childrenOf(item).filter((node) => blockLines(node, { inList: true }).length);
    return blocks.every((node, n) => !n || touches(blocks[n - 1], node));
  });
}

function tableLines(table) {
  const rows = childrenOf(table).map((row) => childrenOf(row).map((cell) => writeInline(cell.firstChild, { oneLine: true, inCell: true }).join("")));
  const width = Math.max(...rows.map((row) => row.length));
  const lines = rows.map((row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`);
  return [lines[0], `|${" --- |".repeat(width)}`, ...lines.slice(1)];
}
