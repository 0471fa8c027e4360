"""How often one address, one number, one booking may try in a minute."""

import pytest
from django.urls import reverse

from events.bookings import rate_limits
from events.models import Booking, EventSession
from tests.events.bookings.conftest import book, form_data, make_slot

pytestmark = pytest.mark.django_db

URL = "/events/rc-cars/book/"


def post_from(client, slot, number, address="203.0.113.7"):
    return client.post(URL, form_data(slot, phone=f"138000{number:05}"), REMOTE_ADDR=address).status_code


def test_one_address_books_so_often_and_no_more(client, session, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "BOOKINGS_PER_ADDRESS", 3)
    slot = make_slot(session, capacity=50)
    assert [post_from(client, slot, number) for number in range(4)] == [302, 302, 302, 429]
    assert Booking.objects.count() == 3
    assert post_from(client, slot, 9, address="203.0.113.8") == 302


def test_one_booking_is_changed_so_often_and_no_more(client, slot, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "CHANGES_PER_BOOKING", 2)
    first, second = (book(slot, phone, now=now) for phone in ("13800000001", "13800000002"))
    data = {"what": "party", "under_14": ""}
    answers = [client.post(f"/bookings/{first.token}/change/", {**data, "people": people}) for people in (2, 3, 1)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert Booking.objects.get(pk=first.pk).people == 3
    assert client.post(f"/bookings/{second.token}/change/", {**data, "people": 2}).status_code == 302


def find(client, reference, phone, address="203.0.113.7"):
    return client.post(reverse("booking_find"), {"reference": reference, "phone": phone}, REMOTE_ADDR=address)


def test_wrong_tries_for_one_number_from_one_address_are_bounded(client, slot, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "FINDS_PER_PHONE", 3)
    booking = book(slot, now=now)
    assert [find(client, "AAAAAAAA", booking.phone).status_code for _try in range(5)] == [200, 200, 200, 429, 429]
    assert find(client, booking.reference, booking.phone).status_code == 302  # the right pair always opens
    assert find(client, "AAAAAAAA", "13800000002").status_code == 200


def test_the_right_pair_opens_whatever_others_tried_elsewhere(client, slot, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "FINDS_PER_PHONE", 3)
    booking = book(slot, now=now)
    for number in range(20):
        find(client, "AAAAAAAA", booking.phone, address=f"203.0.113.{number % 4 + 10}")
    assert find(client, booking.reference, booking.phone).url == reverse("ticket", args=[booking.token])


def test_right_tries_are_not_counted(client, slot, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "FINDS_PER_PHONE", 3)
    monkeypatch.setattr(rate_limits, "FINDS_PER_ADDRESS", 3)
    booking = book(slot, now=now)
    assert {find(client, booking.reference, booking.phone).status_code for _try in range(10)} == {302}
    assert find(client, "AAAAAAAA", booking.phone).status_code == 200


def test_a_school_behind_one_address_finds_its_bookings_while_a_phone_of_it_guesses(client, slot, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "FINDS_PER_ADDRESS", 2)
    booking = book(slot, now=now)
    assert [find(client, "AAAAAAAA", f"1390000000{number}").status_code for number in range(4)] == [200, 200, 429, 429]
    assert find(client, booking.reference, booking.phone).status_code == 302


def test_one_address_holds_plans_so_often_and_no_more(client, slot, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "PLANS_PER_ADDRESS", 2)
    assert [client.post(reverse("plan_times"), {}).status_code for _try in range(3)] == [200, 200, 429]


def send_too_often(client, url, data, limit):
    return [client.post(url, data) for _try in range(limit + 1)][-1]


@pytest.mark.parametrize(
    "limit", ["BOOKINGS_PER_ADDRESS", "BOOKINGS_PER_PHONE", "FINDS_PER_PHONE", "PLANS_PER_ADDRESS", "CHANGES_PER_BOOKING"]
)
def test_a_request_too_many_comes_back_with_what_was_typed(client, slot, now, monkeypatch, limit):
    monkeypatch.setattr(rate_limits, limit, 1)
    EventSession.objects.update(booking_mode="both")
    booking = book(slot, "13800000009", now=now)
    url, data = {
        "FINDS_PER_PHONE": (reverse("booking_find"), {"reference": "AAAA 2345", "phone": "138 0000 0001"}),
        "PLANS_PER_ADDRESS": (reverse("plan_times"), {"pupils": "33", "adults": "77"}),
        "CHANGES_PER_BOOKING": (
            reverse("ticket_change", args=[booking.token]),
            {"what": "party", "people": "77", "under_14": "33"},
        ),
    }.get(limit, (URL, form_data(slot, people="77", access_needs="轮椅一台")))
    answer = send_too_often(client, url, data, 1)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "短时间内" in page
    for name, value in data.items():
        assert name in ("slot", "what", "consent") or not value or f'value="{value}"' in page


def test_the_bounds_leave_room_for_a_school_behind_one_address():
    assert rate_limits.BOOKINGS_PER_ADDRESS >= 600
    assert rate_limits.BOOKINGS_PER_PHONE < rate_limits.BOOKINGS_PER_ADDRESS
