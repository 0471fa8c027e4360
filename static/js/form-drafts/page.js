// Keeps what staff type and have not saved yet, and offers it back. See docs/architecture.md, "What is typed and not saved".
import { Drafts, withoutOpenElsewhere } from "./drafts.js";
import { FormEditor, pageKey, repost } from "./editor.js";
import { Offers } from "./offers.js";

const words = document.getElementById("form-draft-words");
const drafts = new Drafts(words.dataset);
const offers = new Offers(words);
const discard = ({ id }) => drafts.remove(id);

async function letGoOfSaved() {
  const saved = words.dataset.saved.split(" ").filter(Boolean);
  if (saved.length) await drafts.remove(...saved);
}

// What a form holds is offered where the form is; the one asked for by the address is put back at once.
async function openForm(marker) {
  const { form } = marker;
  const editor = new FormEditor(form, marker, drafts, (word) => offers.tell(form, word));
  const own = await drafts.list();
  const current = own.find(({ id }) => id === marker.value);
  if (current) await editor.restoreFiles(current);
  const asked = new URLSearchParams(location.hash.slice(1)).get("draft");
  const [wanted] = own.filter(({ id }) => id === asked);
  if (wanted?.post) {
    repost(wanted);
    return;
  }
  if (wanted) {
    history.replaceState(history.state, "", location.pathname + location.search);
    offers.showRestored(form, wanted, await editor.restore(wanted));
    return;
  }
  if (editor.isSentBack || editor.isByPost) return;
  const offered = await withoutOpenElsewhere(own.filter(({ id, key }) => key === pageKey() && id !== marker.value));
  offers.showBars(form, offered, { restore: (draft) => editor.restore(draft), repost, discard });
}

// Those of the records of a list, or all; what a form on this page offers itself is left out.
async function showList(markers) {
  const isFirstPage = document.body.classList.contains("dashboard");
  const ids = new Set([...markers].map(({ value }) => value));
  const isOffered = ({ id, key }) => markers.length && (ids.has(id) || key === pageKey());
  const listed = (await drafts.list()).filter((draft) => isFirstPage || draft.key.startsWith(location.pathname));
  offers.showList(await withoutOpenElsewhere(listed.filter((draft) => !isOffered(draft))), { repost, discard });
}

async function start() {
  document.getElementById("logout-form")?.addEventListener("submit", (event) => event.defaultPrevented || drafts.tab.clear());
  await letGoOfSaved();
  const markers = document.querySelectorAll("input[data-kept]");
  await Promise.all([...markers].map(openForm));
  if (document.body.matches(".dashboard, .change-list")) await showList(markers);
}

start();
