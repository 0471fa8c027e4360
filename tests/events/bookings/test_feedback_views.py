"""Two questions after a visit: who may answer, once, and what is kept of it."""

import re

import pytest

from events.bookings.feedback import give_feedback
from events.models import FeedbackCount, FeedbackGiven
from tests.factories import BookingFactory

pytestmark = pytest.mark.django_db
DURING, AFTER = "2025-05-17T10:00", "2025-05-17T12:00"
ANSWERS = {"liked": "very", "interest": "more"}


@pytest.fixture
def booking(clock_at):
    clock_at(AFTER)
    return BookingFactory(contact_name="王女士", phone="13812345678")


def address(booking) -> str:
    return f"/bookings/{booking.token}/feedback/"


def count_of(question, answer) -> int:
    return sum(FeedbackCount.objects.filter(question=question, answer=answer).values_list("count", flat=True))


def test_the_answers_are_counted_and_nothing_else_is_kept(client, booking):
    page = client.get(address(booking)).content.decode()
    assert page.count('type="radio"') == 7
    main = page.partition("<main")[2].partition("</main>")[0]
    assert not re.search(r'<textarea|type="text"', main)
    answer = client.post(address(booking), ANSWERS)
    assert answer.url == address(booking)
    assert count_of("liked", "very") == 1
    assert count_of("interest", "more") == 1
    columns = {field.column for model in (FeedbackCount, FeedbackGiven) for field in model._meta.concrete_fields}
    assert columns == {"id", "session_id", "question", "answer", "count", "booking_id"}


def test_a_booking_answers_once(client, booking):
    client.post(address(booking), ANSWERS)
    client.post(address(booking), ANSWERS | {"liked": "not"})
    assert not give_feedback(booking=booking, liked="not", interest="less")
    assert count_of("liked", "very") == 1
    assert count_of("liked", "not") == 0
    page = client.get(address(booking)).content.decode()
    assert "已作答" in page
    assert 'type="radio"' not in page


@pytest.mark.parametrize("sent", [{}, {"liked": "very"}, ANSWERS | {"interest": "very"}, ANSWERS | {"liked": "<script>"}])
def test_what_is_no_answer_is_asked_again_with_the_rest_kept(client, booking, sent):
    answer = client.post(address(booking), sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "invalid-feedback" in page
    assert not FeedbackGiven.objects.exists()


@pytest.mark.parametrize(
    ("state", "moment"), [("confirmed", "2025-05-17T09:00"), ("cancelled", AFTER), ("waitlisted", AFTER), ("lapsed", AFTER)]
)
def test_only_a_confirmed_visit_that_has_begun_is_asked(client, clock_at, state, moment):
    booking = BookingFactory(state=state)
    clock_at(moment)
    assert 'type="radio"' not in client.get(address(booking)).content.decode()
    client.post(address(booking), ANSWERS)
    assert not FeedbackCount.objects.exists()
    assert address(booking) not in client.get(f"/bookings/{booking.token}/").content.decode()


def test_a_cancelled_slot_is_not_asked_about(client, booking):
    slot = booking.slot
    slot.cancelled_at, slot.cancel_reason = slot.starts_at, "停电"
    slot.save()
    client.post(address(booking), ANSWERS)
    assert not FeedbackCount.objects.exists()


def test_the_ticket_leads_there_until_it_is_answered(client, booking):
    ticket = f"/bookings/{booking.token}/"
    assert address(booking) in client.get(ticket).content.decode()
    client.post(address(booking), ANSWERS)
    assert address(booking) not in client.get(ticket).content.decode()


def test_an_unknown_token_leads_nowhere_and_the_page_is_not_kept(client, booking):
    assert client.get("/bookings/unknown/feedback/").status_code == 404
    assert "no-store" in client.get(address(booking))["Cache-Control"]


def test_english(client, booking):
    page = client.get(f"/en{address(booking)}").content.decode()
    assert "How did you like it?" in page
