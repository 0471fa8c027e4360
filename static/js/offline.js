// Registers the service worker (edu_week/offline/service_worker.js), and tells the reader when a page comes from its cache.
import { dayWithWeekday, opened, timeOfDay, toPortalTime } from "./portal-clock.js";

const root = document.documentElement;
const bar = document.getElementById("offline-bar");
const YOUNG = 10 * 60_000;

function age(milliseconds) {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  const [size, unit] = minutes < 60 ? [1, "minute"] : minutes < 2 * 1440 ? [60, "hour"] : [1440, "day"];
  const number = Math.round(minutes / size);
  return new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" }).format(-number, unit);
}

function say(...sentences) {
  document.getElementById("main").before(bar);
  bar.classList.add("offline-bar--shown");
  bar.querySelector("a").hidden = false;
  bar.querySelector("a").href = location.href;
  bar.querySelector("[role=status]").textContent = sentences.filter(Boolean).join(root.lang.startsWith("zh") ? "" : " ");
}

function sayKept() {
  const { kept, keptAt } = root.dataset;
  const moment = toPortalTime(opened);
  const values = { moment: dayWithWeekday(moment), time: timeOfDay(moment), age: age(Date.now() - Number(keptAt)) };
  const words = bar.dataset.words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  say(bar.dataset[kept], words, bar.dataset.rehearsal, "keptWhole" in root.dataset && bar.dataset.whole);
}

// Caches the days of the programme once somebody reads it, unless the phone saves data.
function days() {
  const { saveData, effectiveType = "" } = navigator.connection ?? {};
  if (saveData || effectiveType.includes("2g")) return [];
  return [...document.querySelectorAll("#days a[href]")].map((link) => `${link.pathname}?day=${new URL(link.href).searchParams.get("day")}`);
}

async function register() {
  const isFirst = !navigator.serviceWorker.controller;
  try {
    await navigator.serviceWorker.register(bar.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    if (isFirst) active.postMessage({ keepPages: [location.href] });
    active.postMessage({ keepPages: days(), fresh: YOUNG });
  } catch {
    // no service workers or no storage: the portal works without them
  }
}

const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 2000));
if (root.dataset.kept) sayKept();
else if ("serviceWorker" in navigator) {
  if (document.readyState === "complete") idle(register);
  else addEventListener("load", () => idle(register));
}
// A day that htmx could not fetch may be in the cache.
document.addEventListener("htmx:sendError", ({ detail }) => {
  if (detail.elt.matches("#days a") && navigator.serviceWorker?.controller) location.assign(detail.elt.href);
});
