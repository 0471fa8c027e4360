// The list of docs/checkin.md in the memory of this page: who is expected, and what this device has done since it was fetched.
import { isLate, judgeEntry } from "./door-rules.js";

const MINUTE = 60_000;

// Codes are read in either case and with spaces around them; typed references with spaces and hyphens inside too.
export const normaliseCode = (text) => text.trim().toUpperCase();
export const normaliseReference = (text) => text.replace(/[^\p{L}\p{N}]/gu, "").toUpperCase();

// As the list has it: the first 16 bytes of SHA-256, in base64url. Needs a secure page.
export async function hashCode(salt, text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${salt}:${text}`));
  const characters = String.fromCharCode(...new Uint8Array(digest, 0, 16));
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// As events/checkin/finding.py: letters and digits, Chinese numerals as digits.
const NUMERALS = "〇一二三四五六七八九";
function squeezeText(text) {
  const tens = text.replace(/([一二三四五六七八九]?)十([一二三四五六七八九]?)/g, (_, ten, one) => `${ten || "一"}${one || "〇"}`);
  const digits = tens.replace(/[〇一二三四五六七八九]/g, (numeral) => NUMERALS.indexOf(numeral));
  return digits.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

// More than a number, as digits alone may be the last of a mobile number.
function hasInOrder(wanted, text) {
  let at = -1;
  return /\p{L}/u.test(wanted) && [...wanted].every((character) => (at = text.indexOf(character, at + 1)) >= 0);
}

function readSlot(slot) {
  return {
    ...slot,
    startsAt: Date.parse(slot.starts_at),
    endsAt: Date.parse(slot.ends_at),
    admitsFrom: Date.parse(slot.admits_from),
    keptUntil: Date.parse(slot.kept_until),
    isCancelled: Boolean(slot.cancelled),
    pupilsPerAdult: slot.pupils_per_adult,
    minAdults: slot.min_adults,
  };
}

export class DoorList {
  constructor(list) {
    this.list = list;
    this.slots = new Map(list.slots.map((slot) => [slot.id, readSlot(slot)]));
    this.tickets = new Map(list.tickets.map((ticket) => [ticket.id, { ...ticket }]));
    this.byCode = new Map(list.tickets.map(({ code, id }) => [code, id]));
    this.byReference = new Map(list.tickets.map(({ ref, id }) => [ref, id]));
    this.applied = new Set();
  }

  // The day of a moment in the portal's time, such as "2025-05-13".
  dayOf(at) {
    return new Date(at + this.list.utc_offset_minutes * MINUTE).toISOString().slice(0, 10);
  }

  async findByCode(text) {
    return this.tickets.get(this.byCode.get(await hashCode(this.list.salt, normaliseCode(text))));
  }

  async findByReference(text) {
    return this.tickets.get(this.byReference.get(await hashCode(this.list.salt, normaliseReference(text))));
  }

  // The result for a ticket, or for walk-ins into the slot `slotId`, and whether their places are no longer kept.
  judge({ ticket, slotId, at, desk, people }) {
    const slot = this.slots.get(ticket ? ticket.slot : slotId);
    const facts = ticket && {
      state: ticket.state,
      people: ticket.people,
      isIn: Boolean(ticket.in),
      askedSlotId: ticket.asked?.slot ?? null,
    };
    const entry = { at, day: this.dayOf(at), desk, people, slot, ticket: facts };
    const result = judgeEntry(entry);
    return { result, slot, isLate: Boolean(ticket) && result === "welcome" && isLate(entry) };
  }

  // What the server says of slots, by their ids.
  setNumbers(slots) {
    for (const [id, { capacity, arrived, expected }] of Object.entries(slots)) {
      const slot = this.slots.get(Number(id));
      if (slot) Object.assign(slot, { capacity, arrived, expected });
    }
  }

  // A party is in: it counts as arrived and is no longer expected. `people` may be other than booked.
  letIn(deed) {
    if (this.applied.has(deed.id)) return;
    this.applied.add(deed.id);
    const ticket = this.tickets.get(deed.ticket);
    if (ticket?.in) return;
    this.count(deed.slot, deed.people);
    if (!ticket) return;
    this.count(ticket.slot, 0, ticket.state === "confirmed" ? -ticket.people : 0);
    ticket.in = {
      at: new Date(deed.at).toISOString(),
      device: deed.device,
      slot: deed.slot,
      people: deed.people,
      pupils: deed.pupils ?? 0,
      adults: deed.adults ?? 0,
    };
  }

  correct(deed) {
    if (this.applied.has(deed.id)) return;
    this.applied.add(deed.id);
    const ticket = this.tickets.get(deed.ticket);
    if (ticket?.in) {
      this.count(ticket.in.slot, deed.people - ticket.in.people);
      Object.assign(ticket.in, { people: deed.people, pupils: deed.pupils ?? 0, adults: deed.adults ?? 0 });
    } else if (!ticket) this.count(deed.slot, deed.people - deed.before);
  }

  undo(deed) {
    if (this.applied.has(deed.id)) return;
    this.applied.add(deed.id);
    const ticket = this.tickets.get(deed.ticket);
    if (!ticket) return this.count(deed.slot, -deed.before);
    if (!ticket.in) return;
    this.count(ticket.in.slot, -ticket.in.people);
    this.count(ticket.slot, 0, ticket.state === "confirmed" ? ticket.people : 0);
    ticket.in = null;
  }

  // Does again what this device did and the list does not have yet.
  apply(deed) {
    if (deed.kind === "undo") this.undo(deed);
    else if (deed.kind === "correct") this.correct(deed);
    else if (deed.letIn) this.letIn(deed);
  }

  count(slotId, arrived, expected = 0) {
    const slot = this.slots.get(slotId);
    if (!slot) return;
    slot.arrived = Math.max(slot.arrived + arrived, 0);
    slot.expected = Math.max(slot.expected + expected, 0);
  }

  // Those who booked one of the slots and are not in, in the list's order.
  listExpected(desk) {
    return [...this.tickets.values()].filter(({ slot, state, in: isIn }) => desk.includes(slot) && state === "confirmed" && !isIn);
  }

  // Classes whose name has all the words; where there are none, all the characters in this order.
  findClasses(text) {
    const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const classes = [...this.tickets.values()].filter(({ class: name }) => name);
    const found = classes.filter(({ class: name }) => words.every((word) => name.toLowerCase().includes(word)));
    return found.length ? found : classes.filter(({ class: name }) => hasInOrder(squeezeText(text), squeezeText(name)));
  }
}
