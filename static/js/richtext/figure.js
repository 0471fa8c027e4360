// A picture between the paragraphs, with its caption to be written below it.
import { Node, pm } from "../../django_prose_editor/editor.js";

export const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "text*",
  marks: "",
  isolating: true,
  draggable: true,
  addOptions: () => ({ describe: async () => null }),
  addAttributes: () => ({ id: { default: null, parseHTML: (element) => element.dataset.picture, renderHTML: ({ id }) => ({ "data-picture": id }) } }),
  parseHTML: () => [{ tag: "figure[data-picture]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, 0],
  addKeyboardShortcuts() {
    return { Enter: () => leaveCaption(this.editor) };
  },
  addNodeView() {
    return ({ node, editor, getPos }) => new FigureView(node, editor, getPos, this.options.describe);
  },
});

// Enter in a caption begins a paragraph below the picture.
function leaveCaption(editor) {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== "figure") return false;
  const below = $from.after();
  const { tr, schema } = editor.state;
  tr.insert(below, schema.nodes.paragraph.create());
  editor.view.dispatch(tr.setSelection(pm.state.TextSelection.create(tr.doc, below + 1)).scrollIntoView());
  return true;
}

class FigureView {
  constructor(node, editor, getPos, describe) {
    this.node = node;
    this.dom = document.createElement("figure");
    this.image = document.createElement("img");
    this.image.contentEditable = "false";
    this.contentDOM = document.createElement("figcaption");
    const words = editor.options.element.closest(".richtext").dataset;
    this.contentDOM.dataset.placeholder = words.caption;
    this.dom.append(this.image, this.contentDOM);
    this.image.addEventListener("click", () => editor.commands.setNodeSelection(getPos()));
    this.update(node);
    this.show(describe(node.attrs.id), words);
  }

  async show(described, words) {
    const picture = await described.catch(() => null);
    this.image.alt = picture ? picture.name : words.unknown;
    if (picture?.address) this.image.src = picture.address;
  }

  update(node) {
    if (node.type !== this.node.type || node.attrs.id !== this.node.attrs.id) return false;
    this.node = node;
    this.contentDOM.classList.toggle("is-empty", !node.childCount);
    return true;
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }
}
