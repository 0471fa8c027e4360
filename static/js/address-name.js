// The address name: proposed by the server from what the record is called, while one types it and nobody has written an address
// name by hand; and checked there as one types it. Without this file a blank one is made on saving.
const WAIT = 350; // milliseconds after the last key
const input = document.querySelector("[data-address-names]");

function debounce(deed) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(deed, WAIT);
  };
}

function start() {
  const form = input.form;
  const named = form.elements.namedItem("title") || form.elements.namedItem("name");
  const note = document.createElement("span");
  note.className = "address-name__note";
  note.setAttribute("role", "status");
  input.after(note);
  const isNew = input.value === "";
  let proposed = "";
  let latest = 0;

  async function ask(values) {
    const number = (latest += 1);
    const record = location.pathname.match(/\/(\d+)\/change\/$/)?.[1] || "";
    try {
      const answer = await fetch(`${input.dataset.addressNames}?${new URLSearchParams({ ...values, record })}`);
      return answer.ok && number === latest ? await answer.json() : null;
    } catch {
      return null; // no connection: saving checks it too
    }
  }

  async function propose() {
    if (!isNew || input.value !== proposed) return;
    const answer = await ask({ text: named.value });
    if (!answer || input.value !== proposed) return;
    proposed = input.value = answer.proposed;
    say("");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function check() {
    const answer = await ask({ name: input.value });
    if (answer) say(input.value ? answer.problem : "");
  }

  function say(problem) {
    note.textContent = problem;
    note.classList.toggle("address-name__problem", Boolean(problem));
  }

  // What an input method has not finished yet is not asked about: its end sends an input event of its own or compositionend.
  const proposeSoon = debounce(propose);
  const checkSoon = debounce(check);
  for (const [control, soon] of [[named, proposeSoon], [input, checkSoon]]) {
    control?.addEventListener("input", (event) => event.isComposing || soon());
    control?.addEventListener("compositionend", soon);
  }
  if (isNew && named?.value) proposeSoon(); // typed before this file was there
}

if (input && !input.readOnly) start();
