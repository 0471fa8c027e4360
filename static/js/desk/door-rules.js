// What the door decides about a ticket, without a network as with one. Pure, and the same rules in the same order as
// events/checkin/rules.py; tests/events/checkin/door_cases.json drives both. Moments are milliseconds.
//
// An entry is {at, day, desk, people, slot, ticket}: `people` come in at a desk for the slots with the ids `desk`, on the day
// `day` of the portal's time. With a ticket {state, slot, people, isIn, askedSlotId} they enter its slot, as walk-ins `slot`.

// Places for people without a booking. Null is no limit.
export function countWalkInPlaces(slot, at) {
  if (slot.capacity === null) return null;
  return Math.max(slot.capacity - slot.arrived - (at < slot.keptUntil ? slot.expected : 0), 0);
}

// How many adults have to come with that many pupils.
export const countAdultsNeeded = (pupils, slot) => Math.max(Math.ceil(pupils / slot.pupilsPerAdult), slot.minAdults);

export const isLate = ({ at, slot }) => at >= slot.keptUntil;

function exceedsWalkInPlaces({ at, slot }, people) {
  const places = countWalkInPlaces(slot, at);
  return people > 0 && places !== null && people > places;
}

const isElsewhere = ({ desk, slot }) => !desk.includes(slot.id);

// Each with the result that holds if the rule stands against them. The lists say in which order people hear them.
const TIME_RULES = [
  ["too_early", ({ at, slot }) => at < slot.admitsFrom],
  ["too_late", ({ at, slot }) => at >= slot.endsAt],
];
const TICKET_RULES = [
  ["already_in", ({ ticket }) => ticket.isIn],
  ["cancelled", ({ ticket, slot }) => ticket.state === "cancelled" || slot.isCancelled],
  ["rejected", ({ ticket }) => ["rejected", "lapsed"].includes(ticket.state)],
  ["waiting", ({ ticket }) => ticket.state === "waitlisted"],
  ["pending", ({ ticket }) => ticket.state !== "confirmed"],
  ["change_not_approved", (entry) => entry.desk.includes(entry.ticket.askedSlotId) && isElsewhere(entry)],
  ["other_day", ({ day, slot }) => slot.day !== day],
  ["other_session", isElsewhere],
  ...TIME_RULES,
  ["too_late", (entry) => isLate(entry) && exceedsWalkInPlaces(entry, entry.people)],
  ["no_places", (entry) => !isLate(entry) && exceedsWalkInPlaces(entry, entry.people - entry.ticket.people)],
];
const WALK_IN_RULES = [
  ["other_day", ({ day, slot }) => slot.day !== day],
  ["other_session", isElsewhere],
  ["cancelled", ({ slot }) => slot.isCancelled],
  ...TIME_RULES,
  ["no_places", (entry) => exceedsWalkInPlaces(entry, entry.people)],
];

// "welcome", or the result of the first rule that stands against it.
export function judgeEntry(entry) {
  const rules = entry.ticket ? TICKET_RULES : WALK_IN_RULES;
  const against = rules.find(([, stands]) => stands(entry));
  return against ? against[0] : "welcome";
}
