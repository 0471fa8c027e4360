import pytest

from events.bookings.services import PERSONAL_FIELDS, erase_personal_data
from events.models import Booking
from tests.events.bookings.conftest import at, book

pytestmark = pytest.mark.django_db


def test_personal_data_go_on_the_day_promised_and_counts_stay(slot, now):
    booking = book(slot, people=3, now=now)
    assert erase_personal_data(now=at("06-16 23:59")) == 0
    assert erase_personal_data(now=at("06-17 00:00")) == 1
    assert erase_personal_data(now=at("06-18 00:00")) == 0
    booking = Booking.objects.get()
    assert [getattr(booking, name) for name in PERSONAL_FIELDS] == [""] * len(PERSONAL_FIELDS)
    assert (booking.people, booking.state) == (3, "confirmed")


def test_erased_booking_cannot_be_found_by_a_blank_number(client, slot, now):
    booking = book(slot, now=now)
    erase_personal_data(now=at("06-17 00:00"))
    answer = client.post("/bookings/", {"reference": booking.reference, "phone": ""})
    assert answer.status_code == 200
    assert client.get(f"/bookings/{booking.token}/").status_code == 200
