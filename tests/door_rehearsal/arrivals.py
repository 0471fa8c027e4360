"""Who comes when, with a ticket or without, and what goes wrong on the way. Times in portal minutes."""

import random
from dataclasses import dataclass, field

LATEST = 40.0
KEPT_UNTIL = 30.0
STAY_AWAY, LATE, WRONG_DOOR, TWICE, MORE, UNDONE = 0.06, 0.15, 0.06, 0.06, 0.04, 0.03
WALK_IN_GROUPS = 14  # that come to each hall: many more than it has places for
TWO_DOORS = 0
CUTS = {  # halls without a network, from and until
    0: [(4.0, 12.0)],
    1: [(3.0, 14.0), (20.0, 34.0)],
    2: [(1.0, 39.0)],
    3: [(10.0, 18.0), (29.0, 32.0)],
    4: [(2.0, 12.0), (26.0, 40.0)],
    5: [],
}
CANCELS_AT, CANCELLED_COMES = 6.0, 9.0  # while halls 1 and 4 have no network


@dataclass
class Coming:
    """Somebody at a door at a time. `door` is 0 or 1: only the first hall has a second one."""

    at: float
    hall: int
    ticket: dict | None = None
    numbers: dict = field(default_factory=dict)
    people: int = 0
    code: str = ""
    door: int = 0
    then: str = ""  # "correct" a class whose last pupils come later, "undo" and scan again, "again" a copy of the ticket


def plan_arrivals(tickets: list[dict], seed: int = 1) -> tuple[list[Coming], list[dict]]:
    """Return who comes, by time, and the tickets that are cancelled meanwhile."""
    chance = random.Random(seed)  # noqa: S311 (the same day each time)
    cancelled = choose_cancelled(tickets)
    coming = []
    for ticket in tickets:
        if ticket in cancelled:
            coming.append(Coming(CANCELLED_COMES, ticket["hall"], ticket))
        elif ticket["kind"] == "class":
            coming.append(bring_class(ticket, chance))
        elif chance.random() > STAY_AWAY:
            coming += bring_family(ticket, chance)
    coming += bring_copy(coming)
    for hall in CUTS:
        coming += [
            Coming(chance.uniform(1, LATEST), hall, people=chance.randint(1, 4), door=chance.randint(0, 1))
            for _n in range(WALK_IN_GROUPS)
        ]
        coming += [Coming(chance.uniform(1, LATEST), hall, code=code) for code in ("别处的码", tickets[hall]["code"][:-1] + "!")]
    for one in coming:
        wait_for_network(one)
    return sorted(coming, key=lambda one: one.at), cancelled


def wait_for_network(one: Coming):
    """Where two doors share the places, whoever needs one for walk-ins waits until both doors have a network."""
    for start, end in CUTS[one.hall] if one.hall == TWO_DOORS else []:
        if start - 1 <= one.at < end and (one.people or one.numbers and one.ticket["kind"] != "class"):
            one.at = end + one.at / LATEST


def choose_cancelled(tickets: list[dict]) -> list[dict]:
    return [
        next(one for one in tickets if one["hall"] == hall and one["kind"] == "individual" and one["state"] == "confirmed")
        for hall in (1, 4)
    ]


def bring_class(ticket: dict, chance: random.Random) -> Coming:
    """A class comes in time; some of its pupils are missing, and in half of the classes they come later."""
    missing = chance.randint(0, 3)
    numbers = {"pupils": ticket["pupils"] - missing, "adults": ticket["adults"]}
    return Coming(
        chance.uniform(1, 20), ticket["hall"], ticket, numbers, then="correct" if missing and ticket["hall"] % 2 else ""
    )


def bring_copy(coming: list[Coming]) -> list[Coming]:
    """One ticket of the hall with two doors is used at both while they have no network."""
    first = next(one for one in coming if one.hall == TWO_DOORS and one.ticket["hall"] == TWO_DOORS and is_plain(one))
    (start, _end), *_others = CUTS[TWO_DOORS]
    first.at = start + 1
    return [Coming(first.at + 2, TWO_DOORS, first.ticket, door=1 - first.door, then="again")]


def is_plain(one: Coming) -> bool:
    return one.ticket["kind"] == "individual" and one.ticket["state"] == "confirmed" and not (one.numbers or one.then)


def bring_family(ticket: dict, chance: random.Random) -> list[Coming]:
    is_late = chance.random() < LATE
    at = chance.uniform(KEPT_UNTIL, LATEST) if is_late else chance.uniform(0.5, KEPT_UNTIL - 1)
    numbers = {"people": ticket["people"] + 1} if chance.random() < MORE else {}
    first = Coming(at, ticket["hall"], ticket, numbers, door=chance.randint(0, 1))
    if chance.random() < UNDONE and not numbers and not is_late:
        first.then = "undo"
    found = [first]
    if chance.random() < WRONG_DOOR:
        found.append(Coming(max(at - 0.4, 0.1), (ticket["hall"] + 1) % len(CUTS), ticket))
    if chance.random() < TWICE and not first.then:
        found.append(Coming(at + chance.uniform(0.5, 6), ticket["hall"], ticket, door=1 - first.door, then="again"))
    return found
