// What was done at this door and the server does not have yet. It survives a reload and is sent in any order, as often as needed:
// each deed has an id of its own. Events: "change" when something was added or answered, "interrupted" (its detail is a deed) when
// the page was left while the server was being asked.
import { LinkError } from "./door-link.js";

const MOST_AT_ONCE = 200;
const SOONEST = 2_000;
const LATEST = 60_000;
const LONGEST_QUESTION = 1_500; // milliseconds: a page that lives has decided by then

// Not every browser has randomUUID, and none on a page without HTTPS.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const DEED_FIELDS = ["code", "ref", "booking", "entry", "device", "about", "reason", "result"];
const NUMBERS = ["people", "pupils", "adults"];

// A deed in the form of docs/checkin.md. Numbers that nobody counted are left to the booking, which may have changed.
export function asScan(deed) {
  const scan = { id: deed.id, deed: deed.kind, at: new Date(deed.at).toISOString(), desk: deed.desk, queued: deed.isQueued };
  for (const field of deed.isCounted ? [...DEED_FIELDS, ...NUMBERS] : DEED_FIELDS) if (deed[field] !== undefined && deed[field] !== null) scan[field] = deed[field];
  if (deed.kind === "walk_in" || !deed.ticket) scan.slot = deed.slot;
  if (deed.isQueued) scan.let_in = deed.letIn;
  return scan;
}

// A scan of which the answer was lost may have been refused, as a question, before the device decided by itself and let the
// people in. They are in: that is sent as a deed of its own, once.
const SECOND = "-in";
const secondId = (id) => `${id}${SECOND}`;
function wasRefusedBefore({ letIn, kind, id }, { verdict, conflict }) {
  const lets = letIn && (kind === "admit" || kind === "walk_in") && !id.endsWith(SECOND);
  return lets && (verdict === "refused" || (verdict === "duplicate" && !conflict));
}

// The other way round: as a question it may have let in whom the device, without an answer, then sent away. Nobody went in, so
// that is undone, once, unless this device has let them in after all. `first` is when the server counted them: whoever comes in
// later, at whatever door, is in by that.
const undoId = (id) => `${id}-out`;
const isSameParty = (one, other) => ["ticket", "code", "ref"].some((name) => one[name] && one[name] === other[name]);
function wasAdmittedBefore({ letIn, kind, isQueued }, { verdict, first, booking }) {
  return isQueued && !letIn && (kind === "admit" || kind === "walk_in") && verdict === "admitted" && Boolean(first || !booking);
}

// A question whose page was left before anything was decided, as a deed: nobody went in.
const leaveUndecided = ({ askedAt, ...deed }) => ({ ...deed, result: null, isQueued: true, letIn: false, isAdmitted: false, isInterrupted: true });

export class DoorQueue extends EventTarget {
  // `nobodyCame` is the reason of such an undoing, in words.
  constructor(link, store, nobodyCame = "") {
    super();
    Object.assign(this, { link, store, nobodyCame, deeds: [], failures: 0, timer: 0, isSending: false });
  }

  async load(account) {
    this.account = account;
    if (this.store) this.deeds = await this.readSettled();
    this.notify();
  }

  // The deeds of the store. A question that is older than any page waits for was never decided on: nobody has been told to come
  // in, so they are not in, and the server is told so. A younger one may be that of another page of this device.
  async readSettled() {
    const kept = await this.store.readDeeds();
    const asked = kept.filter(({ askedAt }) => askedAt);
    if (!asked.length) return kept;
    const age = Date.now() - Math.max(...asked.map(({ askedAt }) => askedAt));
    if (age >= 0 && age < LONGEST_QUESTION) {
      await new Promise((resolve) => setTimeout(resolve, LONGEST_QUESTION - age));
      return this.readSettled();
    }
    const settled = new Map(asked.map((deed) => [deed.id, leaveUndecided(deed)]));
    for (const deed of settled.values()) {
      await this.store.saveDeed(deed);
      this.dispatchEvent(new CustomEvent("interrupted", { detail: deed }));
    }
    return kept.map((deed) => settled.get(deed.id) ?? deed);
  }

