"""The ledger of everything people were shown as done, and its balance with what the database and the mail server have."""

import threading
from collections import Counter
from dataclasses import dataclass, field

LIVE = {"confirmed", "pending", "waitlisted", "held"}
# What a ticket may have become by itself since it was shown: a class by approval, who waits by moving up.
LATER = {"confirmed": {"confirmed"}, "pending": {"pending", "confirmed"}, "waitlisted": {"waitlisted", "confirmed", "pending"}}
ENDED = {"cancelled"}


@dataclass
class Promise:
    """A booking somebody was shown. `cancelling` is "", "asked" or "shown"."""

    ticket: str
    phone: str
    slot: int
    people: int
    shown: str = "confirmed"
    cancelling: str = ""


@dataclass
class Ledger:
    promises: dict[str, Promise] = field(default_factory=dict)  # by ticket
    approved: set[int] = field(default_factory=set)  # numbers of bookings that staff were shown as approved
    other_tickets: list[str] = field(default_factory=list)  # a form sent twice that gave two
    lock: threading.Lock = field(default_factory=threading.Lock)

    def record(self, promise: Promise):
        with self.lock:
            known = self.promises.setdefault(promise.ticket, promise)
            if known is not promise and (known.phone, known.slot) != (promise.phone, promise.slot):
                self.other_tickets.append(promise.ticket)

    def record_approval(self, number: int):
        with self.lock:
            self.approved.add(number)


@dataclass
class Line:
    """One line of the balance: how many there are in the ledger and in the other place, and what is wrong, in words."""

    name: str
    promised: int
    found: int
    faults: list[str] = field(default_factory=list)


def balance(ledger: Ledger, kept: dict, mails: Counter, *, most_twice: int) -> list[Line]:
    """`kept` is what `scene.read_back` says, `mails` how often each Message-ID arrived, `most_twice` how many may have twice:
    what a worker or a mail server was in the middle of when it was killed cannot be told from what was not sent."""
    bookings = {row["token"]: row for row in kept["bookings"]}
    return [
        balance_bookings(ledger, bookings),
        balance_cancellations(ledger, bookings),
        balance_approvals(ledger, kept["bookings"]),
        find_doubles(ledger, kept["bookings"]),
        balance_notices(ledger, kept["notices"], bookings, mails),
        balance_mails(kept["notices"], mails, most_twice),
    ]


def balance_bookings(ledger: Ledger, bookings: dict) -> Line:
    faults = [fault for promise in ledger.promises.values() if (fault := find_fault(promise, bookings.get(promise.ticket)))]
    found = sum(ticket in bookings for ticket in ledger.promises)
    return Line("bookings shown as made", len(ledger.promises), found, faults)


def find_fault(promise: Promise, row: dict | None) -> str:
    if row is None:
        return f"lost: {promise}"
    if (row["phone"], row["slot_id"], row["people"]) != (promise.phone, promise.slot, promise.people):
        return f"changed: {promise} is {row}"
    allowed = LATER[promise.shown] | (ENDED if promise.cancelling else set())
    return "" if row["state"] in allowed else f"{row['state']}: {promise}"


def balance_cancellations(ledger: Ledger, bookings: dict) -> Line:
    shown = [promise for promise in ledger.promises.values() if promise.cancelling == "shown"]
    ended = [promise for promise in shown if bookings.get(promise.ticket, {}).get("state") in ENDED]
    return Line("cancellations shown", len(shown), len(ended), [f"not cancelled: {one}" for one in shown if one not in ended])


def balance_approvals(ledger: Ledger, rows: list[dict]) -> Line:
    states = {row["pk"]: row["state"] for row in rows}
    lost = [number for number in sorted(ledger.approved) if states.get(number) not in {"confirmed"} | ENDED]
    return Line(
        "approvals shown to staff", len(ledger.approved), len(ledger.approved) - len(lost), [f"not approved: {n}" for n in lost]
    )


def find_doubles(ledger: Ledger, rows: list[dict]) -> Line:
    """One number has one live booking for individuals in a slot, one class has one; all in the database, shown or not."""
    live = [row for row in rows if row["state"] in LIVE]
    who = Counter((row["slot_id"], row["class_key"] or row["phone"]) for row in live)
    faults = [f"twice: {key}" for key, count in who.items() if count > 1]
    faults += [f"another ticket for the same form: {ticket}" for ticket in ledger.other_tickets]
    return Line("live bookings, one of a kind", len(live), len(who), faults)


def balance_notices(ledger: Ledger, notices: list[dict], bookings: dict, mails: Counter) -> Line:
    """Every booking has its notices, and all that are due have been sent, or were outdated by a later one."""
    about = {notice["booking"] for notice in notices}
    faults = [f"nothing was written about {ticket}" for ticket in ledger.promises if ticket in bookings and ticket not in about]
    sent = [notice for notice in notices if notice["state"] == "sent"]
    faults += [f"{notice['state']}: {notice['id']}" for notice in notices if notice["state"] not in ("sent", "dropped")]
    faults += [f"not with the mail server: {notice['id']}" for notice in sent if notice["id"] not in mails]
    return Line("notices sent, by Message-ID", len(sent), sum(notice["id"] in mails for notice in sent), faults)


def balance_mails(notices: list[dict], mails: Counter, most_twice: int) -> Line:
    known = {notice["id"] for notice in notices}
    faults = [f"of no notice: {one}" for one in mails if one not in known]
    again = sum(mails.values()) - len(mails)
    if again > most_twice:
        faults.append(f"{again} came once more, {most_twice} may have")
    return Line(f"mails arrived ({again} once more)", len(mails), sum(one in known for one in mails), faults)


def format_balance(lines: list[Line]) -> str:
    table = [f"{'':32} {'promised':>9} {'there':>7}  wrong"]
    table += [f"{line.name:32} {line.promised:>9} {line.found:>7}  {len(line.faults) or '-'}" for line in lines]
    return "\n".join([*table, *(f"  {fault}" for line in lines for fault in line.faults[:5])])


def is_balanced(lines: list[Line]) -> bool:
    return not any(line.faults for line in lines)
