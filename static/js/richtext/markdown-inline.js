// The words of a paragraph with their marks: what has to be escaped, and which stars the parser would not read as marks.
const SPACE = /\s/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;
// Beside these (a part of those that Unicode calls wide) the parser reads a star whatever stands on its other side.
const WIDE = /[\u1100-\u115f\u2e80-\u2e99\u3001-\u303e\u3041-\u3096\u30a0-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufa6d\uff01-\uff60]/u;
const DROPPED_AT_ENDS = /[ \t\n\r\u3000]/;
const ENTITY = /^&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/i;
const MARKS = ["link", "bold", "italic"]; // of two that end together the first is outside
const LENGTH = { bold: 2, italic: 1 };

// Returns the lines of a paragraph, none for an empty one.
export function writeInline(block, { oneLine = false, inCell = false } = {}) {
  const characters = trimLines(charactersOf(block, oneLine));
  let pieces = nestMarks(characters);
  while (keepSpacesOutside(pieces)) pieces = nestMarks(characters);
  if (!pieces.length) return [];
  chooseMarks(pieces);
  const isLinked = pieces.some((piece) => piece.mark === "link") || pieces.some((piece, n) => piece.text === "(" && pieces[n - 1]?.text === "]");
  pieces.forEach((piece, n) => (piece.source ??= escapePiece(piece, pieces, n, { isLinked, inCell })));
  if (!oneLine) escapeLineStarts(pieces);
  if (oneLine && !inCell) escapeClosingHashes(pieces);
  separateMarks(pieces);
  const source = pieces.map((piece) => piece.source).join("");
  return source.split("\n").map((line) => line || "\\"); // an empty line within a paragraph is a break of its own
}

// The words between the brackets of a picture.
export function writeLabel(words) {
  const pieces = [...words.replace(/\s+/g, " ").trim()].map((text) => ({ text }));
  return pieces.map((piece, n) => escapePiece(piece, pieces, n, { isLinked: true })).join("");
}

function charactersOf(block, oneLine) {
  const characters = [];
  block.forEach((node) => {
    const marks = { link: null, bold: false, italic: false };
    for (const mark of node.marks) marks[mark.type.name] = mark.type.name === "link" ? mark.attrs.href : true;
    const words = node.isText ? [...node.text.replace(/[\n\r]/g, " ")] : [oneLine ? " " : "\n"];
    for (const text of words) characters.push({ text, ...marks });
  });
  return characters;
}

// A mark has to touch its words: ** bold ** would not be bold. Returns whether a space had to be put outside.
function keepSpacesOutside(pieces) {
  let moved = false;
  pieces.forEach((piece, n) => {
    if (!isMark(piece)) return;
    const step = piece.end ? -1 : 1;
    let at = n + step;
    while (pieces[at].text === undefined) at += step;
    if (!SPACE.test(pieces[at].text)) return;
    pieces[at].of[piece.mark] = false;
    moved = true;
  });
  return moved;
}

// Spaces at the ends of a line mean nothing in Markdown; those that were put there on purpose are kept as entities.
function trimLines(characters) {
  const lines = [[]];
  for (const one of characters) one.text === "\n" ? lines.push([one], []) : lines[lines.length - 1].push(one);
  for (const line of lines.filter((_, n) => n % 2 === 0)) {
    while (line.length && DROPPED_AT_ENDS.test(line[0].text)) line.shift();
    while (line.length && DROPPED_AT_ENDS.test(line[line.length - 1].text)) line.pop();
    for (const one of [line[0], line[line.length - 1]]) if (one && SPACE.test(one.text)) one.source = entity(one.text);
  }
  const kept = lines.flat();
  while (kept.length && kept[0].text === "\n") kept.shift();
  while (kept.length && kept[kept.length - 1].text === "\n") kept.pop();
  return kept;
}

// Puts the openings and ends of marks between the characters; of those that open together the longer is outside.
function nestMarks(characters) {
  const pieces = [];
  const open = [];
  const lasts = ({ mark, value }, n) => {
    let end = n;
    while (characters[end] && characters[end][mark] === value) end += 1;
    return end;
  };
  characters.forEach((one, n) => {
    const held = open.findIndex(({ mark, value }) => one[mark] !== value);
    if (held >= 0) while (open.length > held) pieces.push({ end: true, ...open.pop() });
    const fresh = MARKS.filter((mark) => one[mark] && !open.some((opened) => opened.mark === mark)).map((mark) => ({ mark, value: one[mark] }));
    fresh.sort((a, b) => lasts(b, n) - lasts(a, n) || MARKS.indexOf(a.mark) - MARKS.indexOf(b.mark));
    for (const mark of fresh) {
      open.push(mark);
      pieces.push({ ...mark });
    }
    pieces.push({ of: one, text: one.text, source: one.source });
  });
  while (open.length) pieces.push({ end: true, ...open.pop() });
  return pieces;
}

// Stars, but underscores where stars would run together: where a mark opens as another ends, and where two marks open together
// and the outer holds a third.
function chooseMarks(pieces) {
  const partners = pairMarks(pieces);
  pieces.forEach((piece, n) => {
    if (piece.text !== undefined) return;
    if (piece.mark === "link") piece.source = piece.end ? `](${writeAddress(piece.value)})` : "[";
    else if (piece.end) piece.source = pieces[partners[n]].source;
    else piece.source = characterOf(pieces, partners, n).repeat(LENGTH[piece.mark]);
  });
}

