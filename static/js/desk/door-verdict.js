// Shows what was decided, and what can be done about it next.
import { byId, copyPart, fillText, numberOf, onSend, partySize, word } from "./door-parts.js";
import { signal } from "./door-signals.js";

const MAY_WALK_IN = ["cancelled", "rejected", "waiting", "pending", "change_not_approved", "other_session", "other_day"];
const deeds = byId("deeds");
let shown = null;

// Good news is told when the reader has finished, bad news at once.
function placeVerdict(verdict, look) {
  const [here, other] = look === "good" ? ["verdict", "alarm"] : ["alarm", "verdict"];
  byId(other).replaceChildren();
  byId(here).replaceChildren(verdict);
  verdict.scrollIntoView({ block: "nearest" });
}

export function clearVerdict() {
  shown = null;
  for (const id of ["verdict", "alarm", "deeds"]) byId(id).replaceChildren();
}

function noteOf({ isFinal, isOffline, isIn, result }) {
  if (!isFinal) return word("checking");
  return isOffline && (isIn || result !== "not_listed") ? word("decided_here") : "";
}

function buildVerdict(decision) {
  const { look, symbol, title, sentence, name, needs, warnings = [], isFinal, result } = decision;
  const verdict = copyPart("verdict");
  if (look !== "good") verdict.classList.add(`verdict--${look}`);
  if (!isFinal) verdict.classList.add("verdict--asking");
  verdict.dataset.result = result;
  verdict.dataset.final = isFinal;
  const use = verdict.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${symbol}`));
  verdict.querySelector("[data-title]").textContent = title;
  const who = verdict.querySelector("[data-who]");
  who.hidden = !name;
  who.querySelector("b").textContent = name;
  who.querySelector("span").textContent = needs ? `· ${needs === true ? word("needs") : needs}` : "";
  fillText(verdict.querySelector("[data-sentence]"), sentence);
  fillText(verdict.querySelector("[data-warning]"), warnings.join(" "));
  fillText(verdict.querySelector("[data-note]"), noteOf(decision));
  return verdict;
}

export function showDecision(desk, decision) {
  if (decision.isUnreachable)
    Object.assign(decision, { look: "bad", symbol: "alert", title: word("unreachable_title"), sentence: word("unreachable") });
  if (decision.isFinal || shown !== decision.id) deeds.replaceChildren();
  shown = decision.id;
  const { ticket } = decision;
  placeVerdict(buildVerdict({ needs: ticket?.needs, ...decision }), decision.look);
  if (!decision.isFinal) return;
  signal(decision.look);
  if (decision.isIn) offerAfter(desk, decision);
  else if (decision.result === "not_listed") offerProvisional(desk, decision);
  else if (ticket && MAY_WALK_IN.includes(decision.result)) offerWalkIn(desk, decision);
}

// Whom the list does not have may be let in all the same.
function offerProvisional(desk, decision) {
  const form = copyPart("provisional");
  onSend(form, ({ people }) => desk.admitProvisionally(decision, numberOf(people)));
  deeds.replaceChildren(form);
}

function offerWalkIn(desk, { ticket }) {
  const form = copyPart("walk-in");
  form.elements.people.value = ticket.people;
  onSend(form, ({ people }) => desk.admitWalkIns({ slotId: desk.desk[0], people: numberOf(people), ticket }));
  deeds.replaceChildren(form);
}

// Correcting and undoing.
export function offerAfter(desk, { id, ticket, people, pupils, adults }) {
  const part = copyPart("after");
  const isClass = ticket?.kind === "class" || pupils > 0;
  part.querySelector(isClass ? "[data-family]" : "[data-class]").remove();
  const correct = part.querySelector("[data-correct] form");
  const values = isClass ? { pupils, adults } : { people };
  for (const [name, value] of Object.entries(values)) correct.elements[name].value = value;
  onSend(correct, (fields) => {
    const numbers = Object.fromEntries(Object.keys(values).map((name) => [name, numberOf(fields[name])]));
    desk.correct(id, numbers);
  });
  onSend(part.querySelector("[data-undo] form"), (fields, button) => {
    const reason = button?.value || fields.reason.value.trim();
    if (reason) desk.undo(id, reason);
    else fields.reason.focus();
  });
  deeds.replaceChildren(part);
}

// How many of a class are there? Its numbers are those that were booked until somebody counts.
export function askForNumbers(desk, { ticket, slot, scan, since, at }) {
  clearVerdict();
  const form = copyPart("class");
  const { pupils, adults } = form.elements;
  form.querySelector("[data-name]").textContent = ticket.class;
  [pupils.value, adults.value] = [ticket.pupils, ticket.adults];
  const warn = () => fillText(form.querySelector("[data-adults]"), desk.words.warnAdults(numberOf(pupils), numberOf(adults), slot));
  form.addEventListener("input", warn);
  warn();
  onSend(form, () => {
    form.remove();
    desk.admit({ ...scan, ticket, pupils: numberOf(pupils), adults: numberOf(adults), since: performance.now() });
  });
  deeds.replaceChildren(form);
  performance.measure("door question", { start: since, end: performance.now() });
  const button = form.querySelector("button[type=submit]");
  button.focus({ preventScroll: true });
  button.scrollIntoView({ block: "nearest" });
  navigator.vibrate?.(80);
  return { at, size: partySize(ticket) };
}
