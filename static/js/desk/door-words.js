// Results in words, with the texts of the list, as events/checkin/outcome_words.py puts them.
import { countAdultsNeeded, countWalkInPlaces } from "./door-rules.js";

// Colour and symbol for each result; the word stands beside them.
const LOOKS = {
  welcome: ["good", "check-circle"],
  corrected: ["good", "check-circle"],
  undone: ["dup", "back"],
  already_in: ["dup", "alert"],
  too_early: ["dup", "clock"],
  waiting: ["bad", "wait"],
  pending: ["dup", "wait"],
  change_not_approved: ["dup", "arrow"],
  other_session: ["bad", "door"],
  other_day: ["bad", "calendar"],
  too_late: ["bad", "clock"],
  no_places: ["bad", "group"],
  tampered: ["bad", "lock"],
  unknown: ["bad", "search"],
  not_listed: ["dup", "info"],
};
export const lookOf = (result) => LOOKS[result] ?? ["bad", "cross-circle"];

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "").trim();

export class DoorWords {
  constructor(list, language, nameless) {
    Object.assign(this, { texts: list.texts, nameless });
    this.offset = list.utc_offset_minutes * 60_000;
    this.madeAt = Date.parse(list.made_at);
    this.isChinese = language.startsWith("zh");
    const format = (options) => new Intl.DateTimeFormat(this.isChinese ? "zh-CN" : "en-GB", { timeZone: "UTC", ...options });
    this.time = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.day = format({ month: this.isChinese ? "long" : "short", day: "numeric", weekday: "short" });
  }

  timeOf(moment) {
    return this.time.format(moment + this.offset);
  }

  dayOf(moment) {
    const part = Object.fromEntries(this.day.formatToParts(moment + this.offset).map(({ type, value }) => [type, value]));
    if (!this.isChinese) return `${part.weekday} ${part.day} ${part.month}`;
    return `${part.month}${part.month.endsWith("月") ? "" : "月"}${part.day}日 ${part.weekday}`;
  }

  spanOf(slot) {
    return `${this.dayOf(slot.startsAt)} ${this.timeOf(slot.startsAt)}–${this.timeOf(slot.endsAt)}`;
  }

  say(key, values) {
    const { title, sentence } = this.texts[key];
    return { title, sentence: fill(sentence, values) };
  }

  // The words for what this device decided: `decision` as door-desk.js makes it.
  describe(decision) {
    const { result, slot, ticket, people } = decision;
    const values = { people, made: this.timeOf(this.madeAt) };
    if (slot) {
      Object.assign(values, {
        from: this.timeOf(slot.admitsFrom),
        until: this.timeOf(slot.endsAt),
        kept: this.timeOf(slot.keptUntil),
        when: this.spanOf(slot),
        where: slot.place,
        places: countWalkInPlaces(slot, decision.at) ?? "",
      });
    }
    if (result === "already_in" && ticket?.in) {
      const { at, device, people: inside } = ticket.in;
      Object.assign(values, { time: this.timeOf(Date.parse(at)), device: device || this.nameless, people: inside });
    }
    return this.say(this.keyOf(decision), values);
  }

  keyOf({ result, slot, ticket, at, isLate }) {
    if (result === "too_late" && ticket && at < slot.endsAt) return "too_late_full";
    if (result !== "welcome") return result;
    if (isLate) return "welcome_late";
    return ticket ? "welcome" : "welcome_walk_in";
  }

  // What staff should know about people who are let in.
  warn({ result, slot, ticket, pupils, adults, people }) {
    const warnings = [];
    if (result !== "welcome" || !ticket) return warnings;
    const needed = pupils ? countAdultsNeeded(pupils, slot) : 0;
    if (adults < needed) warnings.push(this.say("adults", { needed }).sentence);
    if (ticket.asked?.people > ticket.people)
      warnings.push(this.say("more_not_approved", { asked: ticket.asked.people, people: ticket.people }).sentence);
    return warnings;
  }

  warnAdults(pupils, adults, slot) {
    const needed = pupils ? countAdultsNeeded(pupils, slot) : 0;
    return adults < needed ? this.say("adults", { needed }).sentence : "";
  }
}
