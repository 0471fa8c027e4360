// Tickets kept on this device: a list in local storage, and copies in the service worker's cache. Nothing is sent.
import { now, ready } from "./portal-clock.js";

const LIST = "edu-week.tickets";
const OFF = "edu-week.tickets.off";
const WEEK = 7 * 86_400_000;
const root = document.documentElement;

function read() {
  try {
    return JSON.parse(localStorage.getItem(LIST)) ?? [];
  } catch {
    return [];
  }
}

function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // storage is blocked or full: the tickets work without the list
  }
}

function isOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return true;
  }
}

// Resolves when the worker has done it; never where there is no worker.
async function tellWorker(message) {
  const worker = await navigator.serviceWorker?.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = resolve;
    worker?.active.postMessage(message, [port2]);
  });
}

function dropOld() {
  const [old, held] = [[], []];
  for (const ticket of read()) (now() - Date.parse(ticket.ends) > WEEK ? old : held).push(ticket);
  if (!old.length) return;
  write(LIST, JSON.stringify(held));
  tellWorker({ forget: old.flatMap(({ path }) => [path, `${path}card/`]) });
}

function forgetAll() {
  write(LIST, null);
  tellWorker({ forget: "all" });
}

function keep({ path, title, when, ends, reference }) {
  const others = read().filter((ticket) => ticket.reference !== reference);
  const all = [...others, { path, title, when, ends, reference }].sort((a, b) => Date.parse(a.ends) - Date.parse(b.ends));
  write(LIST, JSON.stringify(all));
  return root.dataset.kept ? null : tellWorker({ keepTickets: [path, `${path}card/`] });
}

// A ticket that was cancelled or has lapsed opens no door any more: the list is of tickets that do.
function drop({ path, reference }) {
  const all = read();
  const others = all.filter((ticket) => ticket.reference !== reference);
  if (others.length === all.length) return;
  write(LIST, JSON.stringify(others));
  tellWorker({ forget: [path, `${path}card/`] });
}

function item({ path, title, when, reference }) {
  const line = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: path, textContent: title });
  const facts = Object.assign(document.createElement("span"), { textContent: `${when} · ${reference}` });
  line.append(link, facts);
  return line;
}

function showList(section) {
  const tickets = read();
  section.querySelector("ul").replaceChildren(...tickets.map(item));
  section.hidden = !tickets.length;
}

// A phone is its owner's, so it keeps a ticket at once. Others may share any other device, so there each ticket is asked about.
function isPersonal() {
  return matchMedia("(pointer: coarse)").matches;
}

function isKept({ reference }) {
  return read().some((ticket) => ticket.reference === reference);
}

// `state`: "kept", "off" or "asks".
function showTicket(box, state) {
  box.querySelector("[role=status]").textContent = box.dataset[state];
  box.querySelector("[data-keep-ticket]").hidden = state === "kept";
  box.querySelector("[data-forget-tickets-here]").hidden = state === "off";
  box.hidden = false;
}

// Says that the ticket is saved only once it is.
async function keepShown(box) {
  await keep(box.dataset);
  if (await caches.match(box.dataset.path, { ignoreVary: true })) showTicket(box, "kept");
}

function startKeeping(box) {
  write(OFF, null);
  return keepShown(box);
}

function stopKeeping(box) {
  write(OFF, "1");
  forgetAll();
  showTicket(box, "off");
}

function openTicket(box) {
  if (isOff()) showTicket(box, "off");
  else if (isPersonal() || isKept(box.dataset)) keepShown(box);
  else showTicket(box, "asks");
}

ready.then(dropOld);
const list = document.getElementById("saved-tickets");
if (list) {
  showList(list);
  list.querySelector("[data-forget-tickets]").addEventListener("click", () => {
    forgetAll();
    showList(list);
    const done = document.getElementById("tickets-forgotten");
    done.textContent = done.dataset.done;
  });
}
const box = document.getElementById("saved-ticket");
if (box && "hasEnded" in box.dataset) drop(box.dataset);
else if (box && "serviceWorker" in navigator) {
  openTicket(box);
  box.querySelector("[data-keep-ticket]").addEventListener("click", () => startKeeping(box));
  box.querySelector("[data-forget-tickets-here]").addEventListener("click", () => stopKeeping(box));
}
