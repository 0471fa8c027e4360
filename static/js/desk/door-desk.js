// Decides who comes in, from the list on this device, and asks the server too while there is a network. Without one the device's
// decision stands and is sent in later. Events: "decision" (its detail is the decision, first `isFinal: false` while the server is
// asked, then final), "ask" (a class: how many are there?), "list", "numbers".
import { DoorList, normaliseCode, normaliseReference } from "./door-list.js";
import { LinkError } from "./door-link.js";
import { newId } from "./door-queue.js";
import { DoorWords, lookOf } from "./door-words.js";

const PATIENCE = 900; // milliseconds for the server to say something else than the device
const LONG_PATIENCE = 8_000; // where the device cannot decide
const JUST_NOW = 120_000; // what was answered so shortly before a list was made may not be in it
const SIGNED = /^[0-9A-Z]{8}\.[A-Z2-7]{20}$/;
const BY_NUMBERS = ["welcome", "no_places"];

export class DoorDesk extends EventTarget {
  constructor({ link, store, queue, language, nameless }) {
    super();
    Object.assign(this, { link, store, queue, language, nameless, list: null, words: null, ahead: 0 });
    queue.addEventListener("numbers", ({ detail }) => this.setNumbers(detail));
  }

  // The portal's time.
  now() {
    return Date.now() + this.ahead;
  }

  get desk() {
    return this.list?.list.desk ?? [];
  }

