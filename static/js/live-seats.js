// Live places: one request every twenty seconds while the page is visible; screen readers hear only when a slot becomes full.
// htmx swaps results and browsers restore pages, so the element with the address is looked up each time.
import { before, opened, ready, timeOfDay, toPortalTime } from "./portal-clock.js";

const PERIOD = 20_000;
const source = () => document.querySelector("[data-availability-url]");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const leftText = ({ left }, words) => fill(left === 1 ? words.leftOne : words.leftMany, { left });

// The server decides how full a slot looks: `look`. The page has a template for each look that is updated live, with the
// text beside the bar (in an attribute, since text browsers show what stands in a template) and the CSS class. Other looks are
// shown when the page is loaded again.
const looks = () => [...document.querySelectorAll("template[data-status]")];
const templateOf = ({ look }) => looks().find((template) => template.dataset.status === look);

function paintMeter(meter, slot, words, isFull) {
  const [first, second] = meter.querySelectorAll(".seat-meter__text > *");
  meter.querySelector("svg").setAttribute("viewBox", `0 0 ${slot.bookable} 8`);
  meter.querySelector("rect").setAttribute("width", slot.left);
  first.textContent = isFull ? words.full : leftText(slot, words);
  if (!isFull) second.textContent = fill(words.bookable, slot);
  else second.textContent = slot.waiting ? fill(words.waiting, slot) : "";
}

// Returns whether the slot has just become full.
function update(element, slot, words) {
  const template = templateOf(slot);
  if (!template) return false;
  const isMeter = element.matches(".seat-meter");
  const block = isMeter ? element : element.closest(".grid-session");
  if (!block) return false;
  const stem = isMeter ? "seat-meter" : "grid-session";
  const isFull = template.dataset.colour === "full";
  const wasFull = block.classList.contains(`${stem}--full`);
  for (const { dataset } of looks()) block.classList.remove(`${stem}--${dataset.colour}`);
  block.classList.add(`${stem}--${template.dataset.colour}`);
  if (isMeter) paintMeter(element, slot, words, isFull);
  else element.textContent = isFull ? words.full : leftText(slot, words);
  return isFull && !wasFull;
}

// Updates the text beside the bar too.
function updateStatus(element, slot) {
  const template = templateOf(slot);
  if (!template || element.dataset.look === slot.look) return;
  element.dataset.look = slot.look;
  element.innerHTML = template.dataset.html;
}

function nameOf(element) {
  const block = element.closest(".slot, .session-card, .session-row, .grid-session, .glance__line");
  const name = block?.querySelector("h3, h4, .slot__when b, .glance__title") ?? block?.querySelector("a");
  return name?.textContent.trim() ?? "";
}

function apply(slots, words) {
  const filled = new Map(); // by slot: list and timetable show the same one
  for (const element of document.querySelectorAll("[data-slot]")) {
    const number = element.dataset.slot;
    if (slots[number] && update(element, slots[number], words) && !filled.has(number)) filled.set(number, nameOf(element));
  }
  for (const element of document.querySelectorAll("[data-slot-status]")) {
    const slot = slots[element.dataset.slotStatus];
    if (slot) updateStatus(element, slot);
  }
  return [...new Set(filled.values())].map((name) => `${name} ${words.full}`).join(words.between);
}

let asked = { at: opened, page: null }; // when the places shown came, by the phone, and the element on the page then

let isLate = false;

async function late(value, place = source()) {
  isLate = value;
  const note = place?.querySelector("[data-seats-late]");
  if (!note) return;
  await ready; // the portal's time is known only then
  note.hidden = !isLate;
  if (isLate) note.textContent = fill(place.dataset.late, { time: timeOfDay(toPortalTime(asked.at)) });
}

async function refresh() {
  const place = source();
  if (document.hidden || !place) return;
  begin();
  try {
    const answer = await fetch(place.dataset.availabilityUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { slots } = await answer.json();
    if (place !== source()) return;
    const filled = apply(slots, place.dataset);
    asked.at = Date.now();
    if (filled) place.querySelector("[role=status]").textContent = filled;
    late(false);
  } catch {
    late(true);
  }
}

function begin() {
  const place = source();
  if (place && asked.page !== place) asked = { at: asked.page ? Date.now() : opened, page: place }; // new results, or the page itself
}

if (source()) {
  begin();
  setInterval(refresh, PERIOD);
  document.addEventListener("visibilitychange", refresh);
  for (const change of ["htmx:afterSwap", "htmx:historyRestore"]) document.addEventListener(change, begin);
  addEventListener("offline", () => late(true));
  if (before) refresh(); // says how old the places are, or shows those of now
  addEventListener("online", refresh);
  // Back: the page is as old as it was when it was left
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward") refresh();
  });
}
