// The page with the camera (templates/events/checkin/scan.html): puts the parts of this folder together.
import { showBoards, showDeeds, showFound, showLink } from "./door-boards.js";
import { DoorDesk } from "./door-desk.js";
import { DoorLink, LinkError } from "./door-link.js";
import { normaliseReference } from "./door-list.js";
import { byId, word } from "./door-parts.js";
import { DoorQueue } from "./door-queue.js";
import { CameraError, DoorScanner } from "./door-scanner.js";
import { allowSound } from "./door-signals.js";
import { canStore, DoorStore } from "./door-store.js";
import { askForNumbers, clearVerdict, showDecision } from "./door-verdict.js";

const NUMBERS_EVERY = 10_000;
const LIST_EVERY = 120_000;
const REFERENCE = /^[0-9A-Z]{8}$/;
const root = document.getElementById("scan");
const { list, scans, counts, decoder, worker, serviceWorker } = root.dataset;

async function openStore() {
  if (!canStore()) return null;
  try {
    return await DoorStore.open();
  } catch {
    return null; // a private window, or a browser told to keep nothing
  }
}

const link = new DoorLink({ list, scans, counts });
const store = await openStore();
const queue = new DoorQueue(link, store, word("nobody_came"));
const desk = new DoorDesk({ link, store, queue, language: document.documentElement.lang, nameless: word("nameless") });
const scanner = new DoorScanner(byId("video"), { decoder, worker });

function note(text, address, label) {
  const place = byId("note");
  place.replaceChildren();
  if (!text) return;
  const line = document.createElement("p");
  line.className = "notice notice--warn";
  line.append(text);
  if (address) line.append(" ", Object.assign(document.createElement("a"), { href: address, textContent: label }));
  place.append(line);
}

function noteState() {
  if (link.needsLogIn) note(word("log_in"), root.dataset.logIn, word("log_in_link"));
  else if (desk.list && !desk.desk.length) note(word("no_slots"), root.dataset.desk, word("choose"));
  else if (!isSecureContext) note(word("not_secure"));
  else if (!store) note(word("not_kept"));
  else note("");
}

function showAll() {
  showLink(desk, link, queue);
  noteState();
  if (!desk.list) return;
  showBoards(desk);
  showDeeds(desk, queue);
}

desk.addEventListener("decision", ({ detail }) => showDecision(desk, detail));
queue.addEventListener("interrupted", ({ detail: { id, label } }) => {
  const words = { title: word("not_finished_title"), sentence: word("not_finished"), look: "dup", symbol: "alert", result: "not_finished" };
  showDecision(desk, { id, name: label, isFinal: true, ...words });
});
desk.addEventListener("ask", ({ detail }) => askForNumbers(desk, detail));
for (const name of ["list", "numbers"]) desk.addEventListener(name, showAll);
queue.addEventListener("change", showAll);
link.addEventListener("change", () => {
  showAll();
  if (link.isUp) queue.flush();
});

// The camera
function showScanner() {
  const { isRunning, hasTorch } = scanner;
  byId("start").hidden = isRunning;
  byId("stop").hidden = !isRunning;
  byId("torch").hidden = !(isRunning && hasTorch);
  document.getElementById("scanner").classList.toggle("scanner--running", isRunning);
}

async function startCamera() {
  try {
    await scanner.start();
    noteState();
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    note(word(error.kind));
  }
  showScanner();
}

byId("start").addEventListener("click", () => {
  allowSound();
  startCamera();
});
byId("stop").addEventListener("click", () => scanner.stop());
byId("torch").addEventListener("click", async ({ currentTarget: button }) => {
  const isOn = button.getAttribute("aria-pressed") !== "true";
  await scanner.setTorch(isOn);
  button.setAttribute("aria-pressed", isOn);
});
scanner.addEventListener("stop", showScanner);
scanner.addEventListener("code", ({ detail }) => desk.readCode(detail.text, { since: detail.at }));
document.addEventListener("click", allowSound, { once: true });

// Typing
byId("find").addEventListener("submit", async (event) => {
  const field = event.target.elements.q;
  const text = field.value.trim();
  byId("found").replaceChildren();
  const isCode = REFERENCE.test(normaliseReference(text));
  if (!text || isCode || text.includes(".")) {
    event.preventDefault();
    if (text) desk.readCode(text, { entry: "typed" });
    field.value = "";
    if (matchMedia("(pointer: coarse)").matches) field.blur(); // the keyboard would cover the verdict
    return;
  }
  const classes = desk.list?.findClasses(text) ?? [];
  if (link.isUp && !classes.length) {
    event.target.elements.csrfmiddlewaretoken.value = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
    return; // the server's own page of what it finds
  }
  event.preventDefault();
  clearVerdict();
  if (classes.length) showFound(desk, classes);
  else byId("found").textContent = word("not_found");
});

// The network
async function probe() {
  try {
    if (desk.list) await desk.refreshNumbers();
    else await desk.refresh();
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
  }
}

async function keepFresh() {
  if (link.isUp && queue.unsent.length) await queue.flush();
  if (link.isUp) await desk.refresh();
}

addEventListener("online", async () => {
  await probe();
  queue.flush();
});
addEventListener("offline", () => link.note(false));
setInterval(probe, NUMBERS_EVERY);
setInterval(keepFresh, LIST_EVERY);

async function startWhereAllowed() {
  try {
    const { state } = await navigator.permissions.query({ name: "camera" });
    if (state === "granted") await startCamera();
  } catch {
    // a browser that does not tell; the button starts it
  }
}

async function registerWorker() {
  try {
    await navigator.serviceWorker?.register(serviceWorker);
  } catch {
    // the door works as long as this page is open
  }
}

root.hidden = false;
showAll();
await desk.start();
showAll();
root.dataset.ready = "true";
queue.flush();
startWhereAllowed();
if (serviceWorker) registerWorker();
