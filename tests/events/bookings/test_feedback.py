"""Counting answers about a session, and hiding numbers that are too small."""

import pytest

from events.bookings.feedback import FEWEST_SHOWN, give_feedback, hide_small_counts
from events.models import FeedbackCount
from tests.factories import BookingFactory, TimeSlotFactory


def test_small_counts_are_hidden_and_cannot_be_subtracted():
    counts = {("liked", "very"): 20, ("liked", "well"): FEWEST_SHOWN, ("liked", "so_so"): FEWEST_SHOWN - 1}
    liked, interest = hide_small_counts(counts)
    assert [row.count for row in liked.rows] == [20, 5, None, None]
    assert liked.total is None
    assert interest.total is None


def test_all_large_counts_are_shown_with_their_total():
    counts = {("interest", answer): 10 for answer in ("more", "same", "less")}
    _liked, interest = hide_small_counts(counts)
    assert interest.total == 30
    assert [row.width for row in interest.rows] == [100, 100, 100]


@pytest.mark.django_db
def test_answers_of_one_session_are_added_up():
    booking = BookingFactory()
    other = BookingFactory(slot=TimeSlotFactory(session=booking.slot.session))
    for each in (booking, other):
        assert give_feedback(booking=each, liked="very", interest="more")
    assert FeedbackCount.objects.count() == 2
    assert set(FeedbackCount.objects.values_list("count", flat=True)) == {2}
