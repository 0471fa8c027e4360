"""Dora stands at the door of one school, Erik at that of another."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.db.models import F

from accounts.models import User
from accounts.roles import DOOR
from content import clock
from events.checkin.deeds import Door
from events.models import Booking, SlotAttendance, TimeSlot
from schools.models import Editorship
from tests import factories
from tests.factories.events import SHANGHAI


def at(text: str) -> dt.datetime:
    """A moment on the Tuesday of the week, in Shanghai, such as "09:30"."""
    return dt.datetime.combine(dt.date(2025, 5, 13), dt.time.fromisoformat(text), SHANGHAI)


def make_slot(school, start="09:30", end="11:00", *, capacity=30, **more) -> TimeSlot:
    values = {"starts_at": at(start), "ends_at": at(end), "capacity": capacity, **more}
    return factories.TimeSlotFactory(session__host_school=school, session__booking_mode="both", **values)


def make_booking(slot, people=3, **more) -> Booking:
    return factories.BookingFactory(slot=slot, people=people, **more)


def make_class(slot, pupils=11, adults=1, **more) -> Booking:
    values = {"state": "confirmed", "expires_at": None, **more}
    return factories.ClassBookingFactory(slot=slot, pupils=pupils, adults=adults, **values)


def add_walk_ins(slot, people):
    """Count people in without a row, as if they had come before."""
    SlotAttendance.objects.get_or_create(slot=slot, defaults={"room": slot.capacity})
    SlotAttendance.objects.filter(slot=slot).update(people_in=F("people_in") + people, walk_ins=F("walk_ins") + people)


def make_door_staff(name, school) -> User:
    user = User.objects.create_user(name, password=f"Secret-of-{name}", is_staff=True)
    user.groups.add(Group.objects.get(name=DOOR))
    Editorship.objects.create(user=user, school=school)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def place(db, monkeypatch):
    """Two schools with their door staff; it is 09:20 on Tuesday."""
    monkeypatch.setattr(clock, "now", lambda: at("09:20"))
    schools = SimpleNamespace(own=factories.SchoolFactory(), other=factories.SchoolFactory())
    schools.dora = make_door_staff("dora", schools.own)
    schools.erik = make_door_staff("erik", schools.other)
    schools.door = Door(user=schools.dora, device="一号门")
    schools.slot = make_slot(schools.own)
    return schools
