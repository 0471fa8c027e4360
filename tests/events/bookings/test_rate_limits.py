"""How often one address, one number, one booking may try in a minute."""

import pytest
from django.urls import reverse

from events.bookings import rate_limits
from events.models import Booking
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


def test_one_address_looks_for_bookings_so_often_and_no_more(client, slot, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "FINDS_PER_ADDRESS", 2)
    tries = [
        client.post(reverse("booking_find"), {"reference": "AAAAAAAA", "phone": f"1380000000{number}"}).status_code
        for number in range(3)
    ]
    assert tries == [200, 200, 429]


def test_one_address_holds_plans_so_often_and_no_more(client, slot, now, monkeypatch):
    monkeypatch.setattr(rate_limits, "PLANS_PER_ADDRESS", 2)
    assert [client.post(reverse("plan_times"), {}).status_code for _try in range(3)] == [200, 200, 429]


def test_the_bounds_leave_room_for_a_school_behind_one_address():
    assert rate_limits.BOOKINGS_PER_ADDRESS >= 600
    assert rate_limits.BOOKINGS_PER_PHONE < rate_limits.BOOKINGS_PER_ADDRESS
