"""Who lost the answer or the ticket gets its address on record, and nobody else learns whether there is a booking."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from events.bookings import rate_limits, services
from events.models import Booking, Notice
from tests.events.bookings.conftest import book, form_data, make_slot
from tests.queued_tasks import run_queued_tasks

pytestmark = pytest.mark.django_db

URL = reverse("ticket_link")


def ask(client, phone="13800000001", **more):
    answer = client.post(URL, {"link_phone": phone}, follow=True, **more)
    run_queued_tasks()
    return answer


def links():
    return Notice.objects.filter(kind="ticket_link")


def page_of(answer) -> str:
    page = answer.content.decode()
    return page[page.index("<main") :]


def test_the_answer_is_the_same_with_and_without_a_booking(client, slot, now):
    booking = book(slot, now=now)
    Booking.objects.update(email="wang@example.org")
    page = page_of(ask(client))
    assert page == page_of(ask(client, "13800000009"))
    assert booking.token not in page
    (link,) = links()
    assert reverse("ticket", args=[booking.token]) in link.body
    assert (link.channel, link.masked_recipient) == ("mail", "w***@example.org")


def test_each_booking_that_is_still_to_come_has_its_link(client, session, now):
    to_come, ended, over = (book(make_slot(session, f"05-1{day} 10:00", f"05-1{day} 11:00"), now=now) for day in (5, 6, 4))
    services.cancel_booking(booking_id=ended.pk, now=now)
    over.slot.starts_at, over.slot.ends_at = now.replace(hour=8), now.replace(hour=9)
    over.slot.save()
    ask(client, "138 0000 0001")
    assert [link.booking for link in links()] == [to_come]


def test_three_an_hour_for_a_number_and_then_a_sentence(client, slot, now):
    book(slot, now=now)
    Booking.objects.update(email="wang@example.org")
    answers = [ask(client, REMOTE_ADDR=f"203.0.113.{number}").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert ask(client, "13800000009").status_code == 200
    caches["limits"].clear()
    answers = [ask(client, "13800000009", REMOTE_ADDR=f"203.0.113.{number}").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]  # the same for a number without a booking


def test_who_can_only_be_called_stands_on_the_call_list_once(client, slot, now):
    book(slot, now=now)
    for _time in range(3):
        ask(client)
    assert links().count() == 1
    assert links().get().channel == "call"


@pytest.mark.parametrize("phone", ["", "12", "x", "13800000001\x00"])
def test_a_number_that_is_none_gets_a_sentence(client, db, now, phone):
    answer = ask(client, phone)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_who_is_refused_for_the_number_is_offered_the_link(client, slot, now):
    book(slot, now=now)
    page = client.post(reverse("session_book", args=["rc-cars"]), form_data(slot, people="2")).content.decode()
    assert f'action="{URL}"' in page
    assert 'name="link_phone" value="13800000001"' in page


def test_the_right_pair_opens_after_any_number_of_wrong_ones(client, slot, now, monkeypatch):
    booking = book(slot, now=now)
    find = {"reference": booking.reference, "phone": booking.phone}
    for number in range(rate_limits.FINDS_PER_PHONE * 2):
        client.post(reverse("booking_find"), find | {"reference": f"AAAAAA{number:02}"})
    assert client.post(reverse("booking_find"), find).url == reverse("ticket", args=[booking.token])


def test_the_number_of_a_photographed_ticket_cannot_be_guessed(client, slot, now):
    """It shows the reference and all but four digits of the number."""
    booking = book(slot, now=now)
    find = {"reference": booking.reference, "phone": booking.phone}
    answers = [
        client.post(reverse("booking_find"), find | {"phone": f"1380000{number:04}"}).status_code
        for number in range(5000, 5000 + rate_limits.FINDS_PER_REFERENCE + 1)
    ]
    assert answers[-1] == 429
    assert client.post(reverse("booking_find"), find).status_code == 429
    assert client.post(reverse("booking_find"), find, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_once_all_data_are_erased_nothing_offers_to_find_a_booking(client, slot, now):
    url = reverse("booking_find")
    assert 'name="link_phone"' in page_of(client.get(url))
    book(slot, now=now)
    assert 'name="link_phone"' in page_of(client.get(url))
    Booking.objects.update(phone="")
    page = page_of(client.get(url))
    assert "不能再找回预约" in page
    assert "<form" not in page
