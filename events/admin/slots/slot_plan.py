"""Slots about to be made, looked over first: what they clash with, which exist already, which are ticked."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.admin.slots.clash_messages import ClashSentences
from events.models import EventSession, TimeSlot
from events.programme.clashes import digest_clashes, find_clashes


@dataclass(kw_only=True)
class PlannedSlot:
    slot: TimeSlot
    warnings: list[str]
    notes: list[str]
    is_there: bool
    is_kept: bool

    @property
    def key(self) -> str:
        return slot_time_key(self.slot)


def slot_time_key(slot: TimeSlot) -> str:
    return f"{slot.starts_at.timestamp():.0f}-{slot.ends_at.timestamp():.0f}"


class SlotPlan:
    """Of slots that are not saved. `kept` are the keys of those ticked; None when nobody has ticked anything yet."""

    def __init__(self, slots: Sequence[TimeSlot], *, user, now: dt.datetime, kept: Collection[str] | None = None):
        self.there = find_existing_slots(slots)
        clashes = find_clashes([slot for slot in slots if slot_time_key(slot) not in self.there])
        found = dict(zip([slot_time_key(slot) for slot in slots if slot_time_key(slot) not in self.there], clashes, strict=True))
        words = ClashSentences(user)
        self.rows = [self.row(slot, found.get(slot_time_key(slot), []), words, now, kept) for slot in slots]
        self.seal = digest_clashes([row.slot for row in self.rows if not row.is_there], found.values())

    def row(self, slot, clashes, words, now, kept) -> PlannedSlot:
        is_there, is_past = slot_time_key(slot) in self.there, slot.starts_at <= now
        warnings, notes = words.split(clashes)
        if is_there:
            notes = [_("It is there already, but cancelled.") if self.there[slot_time_key(slot)] else _("It is there already.")]
        elif is_past:
            notes = [_("Its beginning is past."), *notes]
        return PlannedSlot(
            slot=slot,
            warnings=warnings,
            notes=notes,
            is_there=is_there,
            is_kept=not is_there and (slot_time_key(slot) in kept if kept is not None else not is_past),
        )

    @property
    def chosen(self) -> list[TimeSlot]:
        return [row.slot for row in self.rows if row.is_kept]

    @property
    def possible(self) -> int:
        return sum(not row.is_there for row in self.rows)

    def summary(self) -> list[str]:
        there, clashing = sum(row.is_there for row in self.rows), sum(bool(row.warnings) for row in self.rows)
        parts = [
            (self.possible, ngettext("%(count)s time can be made", "%(count)s times can be made", self.possible)),
            (clashing, ngettext("%(count)s of them clashes", "%(count)s of them clash", clashing)),
            (
                there,
                ngettext("%(count)s is there already and is left out", "%(count)s are there already and are left out", there),
            ),
        ]
        return [words % {"count": count} for count, words in parts if count]


def find_existing_slots(slots: Sequence[TimeSlot]) -> dict[str, bool]:
    """By key, the times their session has already; whether that one is cancelled."""
    if not slots or slots[0].session.pk is None:
        return {}
    return {slot_time_key(slot): slot.cancelled_at is not None for slot in TimeSlot.objects.filter(session=slots[0].session.pk)}


def create_planned_slots(slots: Sequence[TimeSlot], session: EventSession):
    """Inside a transaction of the caller: one by one, so that each has a history and its bookable places."""
    for slot in slots:
        slot.session = session
        slot.save()
