"""How many came from each visiting school: the numbers stay when the bookings are erased, and are added up once."""

import datetime as dt

import pytest

from events.bookings import erasure
from events.bookings.visiting_counts import list_visiting_schools
from events.models import Booking, VisitingSchoolCount
from tests.events.checkin.conftest import at, make_class, make_slot, place  # noqa: F401 (a fixture)
from tests.factories import SchoolFactory

AFTER = at("18:00")
LATER = AFTER + dt.timedelta(days=90)


@pytest.fixture
def visits(place):  # noqa: F811
    """Two classes of a school with a record, one of which came; one of a school that was typed."""
    from events.checkin.deeds import Deed
    from events.checkin.services import record_deed

    school = SchoolFactory(group="visiting", level="middle")
    first = make_class(place.slot, pupils=12, adults=2, school=school, school_name=school.name)
    make_class(make_slot(place.own, "14:00", "15:00"), pupils=10, adults=1, school=school, school_name=school.name)
    make_class(make_slot(place.own, "16:00", "17:00"), pupils=20, adults=1, school_name="某某中学")
    deed = Deed(nonce="n", at=at("09:25"), desk=(place.slot.pk,), booking_id=first.pk, pupils=11, adults=2)
    record_deed(deed, door=place.door, now=at("09:25"))
    return school


def read_numbers(week) -> list[tuple]:
    rows = list_visiting_schools(week, Booking.objects.all(), AFTER)
    return [(row.school, row.classes, row.pupils, row.adults, row.classes_in, row.pupils_in, row.adults_in) for row in rows]


def test_the_numbers_are_the_same_before_and_after_erasing(visits, place):  # noqa: F811
    week = place.slot.session.week
    expected = [(visits, 2, 22, 3, 1, 11, 2), (None, 1, 20, 1, 0, 0, 0)]
    assert read_numbers(week) == expected
    assert erasure.erase_due_bookings(real_now=LATER) == 3
    assert not Booking.objects.exclude(school_name="").exists()
    assert read_numbers(week) == expected
    assert VisitingSchoolCount.objects.count() == 2


def test_erasing_again_adds_nothing(visits, place):  # noqa: F811
    week = place.slot.session.week
    before = read_numbers(week)
    first = Booking.objects.order_by("pk").first()
    erasure.erase_booking(booking_id=first.pk, now=AFTER)
    erasure.erase_booking(booking_id=first.pk, now=AFTER)
    assert read_numbers(week) == before
    erasure.blank_bookings(Booking.objects.all(), AFTER)
    erasure.blank_bookings(Booking.objects.all(), AFTER)
    assert read_numbers(week) == before


def test_a_visit_that_had_not_begun_does_not_count(place):  # noqa: F811
    booking = make_class(place.slot)
    erasure.erase_booking(booking_id=booking.pk, now=at("09:00"))
    assert not VisitingSchoolCount.objects.exists()


def test_no_name_that_somebody_typed_is_kept(visits):
    erasure.erase_due_bookings(real_now=LATER)
    assert {field.name for field in VisitingSchoolCount._meta.concrete_fields} == {
        *("id", "week", "school", "classes", "pupils", "adults", "classes_in", "pupils_in", "adults_in"),
    }
