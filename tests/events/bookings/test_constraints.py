"""What the database itself refuses, whatever the code above it does."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from events.models import Booking, TimeSlot
from tests.events.bookings.conftest import book

pytestmark = pytest.mark.django_db


def refuses(name, change):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        change()
    assert name in str(refusal.value) or "UNIQUE" in str(refusal.value)


def test_slot_never_oversold(slot):
    refuses("slot_never_oversold", lambda: TimeSlot.objects.update(places_taken=F("bookable") + 1))
    refuses("places_taken", lambda: TimeSlot.objects.update(places_taken=-1))


def test_slot_capacity_and_times(slot):
    refuses("slot_bookable_within_capacity", lambda: TimeSlot.objects.update(bookable=11))
    refuses("slot_bookable_within_capacity", lambda: TimeSlot.objects.update(capacity=None))
    refuses("slot_ends_after_start", lambda: TimeSlot.objects.update(ends_at=F("starts_at")))
    refuses("slot_cancelled_with_reason", lambda: TimeSlot.objects.update(cancelled_at=F("starts_at")))


def test_one_live_booking_per_phone_and_slot(slot, now):
    booking = book(slot, now=now)
    twin = Booking.objects.get(pk=booking.pk)
    twin.pk, twin.reference, twin.token, twin.uid = None, "ABCDEFGH", "other", "other"
    twin._state.adding = True
    refuses("booking_one_live_per_phone_and_slot", twin.save)
    twin.state = "cancelled"
    twin.save()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("booking_has_people", {"people": 0}),
        ("booking_somebody_older_comes", {"under_14": 1, "guardian_consented": True}),
        ("booking_class_counts_everyone", {"kind": "class", "pupils": 20, "adults": 1}),
        ("booking_guardian_consented", {"people": 2, "under_14": 1}),
        ("booking_hold_expires", {"state": "pending"}),
        ("booking_erased_means_blank", {"erased_at": F("created_at")}),
    ],
)
def test_booking_constraints(slot, now, name, values):
    book(slot, now=now)
    refuses(name, lambda: Booking.objects.update(**values))