  // Before the server is asked: what it may do for a page that is no longer there can be undone by the next one.
  async hold(deed) {
    await this.store?.saveDeed({ ...deed, askedAt: Date.now() });
  }

  // The question never reached the server, or came to nothing.
  async letGo(id) {
    await this.store?.forgetDeeds([id]);
  }

  // Whether the server may count people as in who were left undecided here.
  get hasInterrupted() {
    return this.unsent.some(({ isInterrupted }) => isInterrupted);
  }

  // Tells the server of them before it is believed again. Returns whether it knows.
  async settleInterrupted() {
    if (this.hasInterrupted) await this.flush();
    return !this.hasInterrupted;
  }

  get unsent() {
    return this.deeds.filter(({ isSent, account }) => !isSent && account === this.account);
  }

  get ofOthers() {
    return this.deeds.filter(({ isSent, account }) => !isSent && account !== this.account);
  }

  async add(deed) {
    this.deeds.push(deed);
    this.notify();
    await this.store?.saveDeed(deed);
    return deed;
  }

  notify() {
    this.dispatchEvent(new Event("change"));
  }

  // Sends now, unless that is being done; afterwards again and again while something is left.
  async flush() {
    clearTimeout(this.timer);
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.unsent.length) if (!(await this.sendSome())) break;
      this.failures = 0;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.failures += 1;
    } finally {
      this.isSending = false;
      if (this.unsent.length) this.timer = setTimeout(() => this.flush(), this.waitingTime());
    }
  }

  // Longer from failure to failure, and never in step with the other phones of the hall.
  waitingTime() {
    return Math.min(SOONEST * 2 ** this.failures, LATEST) * (0.5 + Math.random() / 2);
  }

  // The same deed as a question: nothing is decided yet.
  asQuestion(deed) {
    return asScan({ ...deed, isQueued: false });
  }

  // Under which id the server let them in.
  idOf(id) {
    return id && this.deeds.some((deed) => deed.id === id && deed.isReplaced) ? secondId(id) : id;
  }

  // Whether anything came of it.
  async sendSome() {
    const batch = this.unsent.slice(0, MOST_AT_ONCE);
    const data = await this.link.sendScans(batch.map((deed) => asScan({ ...deed, about: this.idOf(deed.about) })));
    const answers = new Map(data.results.map((answer) => [answer.id, answer]));
    let isAnswered = false;
    for (const deed of batch) {
      const answer = answers.get(deed.id);
      if (!answer?.stored) continue;
      isAnswered = true;
      await this.conclude(deed, answer);
    }
    this.dispatchEvent(new CustomEvent("numbers", { detail: data.slots }));
    this.notify();
    return isAnswered;
  }

  async conclude(deed, answer) {
    if (wasRefusedBefore(deed, answer)) {
      await this.putInstead({ ...deed, id: secondId(deed.id) });
      deed.isReplaced = true;
    }
    if (wasAdmittedBefore(deed, answer) && !this.hasLetIn(deed)) {
      await this.putInstead(this.makeUndoing(deed, answer));
      deed.isTakenBack = true;
    }
    deed.isSent = true;
    deed.answer = answer;
    await this.store?.saveDeed(deed);
  }

  async putInstead(deed) {
    await this.store?.saveDeed(deed);
    this.deeds = this.deeds.filter(({ id }) => id !== deed.id);
    this.deeds.push(deed);
  }

  hasLetIn(deed) {
    return this.deeds.some((later) => later.letIn && !later.isUndone && later.at > deed.at && isSameParty(later, deed));
  }

  makeUndoing({ id, at, slot, ticket, label, desk, device, account }, { first }) {
    const base = { id: undoId(id), kind: "undo", about: id, at: first ? Date.parse(first.at) + 1 : at, entry: "typed" };
    return { ...base, slot, ticket, label, desk, device, account, reason: this.nobodyCame, isQueued: true, letIn: false, before: 0 };
  }

  // What the server has need not be kept beyond the day.
  async forgetSent() {
    const sent = this.deeds.filter(({ isSent }) => isSent);
    this.deeds = this.deeds.filter(({ isSent }) => !isSent);
    await this.store?.forgetDeeds(sent.map(({ id }) => id));
    this.notify();
  }
}
