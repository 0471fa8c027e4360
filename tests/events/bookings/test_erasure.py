import pytest

from events.bookings import services
from events.bookings.erasure import BLANK, erase_personal_data
from events.models import Booking, BookingEvent, Notice
from tests.events.bookings.conftest import at, book

pytestmark = pytest.mark.django_db


def test_personal_data_go_on_the_day_promised_and_counts_stay(slot, now):
    booking = book(slot, people=3, now=now)
    assert erase_personal_data(now=at("06-16 23:59")) == 0
    assert erase_personal_data(now=at("06-17 00:00")) == 1
    assert erase_personal_data(now=at("06-18 00:00")) == 0
    booking = Booking.objects.get()
    assert {name: getattr(booking, name) for name in BLANK} == BLANK
    assert (booking.people, booking.state) == (3, "confirmed")


def test_erased_booking_cannot_be_found_by_a_blank_number(client, slot, now):
    booking = book(slot, now=now)
    erase_personal_data(now=at("06-17 00:00"))
    answer = client.post("/bookings/", {"reference": booking.reference, "phone": ""})
    assert answer.status_code == 200
    assert client.get(f"/bookings/{booking.token}/").status_code == 200


def test_words_of_notices_and_reasons_of_the_history_go_too(slot, now):
    """They name the booker, and say why staff did what they did."""
    booking = book(slot, name="王女士", now=now)
    services.cancel_booking(booking_id=booking.pk, now=now, reason="王女士生病了")
    Notice.objects.update(last_error="550 王女士@example.org unknown")
    assert Notice.objects.exclude(body="").exists()
    assert BookingEvent.objects.exclude(reason="").exists()
    erase_personal_data(now=at("06-17 00:00"))
    assert set(Notice.objects.values_list("subject", "body", "last_error")) == {("", "", "")}
    assert set(BookingEvent.objects.values_list("reason", flat=True)) == {""}
    assert BookingEvent.objects.count() == 2


def test_bookings_of_a_week_whose_day_has_not_come_keep_their_words(slot, now):
    services.cancel_booking(booking_id=book(slot, now=now).pk, now=now, reason="生病了")
    assert erase_personal_data(now=at("06-16 23:59")) == 0
    assert Notice.objects.exclude(body="").exists()
    assert BookingEvent.objects.exclude(reason="").exists()


def test_calendar_feed_and_what_knows_the_request_again_end_too(client, slot, now):
    """The key is made of name and number, and the feed's address stands in somebody's calendar."""
    booking = book(slot, now=now, token="once")
    client.post(f"/bookings/{booking.token}/feed/")
    booking.refresh_from_db()
    assert booking.feed_token
    assert booking.submissions.exists()
    feed = f"/bookings/feed/{booking.feed_token}.ics"
    assert client.get(feed).status_code == 200
    erase_personal_data(now=at("06-17 00:00"))
    booking.refresh_from_db()
    assert booking.feed_token is None
    assert not booking.submissions.exists()
    assert client.get(feed).status_code == 404
