// What a text may hold in the editor: exactly what content/richtext/allowed.py allows, in the parts of django-prose-editor.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule, Italic,
  ListItem, Mark, Node, Paragraph, Table, TableCell, TableHeader, TableRow, Text, pm, wrappingInputRule,
} from "../../django_prose_editor/editor.js";
import { Figure } from "./figure.js";

// Between the items of a tight list there are no empty lines, and its items are no paragraphs on the page.
const tight = { tight: { default: true, parseHTML: (element) => element.hasAttribute("data-tight"), renderHTML: ({ tight }) => (tight ? { "data-tight": "" } : {}) } };

const OrderedList = Node.create({
  name: "orderedList",
  group: "block list",
  content: "listItem+",
  addAttributes: () => ({ ...tight, start: { default: 1, parseHTML: (element) => Number(element.getAttribute("start") ?? 1) } }),
  parseHTML: () => [{ tag: "ol" }],
  renderHTML: ({ HTMLAttributes }) => ["ol", HTMLAttributes, 0],
  addCommands() {
    return { toggleOrderedList: () => ({ commands }) => commands.toggleList(this.name, "listItem") };
  },
  addKeyboardShortcuts() {
    return { "Mod-Shift-7": () => this.editor.commands.toggleOrderedList() };
  },
  addInputRules() {
    return [wrappingInputRule({ find: /^(\d{1,9})[.)、]\s$/, type: this.type, getAttributes: (found) => ({ start: Number(found[1]) }) })];
  },
});

const Link = Mark.create({
  name: "link",
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

const cell = { content: "paragraph" };

const EXTENSIONS = [
  Document, Text, Paragraph, HardBreak, HorizontalRule, Blockquote, Bold, Italic, Link, History, Dropcursor, Gapcursor, OrderedList,
  Heading.configure({ levels: [1, 2, 3, 4, 5, 6] }),
  BulletList.extend({ addAttributes: () => tight }),
  ListItem.extend({ content: "block+" }),
  Table.configure({ resizable: false }),
  TableRow, TableHeader.extend(cell), TableCell.extend(cell),
];

// `attributes` go to the element one writes in; `describe` finds name and address of a picture. No style sheet is put into the page.
export function createEditor(element, { attributes, describe, ...more }) {
  return new Editor({
    element,
    extensions: [...EXTENSIONS, Figure.configure({ describe })],
    injectCSS: false,
    ...more,
    editorProps: { ...more.editorProps, attributes },
  });
}

const parserOf = (editor) => pm.model.DOMParser.fromSchema(editor.schema);

// The node is one whose children are what content/richtext/editing.py rendered.
export const readDocument = (editor, node) => parserOf(editor).parse(node, { preserveWhitespace: "full" });
export const readSlice = (editor, node) => parserOf(editor).parseSlice(node, { preserveWhitespace: "full" });

export function replaceDocument(editor, doc) {
  const { tr } = editor.state;
  editor.view.dispatch(tr.replaceWith(0, tr.doc.content.size, doc.content).setMeta("addToHistory", false).setMeta("read", true));
}
