"""What is counted when bookings are made, changed and refused."""

import pytest
from prometheus_client import REGISTRY

from events.bookings import changes, errors, rules, services
from events.bookings.counters import counts_deed
from events.models import TimeSlot
from tests.events.bookings.conftest import at
from tests.factories.events import BookingFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db
NOW = at("05-13 09:30")


@pytest.fixture
def counted():
    """`counted(deed, outcome)` returns how often that was counted since the test began; so for a reason."""
    before = {}

    def grown(deed, outcome="", *, reason=""):
        name = "portal_booking_refusals_total" if reason else "portal_booking_deeds_total"
        labels = {"deed": deed} | ({"reason": reason} if reason else {"outcome": outcome})
        key = name, *sorted(labels.items())
        value = REGISTRY.get_sample_value(name, labels) or 0
        return value - before.setdefault(key, value)

    return grown


def book(slot, phone="13800001234", people=1, **more):
    details = services.BookerDetails(contact_name="Alice", phone=phone)
    party = rules.Party(kind="individual", phone=phone, people=people)
    return services.book_place(slot_id=slot.pk, party=party, details=details, now=NOW, **more)


def test_deeds_are_counted_by_their_outcome(counted):
    slot = TimeSlotFactory()
    for deed, outcome in (("book", "confirmed"), ("book", "repeated"), ("cancel", "done"), ("change_party", "done")):
        assert counted(deed, outcome) == 0
    booking = book(slot, token="t" * 32)
    assert services.book_place.__name__ == "book_place"
    assert counted("book", "confirmed") == 1
    changes.change_party(booking_id=booking.pk, people=2, now=NOW)
    assert counted("change_party", "done") == 1
    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert counted("cancel", "done") == 1


def test_refusals_are_counted_by_their_reason(counted):
    booking = BookingFactory(slot=TimeSlotFactory(), phone="13800001234")
    counted("book", "refused")
    counted("book", reason="PhoneAlreadyBooked")
    with pytest.raises(errors.PhoneAlreadyBooked):
        book(booking.slot)
    assert counted("book", "refused") == counted("book", reason="PhoneAlreadyBooked") == 1


def test_what_is_no_refusal_is_not_counted(counted):
    counted("try", "done")
    counted("try", "refused")

    @counts_deed("try")
    def fail(*, problem):
        raise problem

    with pytest.raises(TimeSlot.DoesNotExist):
        fail(problem=TimeSlot.DoesNotExist())
    assert counted("try", "done") == counted("try", "refused") == 0
