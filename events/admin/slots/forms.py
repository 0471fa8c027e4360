"""Forms of slots, sessions and weeks: they refuse changes that bookings do not allow, and keep `bookable` by its rule."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.publishing.admin import RecordForm
from events.models import ActivityWeek, Booking, EventSession, TimeSlot

FIELDS_FIXED_WHILE_BOOKED = ("capacity", "session")


def has_live_bookings(**slots) -> bool:
    return Booking.objects.live().filter(**slots).exists()


def excludes_existing_bookings(session: EventSession, **slots) -> bool:
    """Return whether a live booking of these slots is of a kind that this session, as it is in memory, does not take."""
    taken = {Booking.Kind.CLASS: session.takes_classes, Booking.Kind.INDIVIDUAL: session.takes_individuals}
    return has_live_bookings(kind__in=[kind for kind, is_taken in taken.items() if not is_taken], **slots)


class TimeSlotForm(forms.ModelForm):
    """Refuses changes after which no booking rule would fit the live bookings.

    What other changes mean for bookers is shown before they are saved (rescheduling.py).
    """

    def clean(self):
        cleaned = super().clean()
        slot = self.instance
        changed = [name for name in FIELDS_FIXED_WHILE_BOOKED if name in self.changed_data]
        if slot.pk and changed and not self.errors and has_live_bookings(slot=slot.pk):
            self.check_booked(cleaned)
        return cleaned

    def check_booked(self, cleaned):
        if cleaned.get("capacity", self.instance.capacity) is None:
            self.add_error("capacity", _("People have booked this time slot, so the number of places cannot be left blank."))
        if "session" in cleaned and excludes_existing_bookings(cleaned["session"], slot=self.instance.pk):
            self.add_error("session", _("People have booked this time slot, and that session is booked in another way."))

    def _post_clean(self):
        try:
            super()._post_clean()
        except ObjectDoesNotExist:  # no session or week yet: the error stands beside its own field
            pass

    def _get_validation_exclusions(self):
        """Validate a new slot whole; the places taken of an existing one are the services' concern."""
        excluded = super()._get_validation_exclusions()
        return excluded if self.instance.pk else excluded - {"bookable", "places_taken"}


class EventSessionForm(RecordForm):
    def clean_booking_mode(self):
        mode = self.cleaned_data["booking_mode"]
        changed = EventSession(booking_mode=mode)
        if (
            self.instance.pk
            and "booking_mode" in self.changed_data
            and excludes_existing_bookings(changed, slot__session=self.instance.pk)
        ):
            sentence = _("People have booked this session, so its way of booking stays. Cancel or move their bookings first.")
            raise forms.ValidationError(sentence)
        return mode


def lock_slot_rows(slot_ids: Iterable[int]):
    """Lock the slots by rising id, as the booking services do, so that counts compared afterwards hold."""
    if transaction.get_connection().in_atomic_block:
        list(TimeSlot.objects.filter(pk__in=list(slot_ids)).order_by("pk").select_for_update().values_list("pk"))


def list_slots_of_week(week: ActivityWeek) -> list[TimeSlot]:
    """Return its slots, related to the week as it is in memory, so that `bookable_by_rule` uses its unsaved shares."""
    slots = list(TimeSlot.objects.filter(session__week=week).select_related("session").order_by("pk"))
    for slot in slots:
        slot.session.week = week
    return slots


def list_oversold_slot_messages(slots: Iterable[TimeSlot]) -> list[str]:
    """Return a sentence for each slot that would have fewer bookable places than are taken."""
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


def recalculate_bookable(slots: Iterable[TimeSlot]):
    """Save the slots whose `bookable` no longer is what its rule says."""
    for slot in slots:
        if slot.bookable != slot.bookable_by_rule():
            slot.save()


class ActivityWeekForm(RecordForm):
    def _post_clean(self):
        super()._post_clean()
        if self.instance.pk and not self.errors:
            lock_slot_rows(TimeSlot.objects.filter(session__week=self.instance).values_list("pk", flat=True))
            for sentence in list_oversold_slot_messages(list_slots_of_week(self.instance)):
                self.add_error(None, sentence)
