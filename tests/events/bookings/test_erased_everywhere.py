"""After erasing, nothing of the booker is anywhere: not in any table, nor in a file, a cache or the log.

Once by filling every column that could hold something, once by doing what people do with a booking.
"""

import datetime as dt
import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import models
from django.utils import timezone

from events.bookings import changes, erasure
from events.models import Arrival, Booking, BookingChange, BookingEvent, CheckIn, FeedbackGiven, Notice, Submission
from events.notices.refreshing import refresh_notice
from spreadsheets.models import SpreadsheetJob
from tests.database_dump import dump_database, find_in_dump
from tests.events.bookings.conftest import at, book, book_class, form_data, make_slot
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TEXTS = (models.CharField, models.TextField, models.JSONField)
# Columns of the tables that tell of a booking and stay as they are, though they could hold text.
KEPT_ELSEWHERE = {
    BookingEvent: {"actor", "from_state", "to_state", "change_state"},
    BookingChange: {"state"},
    # the nonce is a random number made by the device at the door, whose name staff chose
    Arrival: {"verdict", "result", "device_result", "nonce", "entry", "device"},
    CheckIn: {"device"},
    Notice: {"kind", "channel", "state", "event_key", "language", "calendar_entry"},  # the entry holds no name
    Submission: set(),
    FeedbackGiven: set(),
}


def list_text_columns(model) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, TEXTS) and not field.is_relation]


def make_sentinel(field, number: int) -> str:
    """Return a word that fits the column and stands nowhere else."""
    if field.name == "phone":
        return f"1990000{number:04}"
    return f"{chr(0x4E00 + 7 * number)}哨兵"[: field.max_length or 40]


def fill_every_column(row) -> list[str]:
    """Write a sentinel into every text column that is not kept, and return them."""
    kept = erasure.KEPT if isinstance(row, Booking) else KEPT_ELSEWHERE[type(row)]
    columns = [field for field in list_text_columns(type(row)) if field.name not in kept]
    base = 20 * [Booking, *KEPT_ELSEWHERE].index(type(row)) + 200 * (row.pk % 5)
    words = {field: make_sentinel(field, base + number) for number, field in enumerate(columns)}
    values = {field.name: [word] if isinstance(field, models.JSONField) else word for field, word in words.items()}
    type(row).objects.filter(pk=row.pk).update(**values)
    return list(words.values())


def test_every_column_of_a_booking_is_blanked_or_kept_for_a_reason():
    columns = {field.name for field in Booking._meta.concrete_fields}
    assert columns == set(erasure.BLANK) | set(erasure.KEPT)
    assert not set(erasure.BLANK) & set(erasure.KEPT)


def test_every_table_that_refers_to_a_booking_is_known():
    tables = {relation.related_model for relation in Booking._meta.related_objects}
    assert tables == set(KEPT_ELSEWHERE)


@pytest.fixture
def full_bookings(session, class_session, now):
    """An individual and a class, with rows in every table that tells of them."""
    class_session.booking_mode = "both"
    class_session.save()
    slot = make_slot(class_session, capacity=100)
    individual, of_class = book(slot, now=now, token="one"), book_class(slot, now=now, token="two")
    Booking.objects.filter(pk=of_class.pk).update(state="confirmed", expires_at=None)
    changes.change_party(booking_id=of_class.pk, now=now, people=42, pupils=40, adults=2)
    for number, booking in enumerate((individual, of_class)):
        Arrival.objects.create(
            slot=slot, booking=booking, verdict="refused", nonce=f"n{number}", arrived_at=now, recorded_by=UserFactory()
        )
    return [individual, of_class]


def test_no_word_is_left_in_any_column(full_bookings, now):
    words = []
    for booking in full_bookings:
        related = [*booking.events.all(), *booking.notices.all(), *booking.change_requests.all()]
        for row in (booking, *related, *booking.arrivals.all(), *booking.submissions.all()):
            words += fill_every_column(row)
    assert {type(row) for booking in full_bookings for row in booking.change_requests.all()} == {BookingChange}
    before = find_in_dump(dump_database(), words)
    assert sorted({word for found in before.values() for word in found}) == sorted(set(words))
    without_text = {CheckIn._meta.db_table, FeedbackGiven._meta.db_table}
    assert set(before) == {model._meta.db_table for model in (Booking, *KEPT_ELSEWHERE)} - without_text
    for booking in full_bookings:
        erasure.erase_booking(booking_id=booking.pk, now=now)
    assert find_in_dump(dump_database(), words) == {}


PERSON = {"name": "欧阳哨兵", "phone": "19912345678", "mail": "shaobing@example.org", "needs": "轮椅一辆由哨所来"}
CLASS = {"school": "哨兵第九中学", "class": "哨班", "arrival": "哨兵大巴两辆"}
WORDS = [*PERSON.values(), *CLASS.values(), "199 1234 5678", "19912345678"[3:], "哨兵打来电话"]


