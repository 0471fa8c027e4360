// What is said of drafts: a bar above the form they belong to, and a list on the first page and above the list of their records.
function make(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function makeButton(text, act) {
  const button = make("button", "button plain", text);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

export class Offers {
  constructor(words) {
    this.words = words.dataset;
    const shape = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.words.zone };
    this.format = new Intl.DateTimeFormat(document.documentElement.lang || "zh-hans", shape);
  }

  fill(sentence, draft) {
    return sentence.replace("{when}", this.format.format(draft.at)).replace("{name}", draft.title);
  }

  // A bar for each draft, newest first, above the form.
  showBars(form, drafts, { restore, repost, discard }) {
    const bars = make("div", "form-drafts");
    for (const draft of drafts) {
      const sentence = draft.place === "tab" ? this.words.offerTab : this.words.offerDevice;
      const bar = make("p", "form-draft", make("span", "", this.fill(sentence, draft)));
      bar.dataset.draft = draft.id;
      const put = async () => (draft.post ? repost(draft) : bars.replaceWith(this.#restoredNote(draft, await restore(draft))));
      bar.append(makeButton(this.words.restore, put), this.#discardButton(draft, bar, discard));
      bars.append(bar);
    }
    if (drafts.length) this.#place(form, bars);
  }

  showRestored(form, draft, outcome) {
    this.#place(form, this.#restoredNote(draft, outcome));
  }

  #place(form, what) {
    form.before(what);
    what.setAttribute("role", "status");
  }

  #restoredNote(draft, { texts, lacksFiles }) {
    const note = make("div", "form-drafts form-draft form-draft--restored", make("p", "", this.fill(this.words.restored, draft)));
    if (lacksFiles) note.append(make("p", "", this.words.files));
    if (texts.length) note.append(make("p", "", this.words.incomplete), makeTexts(texts));
    note.setAttribute("role", "status");
    return note;
  }

  // One line at the form's foot that stays: what is typed is not kept, or in this tab alone.
  tell(form, word) {
    const place = form.parentElement.querySelector(".form-draft-state") ?? form.appendChild(make("p", "form-draft-state"));
    place.setAttribute("role", "status");
    const text = word ? this.words[word] : "";
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  }

  showList(drafts, { repost, discard }) {
    if (!drafts.length) return;
    const rows = make("ul", "");
    for (const draft of drafts) rows.append(this.#row(draft, repost, discard));
    const box = make("section", "form-drafts form-drafts--list", make("h2", "", this.words.list), rows);
    if (drafts.some(({ place }) => place === "device")) box.append(make("p", "quiet", this.words.note));
    document.querySelector("#content-main")?.prepend(box);
  }

  #row(draft, repost, discard) {
    const link = make("a", "", draft.title);
    link.href = `${draft.address}#draft=${draft.id}`;
    const time = make("time", "num", this.format.format(draft.at));
    time.dateTime = new Date(draft.at).toISOString();
    const row = make("li", "form-draft", make("span", "", time, " ", link));
    row.dataset.draft = draft.id;
    const goOn = make("a", "button plain", this.words.goOn);
    goOn.href = link.href;
    if (draft.post) {
      for (const one of [link, goOn]) one.addEventListener("click", (event) => (event.preventDefault(), repost(draft)));
    }
    row.append(goOn, this.#discardButton(draft, row, discard));
    if (draft.texts.length) row.append(make("details", "", make("summary", "", this.words.text), makeTexts(draft.texts)));
    return row;
  }

  #discardButton(draft, line, discard) {
    const button = makeButton(this.words.discard, async () => {
      await discard(draft);
      const box = line.closest(".form-drafts");
      line.remove();
      if (!box.querySelector("[data-draft]")) box.remove();
    });
    button.setAttribute("aria-label", `${this.words.discard} ${draft.title}`);
    return button;
  }
}

function makeTexts(texts) {
  const list = make("dl", "form-draft__texts");
  for (const [label, text] of texts) list.append(make("dt", "", label), make("dd", "", text));
  return list;
}
