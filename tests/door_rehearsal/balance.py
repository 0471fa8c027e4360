"""What stands in the database beside what happened at the doors, to the person."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Truth:
    """Who really is inside: of each booking the hall, people and pupils; of each hall the walk-ins. Written by the doors."""

    inside: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    walk_ins: Counter = field(default_factory=Counter)
    turned_away: Counter = field(default_factory=Counter)
    twice_in: list[int] = field(default_factory=list)  # let in at a second door, by a copy
    cancelled_in: list[int] = field(default_factory=list)

    def count_people(self, hall: int) -> int:
        return self.walk_ins[hall] + sum(people for where, people, _pupils in self.inside.values() if where == hall)


def find_faults(truth: Truth, kept: dict, ids: set[str]) -> list[str]:
    """Return a sentence for everything that is not as it happened."""
    return [
        *compare_bookings(truth, kept),
        *compare_halls(truth, kept),
        *compare_deeds(kept, ids),
        *compare_conflicts(truth, kept),
        *(fault for hall in kept["halls"] for fault in replay_hall(int(hall), kept)),
    ]


def compare_bookings(truth: Truth, kept: dict) -> list[str]:
    stored = {int(booking): tuple(row) for booking, row in kept["check_ins"].items()}
    return [
        f"booking {booking}: {truth.inside.get(booking)} at the door, {stored.get(booking)} in the database"
        for booking in {*truth.inside, *stored}
        if truth.inside.get(booking) != stored.get(booking)
    ]


def compare_halls(truth: Truth, kept: dict) -> list[str]:
    faults = []
    for hall in map(int, kept["halls"]):
        rows = [row for row in kept["arrivals"] if row["slot_id"] == hall]
        by_rows = sum(row["people"] for row in rows), sum(row["people"] for row in rows if row["booking_id"] is None)
        by_door = truth.count_people(hall), truth.walk_ins[hall]
        by_numbers = tuple(kept["attendance"].get(str(hall), [0, 0])[:2])
        if not by_rows == by_door == by_numbers:
            faults.append(
                f"hall {hall}: {by_door} people and walk-ins at the door, {by_rows} by the rows, {by_numbers} by the numbers"
            )
    return faults


def compare_deeds(kept: dict, ids: set[str]) -> list[str]:
    """Each deed is one row; of a booking there is one that admitted it, not counting those that were undone."""
    counts = Counter(row["nonce"] for row in kept["arrivals"])
    faults = [f"deed {nonce} is stored {count} times" for nonce, count in counts.items() if count > 1]
    faults += [f"deed {nonce} was never done" for nonce in counts.keys() - ids]
    admitted = Counter(row["booking_id"] for row in kept["arrivals"] if row["verdict"] == "admitted" and row["booking_id"])
    taken_out = Counter(row["booking_id"] for row in kept["arrivals"] if row["verdict"] == "undone" and row["people"])
    wrong = [booking for booking in admitted if admitted[booking] - taken_out[booking] != (str(booking) in kept["check_ins"])]
    return faults + [
        f"booking {booking} was admitted {admitted[booking]} times, taken out {taken_out[booking]}" for booking in wrong
    ]


def compare_conflicts(truth: Truth, kept: dict) -> list[str]:
    """Who was let in against the booking, or at two doors, is told as a contradiction."""
    shown = {row["booking_id"] for row in kept["arrivals"] if row["has_conflict"]}
    return [f"booking {booking}: its contradiction is not shown" for booking in {*truth.twice_in, *truth.cancelled_in} - shown]


def replay_hall(hall: int, kept: dict) -> list[str]:
    """Go through the rows by their times: walk-ins had places at that moment, and the room never held more than it may."""
    capacity = kept["halls"][str(hall)]["capacity"]
    kept_until = dt.datetime.fromisoformat(kept["halls"][str(hall)]["kept_until"])
    booked = {one["pk"]: one["people"] for one in kept["bookings"] if one["slot_id"] == hall and one["state"] == "confirmed"}
    expected, inside, faults = dict(booked), 0, []
    for row in kept["arrivals"]:
        if row["slot_id"] != hall:
            continue
        is_kept = dt.datetime.fromisoformat(row["arrived_at"]) < kept_until
        if row["verdict"] == "admitted" and row["booking_id"] is None:
            places = capacity - inside - (sum(expected.values()) if is_kept else 0)
            if row["people"] > places:
                faults.append(f"hall {hall}: {row['people']} walk-ins with {places} places at {row['arrived_at'][11:19]}")
        if row["verdict"] == "admitted":
            expected.pop(row["booking_id"], None)
        elif row["verdict"] == "undone" and row["people"] and row["booking_id"] in booked:
            expected[row["booking_id"]] = booked[row["booking_id"]]
        inside += row["people"]
        if inside > capacity:
            faults.append(f"hall {hall}: {inside} people in a room for {capacity} at {row['arrived_at'][11:19]}")
    return faults


def count_most_inside(hall: int, kept: dict) -> int:
    inside = most = 0
    for row in kept["arrivals"]:
        if row["slot_id"] == hall:
            inside += row["people"]
            most = max(most, inside)
    return most
