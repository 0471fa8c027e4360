// Keeps a draft of one form while somebody types, and asks before a changed page is left.
import { fillForm, listApart, listSent, listTexts, nameForm, readFiles, readForm } from "./controls.js";
import { holdOpen } from "./drafts.js";

const SILENCE = 1200; // milliseconds without a change, after which the draft is written
const LONGEST = 5000; // between two writings, however long somebody types
const GESTURES = ["keydown", "pointerdown", "beforeinput", "paste", "drop"];
const NOTHING = JSON.stringify([{}, []]); // differs from any form
const NO_MATTER = new Set(["_changelist_filters", "_popup", "_to_field"]);

// Which form it is: the page's address, without what only says where its reader came from.
export function pageKey(address = location) {
  const query = [...new URLSearchParams(address.search)].filter(([name]) => !NO_MATTER.has(name));
  return address.pathname.endsWith("/add/") ? address.pathname : address.pathname + (query.length ? `?${new URLSearchParams(query.sort())}` : "");
}

// Sends again what a page was made of that no address leads to. The server shows it as it was and writes nothing.
export function repost({ post }) {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: post.action, hidden: true });
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of [...post.fields, ["csrfmiddlewaretoken", token], ["_reopen", "draft"]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}

// Not `form.action`, which is a field where one is called so, as in the forms of a list's actions.
const addressOf = (form) => new URL(form.getAttribute("action") ?? "", location.href.split("#")[0]).href;

export class FormEditor {
  #hasBegun = false;
  #baseline = null;
  #written = null;
  #firstChange = 0;
  #timer = 0;
  #isSent = false;
  #isTouched = false; // since this script has come
  #apart = new Set(); // what a button has sent elsewhere: it is no longer part of the draft
  #writing = Promise.resolve();

  constructor(form, marker, drafts, tell) {
    Object.assign(this, { form, marker, drafts, tell });
    this.isSentBack = marker.hasAttribute("data-sent-back");
    this.isByPost = marker.hasAttribute("data-by-post");
    this.#hasBegun = this.#isTypedInto();
    this.#baseline = this.#hasBegun ? NOTHING : this.#read();
    this.#listen();
    if (this.id) holdOpen(this.id);
    this.#note();
  }

  get id() {
    return this.marker.value;
  }

  get isChanged() {
    return this.isSentBack || this.#read() !== this.#baseline;
  }

  #read() {
    const files = readFiles(this.form).map(({ name, file }) => [name, file.name, file.size, file.lastModified]);
    return JSON.stringify([readForm(this.form, this.#apart), files]);
  }

  #listen() {
    const begin = () => {
      this.#isTouched = true;
      this.#isSent = false;
      this.marker.disabled = false;
      this.#apart = new Set();
      if (this.#hasBegun) return;
      this.#hasBegun = true;
      if (!this.id) this.#baseline = this.#read(); // other scripts have prepared the form by now
      this.drafts.sealer.start(); // while the log-in lasts
    };
    for (const name of GESTURES) document.addEventListener(name, begin, { capture: true, passive: true });
    const note = () => this.#note();
    for (const name of ["input", "change", "formset:added", "formset:removed"]) document.addEventListener(name, note);
    window.django?.jQuery?.(document).on("change formset:added formset:removed", note); // of select2 the page hears in no other way
    setInterval(() => document.hasFocus() && this.#note(), LONGEST);
    this.form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      this.#isSent = true;
      if (event.submitter?.hasAttribute("formaction") && event.submitter.closest("[data-sent-apart]")) this.#leaveRest();
      if (this.isChanged) this.#claimId(); // it is sent along, so that the page after the save can name it
      const written = this.#write();
      if (this.marker.hasAttribute("data-answers-file")) written.then(() => this.#startAnew());
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.#write());
    addEventListener("pagehide", () => this.#write());
    addEventListener("beforeunload", (event) => {
      // Without a gesture it may have been sent already, before this script had come
      if (this.#isSent || !this.#isTouched || !this.isChanged) return;
      this.#write();
      event.preventDefault();
    });
  }

  // Whether somebody has typed before this script had come, over a slow line.
  #isTypedInto() {
    return !this.id && Boolean(navigator.userActivation?.hasBeenActive) && listTexts(this.form).length > 0;
  }

  // A part of the form is sent elsewhere. That saves nothing of the rest, so its draft is not named to the server and stays.
  #leaveRest() {
    const names = listApart(this.form);
    const [typed] = JSON.parse(this.#baseline);
    const before = Object.fromEntries(Object.entries(typed).filter(([name]) => !names.has(name)));
    if (!this.isSentBack && JSON.stringify(before) === JSON.stringify(readForm(this.form, names))) return;
    this.#claimId();
    this.#apart = names;
    this.marker.disabled = true;
  }

  // What was sent is answered by a file, and the page stays as it is.
  #startAnew() {
    this.#baseline = this.#read();
    this.isSentBack = false;
  }

  #note() {
    if (!this.#hasBegun && !this.isSentBack) return;
    if (this.#read() === this.#written) return;
    this.#firstChange ||= Date.now();
    clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(SILENCE, this.#firstChange + LONGEST - Date.now()));
    this.#timer = setTimeout(() => this.#write(), wait);
  }

  #write() {
    clearTimeout(this.#timer);
    this.#firstChange = 0;
    this.#writing = this.#writing.then(() => this.#writeNow()).catch(() => this.tell("unkept"));
    return this.#writing;
  }

  async #writeNow() {
    const now = this.#read();
    if (now === this.#written) return;
    if (!this.isChanged) {
      if (this.#written && this.id) await this.drafts.remove(this.id);
      this.#written = null;
      return;
    }
    this.#claimId();
    const isKept = await this.drafts.save(this.id, this.marker.dataset.kept, this.#draft(), readFiles(this.form));
    if (!isKept) throw new Error("nobody is logged in");
    this.#written = now;
    this.tell(this.marker.dataset.kept === "device" && !this.drafts.keepsOnDevice ? "tabOnly" : "");
  }

  #claimId() {
    if (this.id) return;
    this.marker.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    holdOpen(this.id);
  }

  #draft() {
    const { pathname, search } = location;
    return {
      at: Date.now(),
      key: pageKey(),
      address: pathname + search,
      title: nameForm(this.form, this.marker.dataset.kind),
      typed: readForm(this.form, this.#apart),
      texts: listTexts(this.form, this.#apart),
      post: this.isByPost ? { action: addressOf(this.form), fields: listSent(this.form) } : null,
    };
  }

  // Fills the form with a draft, which is this form's own from now on. Resolves to what could not be put back.
  async restore(draft) {
    this.#hasBegun = true;
    this.marker.value = draft.id;
    holdOpen(draft.id);
    const lost = fillForm(this.form, draft.typed);
    const lacksFiles = !(await this.restoreFiles(draft)) || draft.lacksFiles;
    this.#note();
    return { texts: lost.length ? draft.texts : [], lacksFiles };
  }

  // Resolves to whether all files are in their fields again.
  async restoreFiles(draft) {
    try {
      for (const { name, file } of await this.drafts.openFiles(draft)) {
        const input = this.form.elements[name];
        const isWithServer = this.form.elements[`${name}-kept`]?.value;
        if (input?.type !== "file" || input.files.length || isWithServer) continue;
        const given = new DataTransfer();
        given.items.add(file);
        input.files = given.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
      return true;
    } catch {
      return false;
    }
  }
}
