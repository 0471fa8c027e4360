"""Calendar files, read by icalendar and by hand."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from content import clock
from events.bookings import rules, services
from events.calendar import booking_calendar
from events.models import ActivityWeek, EventSession, TimeSlot, Venue

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2025, 5, 13, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def slot(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    week = ActivityWeek.objects.create(
        slug="week", name="活动周", starts_on="2025-05-12", ends_on="2025-05-18", is_current=True, status="published"
    )
    week.refresh_from_db()
    session = EventSession.objects.create(
        slug="lacquer",
        week=week,
        venue=Venue.objects.create(slug="hall", name="报告厅", status="published"),
        title="推光漆器髹饰技艺体验,与传承人面对面;" * 3,
        summary="𠮷" * 70,
        kind="experience",
        booking_mode="individual",
        status="published",
    )
    return another_slot(session, day=17)


def another_slot(session, *, day):
    start = dt.datetime(2025, 5, day, 9, 30, tzinfo=SHANGHAI)
    return TimeSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1), capacity=10)


def entries(body):
    return Calendar.from_ical(body).walk("VEVENT")


def test_lines_end_in_crlf_and_are_folded_between_characters(slot, client):
    body = client.get("/events/calendar.ics").content
    lines = body.split(b"\r\n")
    assert body.endswith(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert b"".join(lines).count(b"BEGIN:VEVENT") == 1


def test_entry_says_when_where_and_what(slot, client):
    response = client.get("/events/lacquer/calendar.ics")
    calendar = Calendar.from_ical(response.content)
    (entry,) = calendar.walk("VEVENT")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert entry["SUMMARY"] == slot.session.title
    assert entry["DESCRIPTION"] == slot.session.summary
    assert entry["LOCATION"] == "报告厅"
    assert entry["URL"] == "http://testserver/events/lacquer/"
    assert entry["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (slot.starts_at, slot.ends_at)
    assert entry["UID"] == f"{slot.uid}@testserver"
    assert (entry["SEQUENCE"], entry["STATUS"]) == (0, "CONFIRMED")


def test_cancelled_slot_keeps_its_uid(slot, client):
    TimeSlot.objects.filter(pk=slot.pk).update(cancelled_at=NOW, cancel_reason="大风", sequence=3)
    (entry,) = entries(client.get("/events/lacquer/calendar.ics").content)
    assert (entry["UID"], entry["STATUS"], entry["SEQUENCE"]) == (f"{slot.uid}@testserver", "CANCELLED", 3)
    assert "大风" in entry["DESCRIPTION"]


def test_filters_narrow_the_programme(slot, client):
    another_slot(slot.session, day=18)
    assert len(entries(client.get("/events/calendar.ics").content)) == 2
    assert len(entries(client.get("/events/calendar.ics?day=2025-05-17").content)) == 1
    assert entries(client.get("/events/calendar.ics?kind=lecture").content) == []


def test_unpublished_session_has_no_calendar(slot, client):
    EventSession.objects.update(status="draft")
    assert entries(client.get("/events/calendar.ics").content) == []
    assert client.get("/events/lacquer/calendar.ics").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(slot, client, count, django_assert_max_num_queries):
    for number in range(1, count):
        another_slot(slot.session, day=17 - number)
    with django_assert_max_num_queries(8):
        assert len(entries(client.get("/events/calendar.ics").content)) == count


def test_ticket_entry_follows_the_booking_and_names_nobody(slot):
    booking = services.book_place(
        slot_id=slot.pk,
        party=rules.Party(people=1, phone="13800000001"),
        details=services.Details(contact_name="Alice", phone="13800000001"),
        submission=None,
        now=NOW,
    )
    body = booking_calendar(booking)
    (entry,) = entries(body)
    assert (entry["UID"], entry["STATUS"]) == (f"{booking.uid}@testserver", "CONFIRMED")
    for private in (b"Alice", b"13800000001", booking.token.encode()):
        assert private not in body.replace(b"\r\n ", b"")
    booking.state, booking.sequence = "cancelled", 1
    (entry,) = entries(booking_calendar(booking))
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 1)
