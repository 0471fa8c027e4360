"""The numbers of who came: shares, what is left out, and that a school's are its own."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import BUREAU, SCHOOL
from events.checkin.attendance import build_attendance_report
from events.checkin.deeds import Deed
from events.checkin.services import record_deed
from events.models import Booking
from schools.models import Editorship
from tests.events.checkin.conftest import add_walk_ins, at, make_booking, make_slot


def make_staff(name, role, school=None) -> User:
    user = User.objects.create_user(name, password=f"Secret-of-{name}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if school:
        Editorship.objects.create(user=user, school=school)
    return user


def let_in(booking, place, text):
    deed = Deed(nonce=booking.token[:20], at=at(text), desk=(booking.slot_id,), booking_id=booking.pk)
    return record_deed(deed, door=place.door, now=at(text))


@pytest.fixture
def after(place, monkeypatch):
    """Of four bookings one came on time and one late; two walked in. A later slot had no door; another school's had."""
    on_time, late, *_others = [make_booking(place.slot, 3) for _number in range(4)]
    let_in(on_time, place, "09:25")
    let_in(late, place, "09:50")
    add_walk_ins(place.slot, 2)
    make_booking(make_slot(place.own, "14:00", "15:00"), 5)
    other = make_slot(place.other, session__title="别校的活动")
    make_booking(other, 4)
    add_walk_ins(other, 9)
    monkeypatch.setattr("content.clock.now", lambda: at("18:00"))
    place.alice = make_staff("alice", SCHOOL, place.own)
    place.bea = make_staff("bea", BUREAU)
    return place


def test_the_numbers_and_shares(after):
    report = build_attendance_report(after.alice, after.slot.session.week, at("18:00"))
    total = report.total
    assert (total.slots, total.counted_slots, total.booked) == (2, 1, 17)
    assert (total.parties, total.parties_in, total.no_shows, total.no_show_percent) == (4, 2, 2, 50)
    assert (total.late, total.late_percent) == (1, 50)
    assert (total.booked_in, total.walk_ins, total.people_in) == (6, 2, 8)
    assert [row.label for row in report.by_school] == [after.own.name]
    assert len(report.by_session) == 2
    assert [str(row.label) for row in report.by_day] == ["2025-05-13"]


def test_bars_are_drawn_to_one_measure(after):
    report = build_attendance_report(after.bea, after.slot.session.week, at("18:00"))
    own, other = report.by_school
    assert (own.booked_width, own.people_in_width) == (100, round(100 * 8 / 17, 1))
    assert other.people_in_width == round(100 * 9 / 17, 1)


def test_what_has_not_begun_is_left_out(after):
    report = build_attendance_report(after.alice, after.slot.session.week, at("12:00"))
    assert report.total.slots == 1


def test_queries_do_not_grow(after, django_assert_num_queries):
    week = after.slot.session.week
    for text in ("10:00", "11:00", "12:00"):
        slot = make_slot(after.own, text, "17:00")
        make_booking(slot)
        add_walk_ins(slot, 1)
    assert Booking.objects.count() == 9
    with django_assert_num_queries(5):
        build_attendance_report(after.alice, week, at("18:00"))
