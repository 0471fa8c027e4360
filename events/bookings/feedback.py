"""Two questions after a visit: who may answer, counting an answer, and the results with small numbers hidden.

Only counts are kept, one row for each session and answer, and that the booking has answered. Nothing says which answer was whose.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F

from events.models import Booking, FeedbackCount, FeedbackGiven

Question, Answer = FeedbackCount.Question, FeedbackCount.Answer
FEWEST_SHOWN = 5  # fewer answers than that could be guessed to be somebody's


def can_give_feedback(booking: Booking, now: dt.datetime) -> bool:
    """Whether the booking is of a visit that has begun and was not cancelled, and its data have not been erased."""
    is_visit = booking.state == Booking.State.CONFIRMED and not booking.slot.is_cancelled and booking.erased_at is None
    return is_visit and now >= booking.slot.starts_at


def has_given_feedback(booking: Booking) -> bool:
    return FeedbackGiven.objects.filter(booking=booking).exists()


def give_feedback(*, booking: Booking, liked: str, interest: str) -> bool:
    """Count the answers, once for a booking. Return False, and count nothing, if it has answered before."""
    try:
        with transaction.atomic():
            FeedbackGiven.objects.create(booking=booking)
            for question, answer in ((Question.LIKED, liked), (Question.INTEREST, interest)):
                count_answer(booking.slot.session_id, question, answer)
    except IntegrityError:
        if not has_given_feedback(booking):
            raise
        return False
    return True


def count_answer(session_id: int, question: str, answer: str):
    row, _is_new = FeedbackCount.objects.get_or_create(session_id=session_id, question=question, answer=answer)
    FeedbackCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


@dataclass(frozen=True)
class AnswerRow:
    """How often an answer was given; None where it was fewer than `FEWEST_SHOWN` times."""

    label: str
    count: int | None
    most: int

    @property
    def width(self) -> float:
        return round(100 * (self.count or 0) / (self.most or 1), 1)


@dataclass(frozen=True)
class QuestionResult:
    """`total` is None where some answer is hidden, so that nobody finds it by subtracting."""

    label: str
    rows: list[AnswerRow]
    total: int | None


def hide_small_counts(counts: dict[tuple[str, str], int]) -> list[QuestionResult]:
    """Return the results of one session by question and answer, without any number that is too small."""
    results = []
    for question, answers in FeedbackCount.ANSWERS.items():
        numbers = {answer: counts.get((question, answer), 0) for answer in answers}
        shown = {answer: number if number >= FEWEST_SHOWN else None for answer, number in numbers.items()}
        most = max((number for number in shown.values() if number), default=0)
        total = None if None in shown.values() else sum(numbers.values())
        results.append(QuestionResult(question.label, [AnswerRow(a.label, shown[a], most) for a in answers], total))
    return results