@pytest.fixture
def lived_through(client, admin_client, class_session, now, settings, tmp_path):
    """A booking and a class booking with all that visitors, staff and the clock do with them."""
    settings.MEDIA_ROOT = tmp_path
    class_session.booking_mode = "both"
    class_session.save()
    slot = make_slot(class_session, capacity=100)
    later = make_slot(class_session, start="05-17 14:00", end="05-17 15:00", capacity=100)
    person = {"contact_name": PERSON["name"], "phone": PERSON["phone"], "access_needs": PERSON["needs"]}
    path = f"/events/{class_session.slug}/book/"
    first = client.post(path, form_data(slot, **person, email=PERSON["mail"], submission="one"))
    of_class = {"pupils": 30, "adults": 2, "school_name": CLASS["school"], "grade": 8, "class_name": CLASS["class"]}
    second = client.post(f"{path}?as=class", {**form_data(slot, **person), **of_class, "arrival": CLASS["arrival"], "email": ""})
    assert (first.status_code, second.status_code) == (302, 302), second.content.decode()
    for ticket in (first["Location"], second["Location"]):
        client.get(ticket)
        client.post(f"{ticket}feed/")
        client.post(f"{ticket}data/", {"phone": PERSON["phone"], "format": "json"})
    client.post("/bookings/ticket-link/", {"link_phone": PERSON["phone"]})
    client.post(f"{first['Location']}change/", {"what": "time", "slot": later.pk})
    staff_work(admin_client)
    return [first["Location"], second["Location"]]


def staff_work(admin_client):
    pages = "/admin/events/booking/"
    admin_client.get(pages, {"q": PERSON["name"]})
    admin_client.get(pages, {"q": PERSON["phone"]}, follow=True)
    of_class = Booking.objects.get(kind="class")
    admin_client.post(f"{pages}{of_class.pk}/phone/")
    form = {"action": "reject", "_selected_action": of_class.pk, "from_booking": "1", "decided": "1", "reason": "哨兵打来电话"}
    admin_client.post(pages, form)
    for booking in Booking.objects.all():
        admin_client.get(f"{pages}{booking.pk}/change/")
    content = f"{PERSON['name']},{PERSON['phone']}".encode()
    SpreadsheetJob.objects.create(
        direction="export", kind="events.booking", user_id=admin_client.session["_auth_user_id"], content=content, state="done"
    )


def test_nothing_is_left_of_what_people_did(client, lived_through, now, caplog, tmp_path):
    caplog.set_level(logging.INFO)
    before = find_in_dump(dump_database(), WORDS)
    assert {"events_booking", "events_notice", "events_bookingevent", "spreadsheets_spreadsheetjob"} <= set(before)
    assert PERSON["mail"] in before["events_booking"]
    client.post(f"{lived_through[0]}erase/", {"phone": PERSON["phone"]})
    assert erasure.erase_due_bookings(real_now=at("07-01 00:00")) == 1
    assert Booking.objects.filter(erased_at=None).count() == 0
    assert find_in_dump(dump_database(), WORDS) == {}
    for file in Path(tmp_path).rglob("*"):
        assert not file.is_file() or not any(word.encode() in file.read_bytes() for word in WORDS)
    cached = str([caches[name]._cache for name in settings.CACHES if hasattr(caches[name], "_cache")])
    assert not any(word in cached for word in (*WORDS, *lived_through))
    assert not any(word in caplog.text for word in (*WORDS, *lived_through))


def test_an_export_made_before_the_booking_stays(slot, now, admin_user):
    for days, name in ((-1, "earlier"), (1, "later")):
        SpreadsheetJob.objects.create(
            direction="export", kind="events.booking", user=admin_user, file_name=name, created_at=now + dt.timedelta(days=days)
        )
    SpreadsheetJob.objects.create(
        direction="export", kind="events.venue", user=admin_user, file_name="places", created_at=now + dt.timedelta(days=1)
    )
    erasure.erase_booking(booking_id=book(slot, now=now).pk, now=now)
    assert set(SpreadsheetJob.objects.values_list("file_name", flat=True)) == {"earlier", "places"}


def test_a_notice_that_is_being_sent_does_not_get_its_text_back(slot, now):
    """It was read before the booking was erased, and is composed anew because the booking has changed."""
    booking = book(slot, name="王女士", now=now)
    notice = Notice.objects.select_related("booking__slot__session__venue__parent").get()
    Notice.objects.update(kind="reminder")
    notice.kind, notice.calendar_entry = "reminder", {}
    erasure.erase_booking(booking_id=booking.pk, now=now)
    refresh_notice(notice, now)
    assert Notice.objects.get().body == ""


def test_what_the_door_noted_of_people_without_a_booking_goes_on_the_date(slot, now):
    values = {"verdict": "admitted", "people": 1, "arrived_at": now, "recorded_by": UserFactory()}
    Arrival.objects.create(slot=slot, nonce="walk-in", reason="王女士的孩子", **values)
    erasure.erase_due_bookings(real_now=at("06-16 23:59"))
    assert Arrival.objects.get().reason
    erasure.erase_due_bookings(real_now=at("06-17 00:00"))
    assert (Arrival.objects.get().reason, Arrival.objects.get().people) == ("", 1)


def test_the_day_of_erasing_is_real_time(slot, now):
    booking = book(slot, now=now)
    assert erasure.erase_due_bookings(real_now=timezone.now().replace(year=2025, month=5, day=20)) == 0
    assert Booking.objects.get(pk=booking.pk).phone
