"""A row that is inserted with SQL made once is the row that Django inserts."""

import datetime as dt

import pytest
from django.db import connection, models
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import Json

from content import prepared_inserts
from events.bookings.submissions import build_submission
from events.bookings.transitions import VISITOR, build_booking_event
from events.models import Booking, BookingEvent, EventSession, Notice, Submission, TimeSlot
from tests.events.bookings.conftest import at, book, make_slot, session  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
MODELS = (Booking, BookingEvent, Submission)


@pytest.fixture
def slot(session):  # noqa: F811
    return make_slot(session)


def make_booking(slot, phone="13800000001") -> Booking:
    return book(slot, phone, now=at("05-13 10:00"))


def ask_statement(instance: models.Model) -> str:
    with CaptureQueriesContext(connection) as asked:
        instance.save()
    return asked[-1]["sql"]


def build_event(booking, **values):
    return BookingEvent(**{"booking": booking, "at": at("05-13 10:00"), "to_state": "confirmed", "to_people": 1, **values})


def test_the_statement_is_djangos(slot, monkeypatch):
    booking = make_booking(slot)
    ours = ask_statement(build_event(booking))
    monkeypatch.setattr(BookingEvent, "_do_insert", models.Model._do_insert)
    assert ours == ask_statement(build_event(booking))


def test_the_row_has_its_own_values_each_time(slot):
    booking = make_booking(slot)
    events = [build_event(booking, reason=reason, to_people=people) for reason, people in (("one", 1), ("其二", 2))]
    for event in events:
        event.save()
    rows = BookingEvent.objects.filter(pk__in=[event.pk for event in events]).order_by("pk").values_list("reason", "to_people")
    assert list(rows) == [("one", 1), ("其二", 2)]
    assert not events[0]._state.adding


def test_the_database_may_work_a_value_out(slot):
    submission = Submission(token="t", request_hash="h", booking=make_booking(slot), submitted_at=Now())
    submission.save()
    submission.refresh_from_db()
    assert submission.submitted_at.year >= 2025


@pytest.mark.parametrize("model", MODELS)
def test_it_is_made_once(model, slot, monkeypatch):
    booking = make_booking(slot)
    make = {
        Booking: lambda: make_booking(slot, f"1380000000{Booking.objects.count() + 1}"),
        BookingEvent: lambda: build_event(booking).save(),
        Submission: lambda: Submission.objects.create(
            token="t", request_hash="h", booking=booking, submitted_at=at("05-13 10:00")
        ),
    }[model]
    make()
    monkeypatch.setattr(prepared_inserts, "InsertQuery", lambda *_: pytest.fail("written anew"))
    if model is Submission:
        Submission.objects.all().delete()
    make()


def test_rows_inserted_together_are_as_saved_ones(slot):
    saved, now = make_booking(slot), at("05-13 10:00")
    event = build_booking_event(saved, actor=VISITOR, now=now, from_state="", reason="50 %; it's \x07fine")
    prepared_inserts.insert_together([event, *build_submission("one", "hash", saved, now)])
    assert BookingEvent.objects.filter(reason="50 %; it's fine", booking=saved).count() == 1
    assert Submission.objects.get(token="one").booking == saved


def test_a_built_row_is_what_django_would_make(slot):
    now = at("05-13 10:00")
    given = {
        Booking: {"slot": slot, "people": 2, "phone": "13800000001", "created_at": now, "kind": Booking.Kind.INDIVIDUAL},
        BookingEvent: {"to_slot_id": slot.pk, "at": now},
        Submission: {"token": "one"},
        Notice: {"due_at": now, "priority": Notice.Priority.MESSAGE},
    }
    random = {"reference", "token", "uid"}
    for model, values in given.items():
        ours, djangos = (
            {name: value for name, value in vars(row).items() if name != "_state" and (name not in random or name in values)}
            for row in (prepared_inserts.build_row(model, **values), model(**values))
        )
        assert ours == djangos
    one, other = (prepared_inserts.build_row(Booking) for _ in range(2))
    assert one.reference != other.reference, "what differs between rows is made for each"
    assert one.sample_fields is not other.sample_fields
    assert one._state.adding
    assert one._state is not other._state
    with pytest.raises(TypeError, match="has no field colour"):
        prepared_inserts.build_row(Booking, colour="red")


@pytest.mark.parametrize("model", [Booking, BookingEvent, Notice, Submission, TimeSlot, EventSession])
def test_values_are_written_as_django_writes_them(model, slot):
    """Of a row of each model, the values for the database; moments and JSON are compared as what they are read as."""
    made = make_booking(slot)
    Submission.objects.create(token="t", request_hash="h", booking=made, submitted_at=made.created_at)
    Notice.objects.update(calendar_entry={"title": "开放日"}, priority=Notice.Priority.MESSAGE)
    row = model.objects.first()
    _statement, values = prepared_inserts.prepare_row(row, connection)
    for field, value in zip(model._meta.local_concrete_fields, values, strict=True):
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            continue
        theirs = field.get_db_prep_save(getattr(row, field.attname), connection)
        theirs = theirs.dumps(theirs.adapted) if isinstance(theirs, Json) else theirs
        theirs = theirs.isoformat() if isinstance(theirs, dt.datetime) else theirs
        assert (value, type(value)) == (theirs, str if isinstance(theirs, str) else type(theirs))


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="has no time zone"):
        prepared_inserts.write_moment(dt.datetime(2025, 5, 13))  # noqa: DTZ001


def test_a_reserved_key_is_the_next_rows_and_nobody_elses(slot):
    def reserve():
        return (
            slot.__class__.objects.annotate(key=prepared_inserts.NextKey(Booking)).values_list("key", flat=True).get(pk=slot.pk)
        )

    first = reserve()
    made = make_booking(slot)
    assert made.pk >= first
    assert reserve() > made.pk
    key = made.pk
    made.delete()
    assert reserve() > key, "a key is never used again"


def test_a_row_with_a_reserved_key_keeps_it_and_those_that_name_it_are_inserted_with_it(slot):
    made, now = make_booking(slot), at("05-13 10:00")
    other = Booking.objects.get(pk=made.pk)
    other.pk, other._state.adding = made.pk + 7, True
    for name in ("reference", "token", "uid"):
        setattr(other, name, Booking._meta.get_field(name).get_default())
    other.phone, other.sample_fields, other.contact_name = "13800000009", ["50 %"], "李\x07明"
    event = build_booking_event(other, actor=VISITOR, now=now, from_state="")
    taking = ("UPDATE events_timeslot SET places_taken = places_taken + %s WHERE id = %s AND places_taken < %s", [1, slot.pk, 0])
    assert prepared_inserts.insert_together([other, event], then=[taking]) == 0, "how many rows the last statement changed"
    kept = Booking.objects.get(pk=made.pk + 7)
    assert (kept.contact_name, kept.sample_fields, kept.created_at, kept.state) == ("李明", ["50 %"], made.created_at, made.state)
    assert [one.to_people for one in kept.events.all()] == [other.people]
    other.email = "li@example.org"
    other.save()  # it knows that it is there
    assert Booking.objects.filter(pk=other.pk, email="li@example.org").count() == 1
