"""Slots in the back office: what may be changed while people hold places, and `bookable` following its rule."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import ActivityWeek, Booking, EventSession, TimeSlot

WHEN = ("session", "starts_at", "ends_at")


class TimeSlotForm(forms.ModelForm):
    """Checks the room against what is booked before the database has to, and keeps booked slots where they are."""

    def clean(self):
        cleaned = super().clean()
        moved = [name for name in WHEN if name in self.changed_data and name in self.fields]
        if self.instance.pk and moved and Booking.objects.live().filter(slot=self.instance.pk).exists():
            self.add_error(moved[0], _("People have booked this time. Cancel their bookings first, or add another time."))
        return cleaned

    def _post_clean(self):
        if self.instance.pk:
            self.instance.places_taken = places_taken([self.instance.pk]).get(self.instance.pk, 0)
        try:
            super()._post_clean()
        except ObjectDoesNotExist:  # no session or week yet: said beside its own field
            pass

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"bookable", "places_taken"}


class TimeSlotFormSet(forms.models.BaseInlineFormSet):
    def full_clean(self):
        """Locks the session's slots by rising id, as the booking services do, so that the counts compared hold."""
        if self.is_bound and self.instance.pk:
            places_taken(self.instance.slots.values_list("pk", flat=True))
        super().full_clean()


def places_taken(slot_ids) -> dict[int, int]:
    """Live counts; inside a transaction they stay true until its end."""
    slots = TimeSlot.objects.filter(pk__in=list(slot_ids)).order_by("pk")
    if transaction.get_connection().in_atomic_block:
        slots = slots.select_for_update()
    return dict(slots.values_list("pk", "places_taken"))


def slots_of_week(week: ActivityWeek) -> list[TimeSlot]:
    """Its slots, under the shares the week has in memory."""
    slots = list(TimeSlot.objects.filter(session__week=week).select_related("session").order_by("pk"))
    for slot in slots:
        slot.session.week = week
    return slots


def slots_of_session(session: EventSession) -> list[TimeSlot]:
    slots = list(session.slots.order_by("pk"))
    for slot in slots:
        slot.session = session
    return slots


def too_small(slots: Iterable[TimeSlot]) -> list[str]:
    """A sentence for each slot that would have fewer bookable places than are taken."""
    sentence = _("“%(title)s” %(slot)s: %(taken)s places are booked, and only %(bookable)s would be bookable.")
    return [
        sentence
        % {
            "title": slot.session.title,
            "slot": slot,
            "taken": slot.places_taken,
            "bookable": slot.bookable_by_rule(),
        }
        for slot in slots
        if slot.places_taken > slot.bookable_by_rule()
    ]


def follow_rule(slots: Iterable[TimeSlot]):
    """Saves the slots whose `bookable` no longer is what its rule says."""
    for slot in slots:
        if slot.bookable != slot.bookable_by_rule():
            slot.save()


class ActivityWeekForm(forms.ModelForm):
    def _post_clean(self):
        super()._post_clean()
        if self.instance.pk and not self.errors:
            for sentence in too_small(slots_of_week(self.instance)):
                self.add_error(None, sentence)
