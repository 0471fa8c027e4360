// The wall screen: fetches its own page again and puts the new lists in place of the old ones, so that nothing flickers and a lost
// network leaves what was known, with its time. Without this script the page reloads itself.
import { now, opened, ready, timeOfDay, toPortalTime } from "./portal-clock.js";

const SECOND = 1000;
const board = () => document.querySelector("[data-now-board]");
let fresh = opened;

function tick() {
  const clock = document.querySelector("[data-now-time]");
  if (clock) clock.textContent = timeOfDay(now());
}

function tellLate(isLate) {
  const note = board().querySelector("[data-now-late]");
  note.hidden = !isLate;
  if (isLate) note.textContent = note.dataset.nowLate.replace("{time}", timeOfDay(toPortalTime(fresh)));
}

// Nothing is put in place while it is the same, so that nobody who reads or tabs through the page is disturbed.
function show(text) {
  const made = new DOMParser().parseFromString(text, "text/html");
  const [old, next] = [board(), made.querySelector("[data-now-board]")];
  if (!next) throw new Error("no board");
  const day = (page) => page.querySelector(".now-screen__clock time");
  if (day(document).dateTime.slice(0, 10) !== day(made).dateTime.slice(0, 10)) day(document).replaceWith(document.importNode(day(made), true));
  if (old.innerHTML === next.innerHTML) return;
  const focused = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
  old.replaceWith(document.importNode(next, true));
  if (focused) board().querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    tellLate(false);
    show(text);
    fresh = Date.now();
    tick();
  } catch {
    tellLate(true);
  }
}

if (board()) {
  ready.then(() => {
    tick();
    setInterval(tick, SECOND);
  });
  setInterval(refresh, Number(board().dataset.seconds) * SECOND);
  document.addEventListener("visibilitychange", refresh);
  addEventListener("online", refresh);
  addEventListener("offline", () => tellLate(true));
}
