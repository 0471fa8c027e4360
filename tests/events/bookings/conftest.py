"""One session of the week, with slots, as every booking test needs it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from content import clock
from events.bookings import rate_limits, rules, services
from events.models import ActivityWeek, EventSession, TimeSlot, Venue

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> dt.datetime:
    """A moment in Shanghai, such as "05-13 09:30"."""
    return dt.datetime.strptime(f"2025-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.fixture
def now(monkeypatch):
    """Tuesday morning of the week, by the portal's clock too."""
    moment = at("05-13 09:30")
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.fixture(autouse=True)
def rate_limit_minute_outlasts_a_test(monkeypatch):
    """Rate limits count per minute; on a busy machine a test may run across two of them."""
    monkeypatch.setattr(rate_limits, "MINUTE", 24 * 3600)


@pytest.fixture
def session(db):
    week = ActivityWeek.objects.create(
        slug="week", name="活动周", starts_on="2025-05-12", ends_on="2025-05-18", is_current=True, status="published"
    )
    week.refresh_from_db()
    venue = Venue.objects.create(slug="hall", name="报告厅", status="published")
    return EventSession.objects.create(
        slug="rc-cars",
        week=week,
        venue=venue,
        title="亲子RC模型组装",
        kind="experience",
        booking_mode="individual",
        status="published",
    )


def make_slot(session, start="05-17 09:30", end="05-17 11:00", capacity=10, **more) -> TimeSlot:
    more.setdefault("kept_back", 0)
    return TimeSlot.objects.create(session=session, starts_at=at(start), ends_at=at(end), capacity=capacity, **more)


@pytest.fixture
def slot(session):
    return make_slot(session)


def book(slot, phone="13800000001", people=1, *, now, name="Alice", token="", wait=False, **party):
    return services.book_place(
        slot_id=slot.pk,
        party=rules.Party(people=people, phone=phone, **party),
        details=services.BookerDetails(contact_name=name, phone=phone),
        token=token,
        wait=wait,
        now=now,
    )


def form_data(to, **more) -> dict:
    return {
        "slot": to.pk,
        "contact_name": "王女士",
        "phone": "13800000001",
        "email": "",
        "people": "1",
        "under_14": "",
        "access_needs": "",
        "consent": "on",
        **more,
    }


def book_class(slot, phone="13900000001", pupils=30, adults=2, *, now, wait=True, token="", **party):
    """A class that waits if it does not fit."""
    numbers = {"kind": "class", "people": pupils + adults, "pupils": pupils, "adults": adults}
    return services.book_place(
        slot_id=slot.pk,
        party=rules.Party(phone=phone, **numbers, **party),
        details=services.BookerDetails(contact_name="Carol", phone=phone, school_name="第一中学", grade=8, class_name=phone),
        token=token,
        wait=wait,
        now=now,
    )


@pytest.fixture
def class_session(session):
    session.booking_mode = "class"
    session.save()
    return EventSession.objects.get(pk=session.pk)


def fresh(*bookings):
    """Their states and numbers as the database has them now."""
    for booking in bookings:
        booking.refresh_from_db()
    return [(booking.state, booking.people) for booking in bookings]


def taken(slot) -> int:
    return TimeSlot.objects.get(pk=slot.pk).places_taken
