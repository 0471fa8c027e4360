// The editor that shows a text as it will look. The textarea stays what is sent: every change is written into it at once, and
// whatever else writes there (a draft, the reset of a form) is read back. A text the editor cannot show stays in the box.
import { inert, asMarkdown } from "./paste.js";
import { writeMarkdown } from "./markdown.js";
import { uploadPicture } from "./pictures.js";
import { createEditor, readDocument, readSlice, replaceDocument } from "./schema.js";
import { actInEditor, addLinkBar, showState } from "./tools.js";

const visuals = new WeakMap();
const visualOf = (node) => {
  const box = node.closest?.(".richtext");
  return box?.dataset.mode === "visual" ? visuals.get(box) : undefined;
};

class Visual {
  constructor(box) {
    this.box = box;
    this.area = box.querySelector("textarea");
    this.page = box.querySelector(".richtext__page");
    this.editor = createEditor(this.page, {
      attributes: this.describeForReaders(),
      describe: (id) => this.describePicture(id),
      onUpdate: ({ transaction }) => transaction.getMeta("read") || this.write(),
      onTransaction: () => showState(this),
      onBlur: () => this.area.dispatchEvent(new Event("change", { bubbles: true })),
      editorProps: {
        transformPastedHTML: inert,
        handlePaste: (_view, event) => this.take(event, event.clipboardData),
        handleDrop: (_view, event, _slice, moved) => !moved && this.take(event, event.dataTransfer),
        handleKeyDown: (_view, event) => this.leaveByKey(event),
      },
    });
    addLinkBar(this);
    this.area.addEventListener("input", () => this.reread());
    this.area.addEventListener("change", () => this.reread());
    visuals.set(box, this);
  }

  // The label and the descriptions of the textarea serve the element that takes its place.
  describeForReaders() {
    const { area, page } = this;
    const label = document.querySelector(`label[for="${area.id}"]`);
    if (label) {
      label.id ||= `${area.id}_label`;
      label.addEventListener("click", () => this.box.dataset.mode === "visual" && this.editor.commands.focus());
    }
    const described = [area.getAttribute("aria-describedby"), `${area.id}_keys`].filter(Boolean).join(" ");
    return {
      role: "textbox", "aria-multiline": "true", "aria-describedby": described, class: page.dataset.class,
      ...(label ? { "aria-labelledby": label.id } : { "aria-label": area.name }),
      ...(area.lang ? { lang: area.lang } : {}),
      ...(area.required ? { "aria-required": "true" } : {}),
      ...(area.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
    };
  }

  say(words) {
    this.box.querySelector(".richtext__note").textContent = words;
  }

  show(mode) {
    this.box.dataset.mode = mode;
    showState(this);
  }

  // Opens the text of the textarea, or leaves it in the box and says why.
  async open(given) {
    const text = this.area.value;
    try {
      const doc = readDocument(this.editor, given ?? (await this.fetchDocument(text)));
      if (!(await this.canWrite(doc, text))) {
        this.show("box");
        this.say(this.box.dataset.boxOnly);
      } else if (this.area.value === text) {
        [this.read, this.opened] = [text, doc];
        replaceDocument(this.editor, doc);
        this.show("visual");
        this.say("");
      }
    } catch {
      this.show("box");
      this.say(this.box.dataset.offline);
    }
  }

  // Whether the editor's Markdown would say the same as this text.
  async canWrite(doc, text) {
    const written = writeMarkdown(doc);
    return written === text.trim() || readDocument(this.editor, await this.fetchDocument(written)).eq(doc);
  }

  async fetchDocument(text) {
    const body = new FormData();
    body.set("text", text);
    body.set("csrfmiddlewaretoken", this.box.closest("form").querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(this.box.dataset.document, { method: "POST", body });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html").body;
  }

  write() {
    const { doc } = this.editor.state;
    const text = doc.eq(this.opened) ? this.read : writeMarkdown(doc);
    if (text === this.area.value) return;
    this.written = this.area.value = text;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  reread() {
    if (this.box.dataset.mode === "visual" && ![this.written, this.read].includes(this.area.value)) this.open();
    else if (this.area.value === this.read && this.written !== this.read) this.written = this.read;
  }

  async describePicture(id) {
    const answer = await fetch(`${this.box.dataset.picture}?id=${encodeURIComponent(id)}`);
    return answer.ok ? answer.json() : null;
  }

  putPicture(id) {
    const { schema } = this.editor;
    const figure = schema.nodes.figure.create({ id: String(id) });
    this.editor.chain().focus().insertContent([figure.toJSON(), { type: "paragraph" }]).run();
  }

  // What is dropped or pasted: a file is a picture to be described, other people's HTML goes the way of the box.
  take(event, data) {
    const html = data.getData("text/html");
    if (/data-pm-slice/.test(html)) return false;
    if (html) return this.takeHtml(event, html);
    const file = [...data.files].find((one) => one.type.startsWith("image/"));
    if (!file) return false;
    event.preventDefault();
    if (this.box.dataset.upload) this.takePicture(file).catch(({ message }) => this.say(message));
    else this.say(this.box.dataset.noPictures);
    return true;
  }

  takeHtml(event, html) {
    const text = asMarkdown(html);
    if (!text) return false;
    event.preventDefault();
    this.fetchDocument(text).then(
      (page) => {
        this.editor.view.dispatch(this.editor.state.tr.replaceSelection(readSlice(this.editor, page)).scrollIntoView());
        this.say(/<img\b/i.test(html) ? this.box.dataset.noPictures : "");
      },
      () => this.say(this.box.dataset.offline),
    );
    return true;
  }

  async takePicture(file) {
    const picture = await uploadPicture(this.box.dataset, file);
    if (picture) this.putPicture(picture.id);
    else this.editor.commands.focus();
  }

  // Tab moves within lists and tables; Escape leads out of the text to its buttons.
  leaveByKey(event) {
    if (event.key !== "Escape" || event.isComposing) return false;
    this.box.querySelector(".richtext__tools button").focus();
    return true;
  }
}

function start(box) {
  if (visuals.has(box) || box.closest(".empty-form")) return;
  const area = box.querySelector("textarea");
  if (area.readOnly || area.disabled) return;
  const visual = new Visual(box);
  visual.open(area.value === area.defaultValue ? box.querySelector(".richtext__document").content : undefined);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".richtext [data-deed]");
  if (!button) return;
  const visual = visuals.get(button.closest(".richtext"));
  if (!visual) return;
  if (button.dataset.deed === "source") visual.box.dataset.mode === "visual" ? visual.show("box") : visual.open();
  else if (visual.box.dataset.mode === "visual") actInEditor(visual, button.dataset.deed);
});
window.django.jQuery(document).on("change", ".richtext__picture", (event) => {
  const visual = visualOf(event.target);
  if (visual && event.target.value) visual.putPicture(event.target.value);
  if (visual) event.target.value = "";
});
document.addEventListener("formset:added", (event) => event.target.querySelectorAll(".richtext").forEach(start));
document.querySelectorAll(".richtext").forEach(start);
