// Text pasted from Word, WPS, WeChat or a web page becomes Markdown: headings, lists, links, bold, tables; nothing else.
const SKIPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "HEAD", "XML", "TEMPLATE", "SVG", "BUTTON", "INPUT"]);
const BLOCKS = new Set(
  "P DIV SECTION ARTICLE HEADER FOOTER MAIN ASIDE NAV FIGURE FIGCAPTION UL OL LI BLOCKQUOTE TABLE H1 H2 H3 H4 H5 H6 HR DL DT DD PRE".split(" "),
);
const LINK = /^(https?:|mailto:|tel:)/i;
const BULLET = /^\s*(?:[·•●■◆▪○\uf06c\uf0b7oØ§-]|(\d+|[a-z])[.)、．])\s*/;

const tidy = (text) => text.replace(/[ \t\u00a0]+/g, " ").replace(/ *\n */g, "\n").trim();
const plain = (text) => text.replace(/[\s\u00a0]+/g, " ").replace(/([*_[\]\\])/g, "\\$1");
const styleOf = (node) => node.dataset.style || "";
// The element's own style before its name: Word writes <b style="mso-bidi-font-weight: normal">, WeChat <strong style="font-weight: 400">.
const styled = (node, property, value, names) => {
  const found = new RegExp(`(?:^|;)\\s*${property}:\\s*([^;]*)`, "i").exec(styleOf(node));
  return found ? value.test(found[1]) : names.test(node.tagName);
};
const isBold = (node) => styled(node, "font-weight", /^(bold|[6-9]00)/i, /^(B|STRONG)$/);
const isItalic = (node) => styled(node, "font-style", /^italic/i, /^(I|EM)$/);

// Markers must touch the text: ** bold ** would not be bold.
function marked(words, mark) {
  const [, before, core, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words);
  return core && !core.includes("\n") ? before + mark + core + mark + after : words;
}

function inlineOf(node, within = {}) {
  if (node.nodeType === Node.TEXT_NODE) return plain(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName.toUpperCase())) return "";
  if (node.tagName === "BR") return "\n";
  if (/mso-list:\s*ignore/i.test(styleOf(node))) return "";
  const bold = isBold(node) && !within.bold;
  const italic = isItalic(node) && !within.italic;
  const inner = { bold: within.bold || bold, italic: within.italic || italic };
  let words = [...node.childNodes].map((child) => inlineOf(child, inner)).join("");
  if (italic) words = marked(words, "*");
  if (bold) words = marked(words, "**");
  const address = node.tagName === "A" ? node.getAttribute("href") || "" : "";
  return LINK.test(address) && words.trim() ? `[${tidy(words).replace(/\n/g, " ")}](${encodeURI(decodeURI(address)).replace(/[()]/g, escape)})` : words;
}

function wordList(node) {
  const style = styleOf(node);
  if (!/MsoList/i.test(node.className) && !/mso-list:\s*l\d/i.test(style)) return null;
  const depth = Number((/level(\d)/i.exec(style) || [0, 1])[1]) - 1;
  const typed = BULLET.exec(node.textContent);
  return `${"   ".repeat(depth)}${typed && typed[1] ? "1." : "-"} ${tidy(inlineOf(node)).replace(BULLET, "").replace(/\n/g, " ")}`;
}

function listOf(node, depth = 0) {
  const mark = node.tagName === "OL" ? "1. " : "- ";
  return [...node.children].flatMap((item) => {
    if (/^(UL|OL)$/.test(item.tagName)) return listOf(item, depth + 1);
    const own = [...item.childNodes].filter((child) => !/^(UL|OL)$/.test(child.nodeName));
    const words = tidy(own.map((child) => inlineOf(child)).join("")).replace(/\s*\n\s*/g, " ");
    const nested = [...item.children].filter((child) => /^(UL|OL)$/.test(child.tagName));
    return [...(words ? [`${"   ".repeat(depth)}${mark}${words}`] : []), ...nested.flatMap((child) => listOf(child, depth + 1))];
  });
}

function tableOf(node) {
  const rows = [...node.querySelectorAll("tr")].map((row) =>
    [...row.cells].map((cell) => tidy(inlineOf(cell)).replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|")),
  );
  const width = Math.max(0, ...rows.map((row) => row.length));
  const lines = rows.map((row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`);
  return width < 2 ? rows.flat().join("\n\n") : [lines[0], `|${" --- |".repeat(width)}`, ...lines.slice(1)].join("\n");
}

function headingOf(node) {
  const level = /^H([1-6])$/.exec(node.tagName) || /MsoTitle()/.exec(node.className) || /mso-outline-level:\s*(\d)/.exec(styleOf(node));
  if (!level) return null;
  const words = tidy(inlineOf(node, { bold: true })).replace(/\n/g, " ");
  return words && `${Number(level[1] || 1) > 2 ? "###" : "##"} ${words}`;
}

function blocksOf(node) {
  const blocks = [];
  let line = "";
  const flush = () => (tidy(line) && blocks.push(tidy(line)), (line = ""));
  for (const child of node.childNodes) {
    const name = child.nodeName.toUpperCase();
    if (SKIPPED.has(name)) continue;
    const holdsBlocks = child.nodeType === Node.ELEMENT_NODE && [...child.querySelectorAll("*")].some((inner) => BLOCKS.has(inner.tagName));
    if (!BLOCKS.has(name) && !holdsBlocks) {
      line += inlineOf(child);
      continue;
    }
    flush();
    blocks.push(...blockOf(child, name, holdsBlocks));
  }
  flush();
  return blocks;
}

function blockOf(node, name, holdsBlocks) {
  if (name === "UL" || name === "OL") return [listOf(node).join("\n")];
  if (name === "TABLE") return [tableOf(node)];
  if (name === "HR") return ["---"];
  if (name === "BLOCKQUOTE") return [blocksOf(node).join("\n\n").replace(/^/gm, "> ")];
  const block = headingOf(node) ?? wordList(node);
  if (block !== null) return [block];
  return holdsBlocks ? blocksOf(node) : [tidy(inlineOf(node))];
}

const isItem = (block) => /^\s*(- |1\. )/.test(block);

// Styles are read, never applied: the content security policy forbids inline styles even in a document that is only parsed.
export const inert = (html) =>
  html.replace(/<!--[\s\S]*?-->|<style\b[\s\S]*?<\/style>/gi, "").replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));

export function asMarkdown(html) {
  const page = new DOMParser().parseFromString(inert(html), "text/html");
  const blocks = blocksOf(page.body).filter(Boolean);
  return blocks.map((block, n) => (n ? (isItem(block) && isItem(blocks[n - 1]) ? "\n" : "\n\n") : "") + block).join("");
}

document.addEventListener("paste", (event) => {
  const html = event.target.matches(".richtext textarea") && event.clipboardData.getData("text/html");
  if (!html) return;
  const text = asMarkdown(html);
  if (!text) return;
  event.preventDefault();
  document.execCommand("insertText", false, text);
  const box = event.target.closest(".richtext");
  box.querySelector(".richtext__note").textContent = /<img\b/i.test(html) ? box.dataset.noPictures : "";
});