function characterOf(pieces, partners, n) {
  if (!isMark(pieces[n - 1])) return "*";
  const before = pieces[n - 1].source[0];
  const collides = pieces[n - 1].end || pieces.slice(partners[n] + 1, partners[n - 1]).some(isMark);
  return collides ? { "*": "_", _: "*" }[before] : before;
}

// For each piece that opens or ends a mark, where the other of the two is.
function pairMarks(pieces) {
  const partners = [];
  const open = [];
  pieces.forEach((piece, n) => {
    if (piece.text !== undefined) return;
    if (!piece.end) open.push(n);
    else {
      partners[n] = open.pop();
      partners[partners[n]] = n;
    }
  });
  return partners;
}

function writeAddress(href) {
  const words = readableAddress(href);
  return words.replace(/[()\\]/g, "\\$&").replace(/&/g, (_, n) => (ENTITY.test(words.slice(n)) ? "&amp;" : "&"));
}

// Chinese in an address is written as it reads, where the parser makes the same address of it.
function readableAddress(href) {
  try {
    const words = decodeURI(href);
    return !/[\s<>"\\^`{|}\u007f-\u00a0]/.test(words) && encodeURI(words) === href ? words : href;
  } catch {
    return href;
  }
}

const entity = (character) => (character === "\u00a0" ? "&nbsp;" : `&#${character.codePointAt(0)};`);

function escapePiece(piece, pieces, n, { isLinked = false, inCell = false } = {}) {
  const { text } = piece;
  const next = pieces[n + 1];
  const isWord = (other) => other?.text !== undefined && /[A-Za-z0-9]/.test(other.text);
  const ahead = () => pieces.slice(n, n + 40).map((one) => one.text ?? "").join("");
  if (text === "*" || text === "\\") return `\\${text}`;
  // within a word, and no neighbour may become an entity
  if (text === "_") return [n - 2, n - 1, n + 1, n + 2].every((at) => isWord(pieces[at])) ? text : "\\_";
  if (text === "[" || text === "]") return isLinked ? `\\${text}` : text;
  if (text === "!") return next?.mark === "link" ? entity(text) : text; // saving would take it for a picture
  if (text === "<") return /^<[a-z/!?]/i.test(ahead()) ? "&lt;" : text; // saving takes out whatever looks like HTML
  if (text === "&") return ENTITY.test(ahead()) ? "&amp;" : text;
  return text === "|" && inCell ? "\\|" : text;
}

// What would make a line a heading, a list, a quote, a divider or the rule of a table.
function escapeLineStarts(pieces) {
  for (let start = 0; start < pieces.length; start += 1) {
    let end = start;
    while (end < pieces.length && pieces[end].text !== "\n") end += 1;
    const line = pieces.slice(start, end);
    const plain = line.findIndex((piece) => piece.text === undefined);
    const words = line.slice(0, plain < 0 ? line.length : plain).map((piece) => piece.text).join("") + (plain < 0 ? "" : "\0");
    const numbered = /^(\d{1,9})[.)](?:\s|$)/.exec(words);
    if (numbered) line[numbered[1].length].source = `\\${line[numbered[1].length].text}`;
    else if (/^(?:#{1,6}(?:\s|$)|##|>|[-+](?:\s|$)|[-:|][-:|\s]*$)/.test(words)) line[0].source = `\\${line[0].text}`;
    start = end;
  }
}

function escapeClosingHashes(pieces) {
  const hashes = /(?:^|\s)(#+)$/.exec(pieces.map((piece) => piece.text ?? "\0").join(""));
  if (hashes) pieces[pieces.length - hashes[1].length].source = "\\#";
}

// Between punctuation and a letter a mark is not read: the neighbour on its outside is written as an entity, which ends in punctuation.
function separateMarks(pieces) {
  while (runsOfMarks(pieces).some(([start, end]) => separateRun(pieces, start, end)));
}

function runsOfMarks(pieces) {
  const runs = [];
  pieces.forEach((piece, n) => {
    if (!isMark(piece)) return;
    const last = runs[runs.length - 1];
    if (last?.[1] === n && pieces[n - 1].source[0] === piece.source[0]) last[1] = n + 1;
    else runs.push([n, n + 1]);
  });
  return runs;
}

// Returns whether a neighbour had to be changed.
function separateRun(pieces, start, end) {
  const [outside, inside] = [pieces[start - 1], pieces[end]];
  const before = outside ? [...outside.source].pop() : " ";
  const after = inside ? [...inside.source][0] : " ";
  const isStar = pieces[start].source[0] === "*";
  if (isStar && (WIDE.test(before) || WIDE.test(after))) return false;
  const run = pieces.slice(start, end);
  if (run.some((piece) => !piece.end) && isLetter(before) && (!isStar || PUNCTUATION.test(after))) outside.source = entity(outside.text);
  else if (run.some((piece) => piece.end) && isLetter(after) && (!isStar || PUNCTUATION.test(before))) inside.source = entity(inside.text);
  else return false;
  return true;
}

const isMark = (piece) => piece !== undefined && piece.text === undefined && piece.mark !== "link";
const isLetter = (character) => !SPACE.test(character) && !PUNCTUATION.test(character);
