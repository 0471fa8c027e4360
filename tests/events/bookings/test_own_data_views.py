"""A booker sees, takes along and erases what is kept of a booking, once the number is typed again."""

import pytest

from backoffice.audit_log.models import AuditEntry
from events.bookings import rate_limits, services
from events.bookings.erasure import erase_booking
from events.bookings.own_data import ARRIVAL_FIELDS, BOOKING_FIELDS, CHANGE_FIELDS, EVENT_FIELDS, NOTICE_FIELDS
from events.models import Arrival, Booking, BookingChange, BookingEvent, Notice
from tests.events.bookings.conftest import book, book_class, make_slot
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
RIGHT, WRONG = {"phone": "+86 138-0000-0001"}, {"phone": "13800000002"}
# Columns that are not handed over, and why.
LEFT_OUT = {
    Booking: {"id", "slot", "token", "uid", "sequence", "plan", "split", "feed_token", "class_key", "booked_by"}
    | {"source", "sample_fields", "quotations", "loaded", "made_in_rehearsal", "erased_at"},
    BookingEvent: {"id", "booking", "user", "from_slot", "to_slot", "change"},
    BookingChange: {"id", "booking", "slot", "places", "decided_by"},
    Notice: {"id", "booking", "message", "priority", "event_key", "language", "calendar_entry"}
    | {"due_at", "attempts", "next_try_at", "failed_at", "last_error"},
    Arrival: {"id", "slot", "booking", "nonce", "recorded_by", "device_result", "pupils", "adults", "entry", "device"}
    | {"is_queued", "has_conflict", "received_at", "about"},
}


@pytest.fixture
def booking(slot, now):
    booking = book(slot, name="王女士", people=3, now=now, token="once")
    Booking.objects.filter(pk=booking.pk).update(email="wang@example.org", access_needs="轮椅", editor_note="来过电话")
    services.cancel_booking(booking_id=booking.pk, now=now, reason="临时有事")
    user = UserFactory()
    Arrival.objects.create(
        slot=slot, booking=booking, verdict="refused", reason="已取消", nonce="n", arrived_at=now, recorded_by=user
    )
    return booking


def data_page(booking):
    return f"/bookings/{booking.token}/data/"


def test_the_page_shows_nothing_before_the_number_is_typed(client, booking):
    page = client.get(data_page(booking))
    assert "wang@example.org" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("words", [WRONG, {"phone": ""}, {"phone": "12"}, {}])
@pytest.mark.parametrize("ending", ["data", "erase"])
def test_another_number_opens_nothing(client, booking, ending, words):
    page = client.post(f"/bookings/{booking.token}/{ending}/", {**words, "format": "json"})
    assert page.status_code == 200
    assert "invalid-feedback" in page.content.decode()
    assert "wang@example.org" not in page.content.decode()
    assert Booking.objects.get().erased_at is None


def test_guessing_ends_soon(client, booking):
    for _try in range(rate_limits.OWN_NUMBERS_PER_BOOKING):
        assert client.post(data_page(booking), WRONG).status_code == 200
    answer = client.post(data_page(booking), RIGHT)
    assert answer.status_code == 429
    assert "王女士" not in answer.content.decode()


def test_all_of_it_is_shown_and_no_secret(client, booking):
    text = client.post(data_page(booking), RIGHT).content.decode()
    for word in ("王女士", "13800000001", "wang@example.org", "轮椅", "来过电话", "临时有事", "已取消", "预约"):
        assert word in text, word


def test_all_of_it_as_a_file(client, booking):
    answer = client.post(data_page(booking), {**RIGHT, "format": "json"})
    assert answer["Content-Disposition"] == f'attachment; filename="{booking.reference}.json"'
    data = answer.json()
    assert (data["booking"]["phone"], data["booking"]["contact_name"]) == ("13800000001", "王女士")
    assert [event["to_state"] for event in data["history"]] == ["confirmed", "cancelled"]
    assert data["history"][-1]["reason"] == "临时有事"
    assert data["notices"][0]["body"]
    assert data["arrivals"][0]["reason"] == "已取消"
    assert len(data["forms_sent"]) == 1
    assert "王女士" in answer.content.decode()  # readable, not escaped
    assert booking.token not in answer.content.decode()


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Booking, BOOKING_FIELDS),
        (BookingEvent, EVENT_FIELDS),
        (BookingChange, CHANGE_FIELDS),
        (Notice, NOTICE_FIELDS),
        (Arrival, ARRIVAL_FIELDS),
    ],
)
def test_every_column_is_handed_over_or_left_out_on_purpose(model, names):
    assert {field.name for field in model._meta.concrete_fields} == set(names) | LEFT_OUT[model]


def test_of_a_class_too_in_english(client, class_session, now):
    booking = book_class(make_slot(class_session, capacity=60), now=now)
    text = client.post(f"/en{data_page(booking)}", {"phone": booking.phone}).content.decode()
    assert "Grade" in text
    assert booking.school_name in text


def test_erasing_is_in_the_audit_log_without_the_bookers_address(client, booking):
    client.post(f"/bookings/{booking.token}/erase/", RIGHT)
    entry = AuditEntry.objects.get(event="erased")
    assert (entry.about, entry.address, entry.user) == (booking.spaced_reference, None, None)


@pytest.mark.parametrize("ending", ["data", "erase"])
def test_nothing_is_left_to_see_once_it_is_erased(client, booking, now, ending):
    erase_booking(booking_id=booking.pk, now=now)
    for answer in (
        client.get(f"/bookings/{booking.token}/{ending}/"),
        client.post(f"/bookings/{booking.token}/{ending}/", RIGHT),
    ):
        assert answer.status_code == 302
        assert answer["Location"] == f"/bookings/{booking.token}/"


@pytest.mark.parametrize("ending", ["data", "erase"])
def test_an_unknown_address_is_not_found(client, db, ending):
    assert client.get(f"/bookings/unknown/{ending}/").status_code == 404
    assert client.post(f"/bookings/unknown/{ending}/", RIGHT).status_code == 404
