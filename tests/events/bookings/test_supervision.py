"""Enough adults with every class and every part of one."""

import pytest

from events.bookings import changes, errors, rules
from events.models import ActivityWeek, Booking
from tests.events.bookings.conftest import book_class, make_slot


@pytest.mark.parametrize(
    ("pupils", "per_adult", "least", "needed"),
    [(20, 20, 1, 1), (21, 20, 1, 2), (40, 20, 1, 2), (41, 20, 1, 3), (10, 20, 2, 2), (60, 20, 2, 3), (1, 20, 1, 1)],
)
def test_one_adult_for_every_twenty_begun_and_never_fewer_than_the_least(pupils, per_adult, least, needed):
    week = ActivityWeek(pupils_per_adult=per_adult, class_min_adults=least)
    assert rules.adults_needed(pupils, week) == needed


def test_the_most_pupils_of_so_many_adults_is_the_same_rule_the_other_way_round():
    for least in (1, 2, 3):
        week = ActivityWeek(pupils_per_adult=20, class_min_adults=least)
        for adults in range(5):
            most = rules.pupils_supervised(adults, week)
            assert not most or rules.adults_needed(most, week) <= adults
            assert rules.adults_needed(most + 1, week) > adults


@pytest.mark.django_db
def test_a_week_may_ask_for_two_adults_with_the_smallest_class(class_session, now):
    slot = make_slot(class_session, capacity=60)
    ActivityWeek.objects.update(class_min_adults=2)
    with pytest.raises(errors.TooFewAdults):
        book_class(slot, pupils=12, adults=1, now=now)
    booking = book_class(slot, pupils=12, adults=2, now=now)
    with pytest.raises(errors.TooFewAdults):
        changes.change_party(booking_id=booking.pk, pupils=12, adults=1, now=now)
    ActivityWeek.objects.update(class_min_adults=1)
    assert changes.change_party(booking_id=booking.pk, pupils=12, adults=1, now=now).adults == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("least", "states"), [(1, {"pending": 2}), (2, {"waitlisted": 1})])
def test_each_half_of_a_class_has_the_least_number_of_adults(class_session, now, least, states):
    """Three adults make two halves of one and two; where two are the least, the class is not split."""
    ActivityWeek.objects.update(class_min_adults=least)
    slot = make_slot(class_session, capacity=22)
    make_slot(class_session, "05-17 13:00", "05-17 14:00", capacity=22)
    book_class(slot, pupils=30, adults=3, may_split=True, now=now)
    found = list(Booking.objects.values_list("state", flat=True))
    assert {state: found.count(state) for state in found} == states
