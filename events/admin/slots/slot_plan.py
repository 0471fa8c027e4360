"""A preview of slots about to be made: what they clash with, which exist already, which are ticked."""

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
    exists: bool
    is_ticked: bool

    @property
    def key(self) -> str:
        return slot_time_key(self.slot)


def slot_time_key(slot: TimeSlot) -> str:
    return f"{slot.starts_at.timestamp():.0f}-{slot.ends_at.timestamp():.0f}"


class SlotPlan:
    """The plan for unsaved slots. `ticked_keys`: of the slots ticked in the preview; None if it was not shown yet.

    `digest` stands for the new slots and their clashes, so that a preview is confirmed only as it was shown.
    """

    def __init__(self, slots: Sequence[TimeSlot], *, user, now: dt.datetime, ticked_keys: Collection[str] | None = None):
        self.existing = find_existing_slots(slots)
        new_slots = [slot for slot in slots if slot_time_key(slot) not in self.existing]
        found = dict(zip(map(slot_time_key, new_slots), find_clashes(new_slots), strict=True))
        sentences = ClashSentences(user)
        self.rows = [self.row(slot, found.get(slot_time_key(slot), []), sentences, now, ticked_keys) for slot in slots]
        self.digest = digest_clashes([row.slot for row in self.rows if not row.exists], found.values())

    def row(self, slot, clashes, sentences, now, ticked_keys) -> PlannedSlot:
        exists, is_past = slot_time_key(slot) in self.existing, slot.starts_at <= now
        warnings, notes = sentences.split(clashes)
        if exists:
            notes = [
                _("It is there already, but cancelled.") if self.existing[slot_time_key(slot)] else _("It is there already.")
            ]
        elif is_past:
            notes = [_("Its beginning is past."), *notes]
        return PlannedSlot(
            slot=slot,
            warnings=warnings,
            notes=notes,
            exists=exists,
            is_ticked=not exists and (slot_time_key(slot) in ticked_keys if ticked_keys is not None else not is_past),
        )

    @property
    def ticked_slots(self) -> list[TimeSlot]:
        return [row.slot for row in self.rows if row.is_ticked]

    @property
    def new_count(self) -> int:
        return sum(not row.exists for row in self.rows)

    def summary(self) -> list[str]:
        existing, clashing = sum(row.exists for row in self.rows), sum(bool(row.warnings) for row in self.rows)
        parts = [
            (self.new_count, ngettext("%(count)s time slot can be made", "%(count)s time slots can be made", self.new_count)),
            (clashing, ngettext("%(count)s of them clashes", "%(count)s of them clash", clashing)),
            (
                existing,
                ngettext("%(count)s is there already and is left out", "%(count)s are there already and are left out", existing),
            ),
        ]
        return [sentence % {"count": count} for count, sentence in parts if count]


def find_existing_slots(slots: Sequence[TimeSlot]) -> dict[str, bool]:
    """Return key → whether cancelled, of the slots that the session has already."""
    if not slots or slots[0].session.pk is None:
        return {}
    return {slot_time_key(slot): slot.cancelled_at is not None for slot in TimeSlot.objects.filter(session=slots[0].session.pk)}


def create_planned_slots(slots: Sequence[TimeSlot], session: EventSession):
    """Save them in the caller's transaction, one by one, so that each gets a history and its bookable places."""
    for slot in slots:
        slot.session = session
        slot.save()
