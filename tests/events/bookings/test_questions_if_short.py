"""What a class would do if places lack is asked only where they do."""

import pytest
from django.urls import reverse

from events.models import Booking
from tests.events.bookings.conftest import book_class, make_slot

CLASS = {
    **{"school_name": "第一中学", "grade": "8", "class_name": "2", "pupils": "30", "adults": "2"},
    **{"contact_name": "王老师", "phone": "13900000001", "consent": "on"},
}


@pytest.fixture
def room(class_session):
    return make_slot(class_session, capacity=60)


def form_page(client, **sent):
    address = reverse("session_book", args=["rc-cars"]) + "?as=class"
    return (client.post(address, sent) if sent else client.get(address)).content.decode()


def asks(page) -> tuple[bool, bool]:
    return 'name="accept_fewer"' in page, 'name="may_split"' in page


def test_with_places_nothing_is_asked(client, room, now):
    assert asks(form_page(client)) == (False, False)


def test_a_mistake_elsewhere_does_not_ask(client, room, now):
    assert asks(form_page(client, slot=room.pk, **CLASS | {"phone": "1"})) == (False, False)


def test_a_class_that_does_not_fit_is_asked_and_can_answer(client, room, now):
    book_class(room, "13900000009", now=now)
    assert asks(form_page(client)) == (False, False)
    assert asks(form_page(client, slot=room.pk, **CLASS)) == (True, True)
    form_page(client, slot=room.pk, **CLASS | {"pupils": "30", "adults": "2", "accept_fewer": "20"})
    assert Booking.objects.get(phone="13900000001").people == 28


def test_where_a_line_has_formed_it_is_asked_at_once(client, room, now):
    book_class(room, "13900000009", pupils=57, adults=3, now=now)
    assert asks(form_page(client)) == (True, True)


def test_what_was_answered_is_shown_again(client, room, now):
    page = form_page(client, slot=room.pk, **CLASS | {"accept_fewer": "5"})
    assert asks(page) == (True, True)
    assert 'value="5"' in page
    assert not Booking.objects.exists()


def test_the_answers_are_still_taken_from_whoever_sends_them(client, room, now):
    form_page(client, slot=room.pk, **CLASS | {"accept_fewer": "20", "may_split": "on"})
    booking = Booking.objects.get()
    assert (booking.accept_fewer, booking.may_split, booking.people) == (20, True, 32)