  get account() {
    return this.list?.list.account ?? "";
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async start() {
    const kept = await this.store?.readList();
    if (kept) {
      await this.queue.load(kept.list.account);
      this.use(kept.list, kept.ahead);
    }
    await this.refresh();
  }

  // Fetches the list anew. Without a network the one before stays. Returns whether there is a new one.
  async refresh() {
    if (!(await this.queue.settleInterrupted())) return false;
    const asked = Date.now();
    let list;
    try {
      list = await this.link.fetchList();
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      return false;
    }
    const ahead = Date.parse(list.made_at) - (asked + Date.now()) / 2;
    if (this.list && list.account !== this.account) await this.store?.wipe();
    if (list.account !== this.queue.account) {
      await this.queue.load(list.account);
      if (this.queue.hasInterrupted) return this.refresh();
    }
    if (this.store && list.day !== this.list?.list.day) await this.queue.forgetSent();
    await this.store?.saveList(list, ahead);
    this.use(list, ahead);
    return true;
  }

  use(list, ahead) {
    this.ahead = ahead;
    this.list = new DoorList(list);
    this.words = new DoorWords(list, this.language, this.nameless);
    const made = Date.parse(list.made_at);
    for (const deed of this.queue.deeds)
      if (!deed.isSent || (deed.ticket && deed.isAdmitted && deed.at > made - JUST_NOW)) this.list.apply(deed);
    clearTimeout(this.wipeTimer);
    this.wipeTimer = setTimeout(() => this.endDay(), Math.min(Math.max(Date.parse(list.wipe_at) - this.now(), 0), 2 ** 31 - 1));
    this.emit("list");
  }

  async endDay() {
    await this.store?.wipeList();
    this.list = null;
    this.emit("list");
    await this.refresh();
  }

  setNumbers(slots) {
    if (!this.list || this.queue.unsent.length) return; // the server does not know yet what waits here
    this.list.setNumbers(slots);
    this.emit("numbers");
  }

  async refreshNumbers() {
    const { slots } = await this.link.fetchCounts();
    this.setNumbers(slots);
  }

  // Whether codes can be looked up here: for that there has to be a list, and a secure page, on which they can be hashed.
  get canFind() {
    return Boolean(this.list && globalThis.crypto?.subtle);
  }

  // What was read by the camera, or typed: a whole code or a reference. `since`: when it was read, to measure.
  async readCode(text, { entry = "scanned", since = performance.now() } = {}) {
    const code = normaliseCode(text);
    const isSigned = SIGNED.test(code);
    const whom = entry === "scanned" || isSigned ? { code } : { ref: normaliseReference(text) };
    if (!this.canFind) return this.admit({ ...whom, entry, since, isBlind: true });
    const ticket = whom.code ? await this.list.findByCode(whom.code) : await this.list.findByReference(whom.ref);
    return this.admit({ ...whom, ticket, entry, since });
  }

  admitTicket(id, { entry = "picked", ...numbers } = {}) {
    return this.admit({ booking: id, ticket: this.list.tickets.get(id), entry, since: performance.now(), ...numbers });
  }

  // A class whose numbers are not known yet is asked for them, if it is only a matter of numbers.
  async admit({ ticket: known, since, ...scan }) {
    const at = this.now();
    const ticket = known && (this.list.tickets.get(known.id) ?? known); // there may be a newer list by now
    const isCounted = scan.pupils !== undefined || scan.people !== undefined;
    const decision = this.decide({ kind: "admit", ...scan, ...countParty(scan, ticket), isCounted, ticket, at });
    const isLateClass = decision.result === "too_late" && at < decision.slot?.endsAt;
    if (ticket?.kind === "class" && scan.pupils === undefined && (BY_NUMBERS.includes(decision.result) || isLateClass)) {
      measure("door decision", since);
      return this.emit("ask", { ...decision, scan, since });
    }
    return this.settle(decision, since);
  }

  // Walk-ins into a slot; with a ticket for somebody who booked something else.
  async admitWalkIns({ slotId, people, ticket, pupils, adults }) {
    const scan = { kind: "walk_in", booking: ticket?.id, people, pupils, adults, slotId, isCounted: true };
    scan.entry = ticket ? "picked" : "counted";
    const judged = this.list.judge({ slotId, at: this.now(), desk: this.desk, people });
    const result = ticket?.in ? "already_in" : judged.result;
    const decision = { ...scan, id: newId(), at: this.now(), ticket, ...judged, result, enters: slotId, isLate: false };
    return this.settle(decision, performance.now());
  }

  decide(scan) {
    const { ticket, at, people } = scan;
    const base = { ...scan, id: newId(), enters: this.desk[0] };
    if (!ticket) return { ...base, result: "not_listed", slot: null, isLate: false };
    const judged = this.list.judge({ ticket, at, desk: this.desk, people });
    return { ...base, ...judged, enters: this.desk.includes(ticket.slot) ? ticket.slot : this.desk[0] };
  }

  // Shows what the device thinks at once; the server may know better, as long as it answers at once too. What is final is kept
  // before it is shown.
  async settle(decision, since) {
    decision.letIn = decision.result === "welcome";
    if (decision.isBlind || this.link.isUp) {
      if (!decision.isBlind) this.show(decision, { isFinal: false, since });
      const answer = await this.askServer(decision);
      if (answer) return this.conclude(decision, answer, since);
    }
    if (decision.isBlind) return this.emit("decision", { ...decision, isFinal: true, isUnreachable: true });
    if (decision.result !== "not_listed" || decision.mayBeKnown) await this.record(decision);
    else await this.queue.letGo(decision.id);
    this.show(decision, { isFinal: true, since });
    return decision;
  }

  show(decision, { isFinal, since }) {
    const [look, symbol] = lookOf(decision.result);
    const words = this.words.describe(decision);
    const warnings = this.words.warn(decision);
    const isIn = isFinal && decision.letIn;
    this.emit("decision", { ...decision, ...words, warnings, look, symbol, isFinal, isIn, isOffline: isFinal, name: nameOf(decision.ticket) });
    measure("door decision", since);
    if (isFinal) measure("door final", since);
  }

  // Nothing is asked while people whom this device let in wait to be sent: the server would give their places away once more.
  async askServer(decision) {
    if (this.queue.unsent.some(({ letIn, isInterrupted }) => letIn || isInterrupted)) {
      this.queue.flush();
      return null;
    }
    try {
      const patience = decision.isBlind ? LONG_PATIENCE : PATIENCE;
      if (!decision.isBlind) await this.queue.hold(this.asDeed(decision));
      const data = await this.link.sendScans([this.queue.asQuestion(this.asDeed(decision))], patience);
      return { ...data.results[0], slots: data.slots };
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      decision.mayBeKnown = error.kind === "network" || error.kind === "busy"; // it may have arrived, and been answered
      return null;
    }
  }

  asDeed(decision) {
    const { id, kind, at, code, ref, booking, people, pupils, adults, isCounted, entry, result, letIn, enters, ticket, slot } = decision;
    const whom = { code, ref, booking, people, pupils, adults, isCounted, entry, result };
    const device = this.list?.list.device ?? "";
    const late = { label: nameOf(ticket), slot: enters ?? slot?.id };
    return { id, kind, at, ...whom, letIn, ...late, ticket: ticket?.id, desk: this.desk, device, account: this.account };
  }

  // The device's decision stands, and is sent in as soon as there is a network.
  async record(decision) {
    const deed = { ...this.asDeed(decision), isQueued: true, isAdmitted: decision.letIn };
    this.list.apply(deed);
    await this.queue.add(deed);
    this.emit("numbers");
    this.queue.flush();
    return deed;
  }

  // The server has answered in time.
  async conclude(decision, answer, since) {
    if (answer.error) {
      await this.queue.letGo(decision.id);
      this.emit("decision", { ...decision, isFinal: true, look: "bad", symbol: "cross-circle", title: answer.error, sentence: "", warnings: [] });
      return decision;
    }
    const isIn = answer.verdict === "admitted";
    const { people, pupils, adults } = answer;
    const deed = { ...this.asDeed(decision), people, pupils, adults, letIn: isIn, isQueued: false, isSent: true, isAdmitted: isIn, answer };
    if (answer.booking) deed.ticket = answer.booking;
    if (isIn) deed.slot = answer.slot;
    this.learn(deed, answer);
    await this.queue.add(deed);
    const [look, symbol] = lookOf(answer.result);
    const label = { name: answer.class || answer.name || nameOf(decision.ticket), needs: answer.needs };
    const final = { ...decision, ...answer, ...label, id: decision.id, look, symbol, isFinal: true, isIn, ticket: decision.ticket };
    this.emit("decision", final);
    measure("door final", since);
    return final;
  }

  // What the server said is known here from now on, also without a network.
  learn(deed, answer) {
    if (!this.list) return;
    if (deed.isAdmitted) this.list.apply(deed);
    const ticket = this.list.tickets.get(answer.booking);
    if (ticket && answer.first && !ticket.in) {
      const { people, pupils, adults } = answer;
      ticket.in = { ...answer.first, slot: answer.slot, people, pupils, adults };
    }
    this.setNumbers(answer.slots);
    this.emit("numbers");
  }

  // Lets somebody in whom the list does not have; the server judges it later.
  async admitProvisionally(decision, people) {
    const provisional = { ...decision, id: newId(), at: this.now(), people, isCounted: true, letIn: true };
    const deed = await this.record(provisional);
    const words = this.words.say("welcome", { people });
    const [look, symbol] = lookOf("welcome");
    this.emit("decision", { ...provisional, ...words, warnings: [], look, symbol, isFinal: true, isIn: true, isOffline: true });
    return deed;
  }

  // Who is really there, of a party that this device let in. The former numbers are `before`.
  correct(id, numbers) {
    return this.amend(id, "correct", { ...numbers, people: numbers.people ?? numbers.pupils + numbers.adults });
  }

  undo(id, reason) {
    return this.amend(id, "undo", { reason });
  }

  async amend(id, kind, more) {
    const about = this.queue.deeds.find((deed) => deed.id === id);
    const { people: before, slot, ticket, label } = about;
    const desk = this.desk;
    const base = { id: newId(), kind, at: this.now(), about: id, desk, device: about.device, account: this.account, entry: "typed" };
    const deed = { ...base, slot, ticket, label, before, isQueued: true, letIn: kind === "correct", isCounted: kind === "correct", ...more };
    if (kind === "correct") about.people = more.people;
    else about.isUndone = true;
    await this.store?.saveDeed(about);
    this.list.apply(deed);
    await this.queue.add(deed);
    this.emit("numbers");
    this.queue.flush();
    const key = kind === "correct" ? "corrected" : "undone";
    const [look, symbol] = lookOf(key);
    const words = this.words.say(key, { people: more.people });
    const warning = more.pupils ? this.words.warnAdults(more.pupils, more.adults, this.list.slots.get(slot)) : "";
    const warnings = warning ? [warning] : [];
    this.emit("decision", { ...deed, ...words, warnings, result: key, look, symbol, isFinal: true, isIn: kind === "correct", id, name: label });
  }
}

function countParty({ pupils, adults, people }, ticket) {
  if (pupils !== undefined) return { pupils, adults, people: pupils + adults };
  if (people !== undefined || !ticket) return { people };
  return ticket.kind === "class" ? { people: ticket.people, pupils: ticket.pupils, adults: ticket.adults } : { people: ticket.people };
}

const nameOf = (ticket) => ticket?.class || ticket?.name || "";

function measure(name, since) {
  performance.measure(name, { start: since, end: performance.now() });
}
