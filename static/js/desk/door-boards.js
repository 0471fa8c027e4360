// What stands below the verdict: the numbers, who is still to come, contradictions, and what this phone has done.
import { byId, copyPart, fillText, numberOf, onSend, partySize, word } from "./door-parts.js";
import { countWalkInPlaces } from "./door-rules.js";
import { askForNumbers } from "./door-verdict.js";

const MOST_SHOWN = 40;
const boards = new Map(); // by slot

const titleOf = (slot) => (document.documentElement.lang.startsWith("en") && slot.title_en ? slot.title_en : slot.title);

export function showTop(desk) {
  const slots = desk.desk.map((id) => desk.list.slots.get(id)).filter(Boolean);
  if (slots.length === 1) {
    byId("title").textContent = titleOf(slots[0]);
    byId("span").textContent = `${desk.words.spanOf(slots[0])} ·`;
  }
  byId("device").textContent = desk.list.list.device ? `${desk.list.list.device} ·` : "";
  const arrived = slots.reduce((sum, slot) => sum + slot.arrived, 0);
  const expected = slots.reduce((sum, slot) => sum + slot.expected, arrived);
  byId("count").innerHTML = "<b></b><small></small>";
  byId("count").firstChild.textContent = arrived;
  byId("count").lastChild.textContent = word("count", { expected });
}

function buildBoard(desk, slot) {
  const board = copyPart("slot");
  const heading = board.querySelector("h2");
  heading.textContent = desk.desk.length > 1 ? `${desk.words.timeOf(slot.startsAt)} ${titleOf(slot)}` : "";
  heading.hidden = !heading.textContent;
  onSend(board.querySelector("[data-walk-ins] form"), async ({ people }) => {
    await desk.admitWalkIns({ slotId: slot.id, people: numberOf(people) });
    people.value = 1;
  });
  board.querySelector("[data-to-come]").addEventListener("toggle", () => showParties(desk, slot, board));
  return board;
}

function showParties(desk, slot, board) {
  const details = board.querySelector("[data-to-come]");
  const parties = desk.list.listExpected([slot.id]);
  details.querySelector("[data-expected-parties]").textContent = parties.length || word("all_in");
  details.querySelector("ul").replaceChildren(...(details.open ? parties.map((ticket) => buildParty(desk, ticket)) : []));
}

// One who is expected, with a button to let them in.
export function buildParty(desk, ticket) {
  const line = copyPart("party");
  line.querySelector("[data-name]").textContent = ticket.class || ticket.name || "—";
  const parts = [partySize(ticket), ticket.under_14 ? word("under_14", { count: ticket.under_14 }) : "", ticket.needs ? word("needs") : ""];
  line.querySelector("[data-numbers]").textContent = parts.filter(Boolean).join(" · ");
  if (!desk.desk.includes(ticket.slot)) {
    const slot = desk.list.slots.get(ticket.slot);
    fillText(line.querySelector("[data-slot]"), `${desk.words.spanOf(slot)} ${titleOf(slot)}`);
  }
  line.querySelector("button").addEventListener("click", () => {
    desk.admitTicket(ticket.id);
    byId("find").scrollIntoView({ block: "end" });
  });
  return line;
}

export function showBoards(desk) {
  const ids = desk.desk.filter((id) => desk.list.slots.has(id));
  for (const [id, board] of boards) if (!ids.includes(id)) (board.remove(), boards.delete(id));
  for (const id of ids) {
    const slot = desk.list.slots.get(id);
    if (!boards.has(id)) boards.set(id, buildBoard(desk, slot));
    const board = boards.get(id);
    if (!board.isConnected) byId("slots").append(board);
    const places = desk.now() < slot.endsAt ? countWalkInPlaces(slot, desk.now()) : 0;
    board.querySelector("[data-arrived]").textContent = slot.arrived;
    board.querySelector("[data-expected]").textContent = slot.expected;
    board.querySelector("[data-places]").textContent = places ?? "—";
    showParties(desk, slot, board);
  }
  showTop(desk);
}

function describeDeed(desk, deed) {
  const { isSent, letIn, kind, at } = deed;
  const answer = deed.isTakenBack ? null : deed.answer; // the server had let in whom this phone sent away
  const words = kind === "admit" || kind === "walk_in" ? desk.words.texts[deed.result === "not_listed" && letIn ? "welcome" : deed.result] : desk.words.texts[kind === "undo" ? "undone" : "corrected"];
  const title = deed.isInterrupted ? word("not_finished_title") : (answer?.title ?? words?.title);
  const parts = [answer?.conflict ? "" : title, deed.people ? word("people", { people: deed.people }) : ""];
  if (answer?.error) parts.push(word("not_kept_deed", { sentence: answer.error }));
  else if (answer?.conflict) parts.push(word("judged", { title: answer.title }));
  parts.push(deed.isUndone ? word("undone") : "", word(isSent ? "sent" : "unsent"));
  const line = document.createElement("li");
  const text = document.createElement("span");
  const who = document.createElement("b");
  who.textContent = `${desk.words.timeOf(at)} ${deed.label || (deed.ticket ? "—" : word("walk_ins"))}`;
  const small = document.createElement("small");
  small.textContent = parts.filter(Boolean).join(" · ");
  text.append(who, small);
  line.append(text);
  return line;
}

// What is in contradiction with the server is shown until the day is over; the back of it is looked into on its own page.
export function showDeeds(desk, queue) {
  if (!desk.words) return;
  const own = queue.deeds.filter(({ isReplaced, account }) => !isReplaced && account === queue.account);
  const latest = own.slice(-MOST_SHOWN).reverse();
  byId("history").querySelector("ul").replaceChildren(...latest.map((deed) => describeDeed(desk, deed)));
  byId("history-count").textContent = own.length;
  const conflicts = own.filter(({ answer }) => answer?.conflict || answer?.error);
  byId("conflicts").hidden = !conflicts.length;
  byId("conflicts").querySelector("ul").replaceChildren(...conflicts.map((deed) => describeDeed(desk, deed)));
}

export function showLink(desk, link, queue) {
  const line = byId("link");
  const made = desk.list ? desk.words.timeOf(desk.words.madeAt) : "";
  const since = desk.words && link.downSince ? desk.words.timeOf(link.downSince + desk.ahead) : new Date(link.downSince ?? 0).toTimeString().slice(0, 5);
  const state = link.isUp ? "online" : desk.list ? "offline" : "offline_no_list";
  const others = queue.ofOthers;
  const parts = [link.isUp && !desk.list ? "" : word(state, { made, since })];
  if (queue.unsent.length) parts.push(word("waiting", { count: queue.unsent.length }));
  if (others.length) parts.push(word("of_others", { count: others.length, names: [...new Set(others.map(({ account }) => account))].join(", ") }));
  line.dataset.state = link.isUp ? "online" : "offline";
  line.dataset.unsent = queue.unsent.length;
  line.textContent = parts.filter(Boolean).join(" · ");
}

// Where a class is found by its name, it is asked for its numbers like one that was scanned.
export function showFound(desk, tickets) {
  const list = document.createElement("ul");
  list.className = "roster";
  list.append(...tickets.map((ticket) => buildParty(desk, ticket)));
  byId("found").replaceChildren(list);
}

export { askForNumbers };
