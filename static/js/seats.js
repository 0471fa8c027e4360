// Live places: one request every twenty seconds while the page is looked at, and a word to readers only when something fills up.
const PERIOD = 20_000;
let source = document.querySelector("[data-availability-url]");
let words = source?.dataset ?? {};
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const look = ({ capacity, left }) => (left <= 0 ? "full" : left <= 5 || left / capacity <= 0.15 ? "few" : "");
const leftText = ({ left }) => fill(left === 1 ? words.leftOne : words.leftMany, { left });

function update(element, slot) {
  if (slot.left === null || !["open", "waitlist", "full"].includes(slot.state)) return false;
  const now = look(slot);
  const block = element.matches(".seat-meter") ? element : element.closest(".grid-session");
  const stem = element.matches(".seat-meter") ? "seat-meter" : "grid-session";
  if (!block) return false;
  const wasFull = block.classList.contains(`${stem}--full`);
  const changes = ["few", "full"].some((name) => block.classList.contains(`${stem}--${name}`) !== (name === now));
  // The word beside the bar was true when the page was made.
  if (changes) block.parentElement.querySelector(":scope > .status")?.setAttribute("hidden", "");
  for (const name of ["few", "full"]) block.classList.toggle(`${stem}--${name}`, name === now);
  if (stem === "seat-meter") paintMeter(element, slot, now);
  else element.textContent = now === "full" ? words.full : leftText(slot);
  return now === "full" && !wasFull;
}

function paintMeter(meter, slot, now) {
  const [first, second] = meter.querySelectorAll(".seat-meter__text > *");
  meter.querySelector("rect").setAttribute("width", Math.round((100 * slot.left) / slot.capacity));
  first.textContent = now === "full" ? words.full : leftText(slot);
  if (now !== "full") second.textContent = fill(words.capacity, slot);
  else second.textContent = slot.waiting ? fill(words.waiting, slot) : "";
}

function nameOf(element) {
  const block = element.closest(".slot, .session-card, .session-row, .grid-session, .glance__line");
  const name = block?.querySelector("h3, h4, .slot__when b, .glance__title") ?? block?.querySelector("a");
  return name?.textContent.trim() ?? "";
}

function say(text) {
  source.querySelector("[role=status]").textContent = text;
}

function late(isLate) {
  const note = source.querySelector("[data-seats-late]");
  note.hidden = !isLate;
}

// The filters replace the results, and with them the address to ask.
function findSource() {
  source = document.querySelector("[data-availability-url]") ?? source;
  words = source.dataset;
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(source.dataset.availabilityUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { slots } = await answer.json();
    const filled = new Set(); // one time may stand on a page twice
    for (const element of document.querySelectorAll("[data-slot]")) {
      const slot = slots[element.dataset.slot];
      if (slot && update(element, slot)) filled.add(nameOf(element));
    }
    if (filled.size) say([...filled].map((name) => `${name} ${words.full}`).join("; "));
    late(false);
  } catch {
    late(true);
  }
}

if (source) {
  setInterval(refresh, PERIOD);
  document.addEventListener("visibilitychange", refresh);
  document.addEventListener("htmx:afterSwap", findSource);
}
