"""A ticket put together from memory is the one that its template renders, and has nothing of anybody else."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from content import public_cache
from events.bookings import changes, services, usual_tickets
from events.models import Booking
from tests.events.bookings.conftest import book, make_slot

pytestmark = pytest.mark.django_db


def book_for(slot, phone, now, name="Alice", **more):
    booking = book(slot, phone, name=name, now=now)
    Booking.objects.filter(pk=booking.pk).update(**more)
    booking.refresh_from_db()
    return booking


@pytest.fixture
def first(slot, now):
    return book_for(slot, "13700000001", now, name="阿依古丽·买买提", email="first@example.org")


@pytest.fixture
def second(slot, now):
    return book_for(slot, "13700000002", now, name="O'Brien & <b>Sons</b>", email="second@example.org")


@pytest.fixture
def renderings(monkeypatch):
    """How often a ticket was rendered for memory."""
    counted, render = [], usual_tickets.render_to_string
    monkeypatch.setattr(usual_tickets, "render_to_string", lambda *args: counted.append(1) or render(*args))
    return counted


def read_ticket(client, booking, language="zh-hans", query="", **headers):
    with override(language):
        answer = client.get(reverse("ticket", args=[booking.token]) + query, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def read_whole_ticket(client, booking, *more):
    """Read it as the template renders it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usual_tickets, "find_key", lambda *arguments: None)
        return read_ticket(client, booking, *more)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_the_templates(client, first, second, renderings, language):
    read_ticket(client, first, language)
    assert read_ticket(client, second, language) == read_whole_ticket(client, second, language)
    assert read_ticket(client, first, language) == read_whole_ticket(client, first, language)
    assert len(renderings) == 1


def test_memory_has_nothing_of_its_booker(client, first):
    read_ticket(client, first)
    [pieces] = [value for key, value in public_cache._entries.values.items() if key[1][0] == "ticket"]
    known, text = Booking.objects.get(pk=first.pk), "".join(pieces)
    of_booker = (known.reference, known.spaced_reference, known.token, known.uid, known.contact_name, known.email)
    assert not [value for value in (*of_booker, known.phone, known.masked_phone, "base64") if value in text]


def test_another_party_or_time_has_a_ticket_of_its_own(client, session, first, now, renderings):
    others = [
        book(first.slot, "13700000003", people=2, now=now),
        book(first.slot, "13700000004", people=2, under_14=1, now=now),
        book_for(first.slot, "13700000005", now, access_needs="轮椅"),
        book(make_slot(session, "05-18 09:00", "05-18 10:00"), "13700000006", now=now),
    ]
    for booking in (first, *others):
        assert read_ticket(client, booking) == read_whole_ticket(client, booking)
    assert len(renderings) == 5


def test_what_is_not_the_usual_is_rendered_whole(client, slot, first, now, renderings):
    read_ticket(client, first, cookie="theme=dark")
    read_ticket(client, first, query="?from=mail")
    changes.change_party(booking_id=first.pk, people=2, now=now)
    read_ticket(client, first)
    services.cancel_booking(booking_id=first.pk, now=now)
    assert "已取消" in read_ticket(client, first)
    waiting = book(make_slot(slot.session, "05-18 09:00", "05-18 10:00", 1), "13700000007", now=now)
    waiting = book(waiting.slot, "13700000008", now=now)
    assert waiting.state == Booking.State.WAITLISTED
    read_ticket(client, waiting)
    assert not renderings


@pytest.mark.parametrize("moment", ["2025-05-17T08:45", "2025-05-17T09:31", "2025-05-17T12:00"])
def test_as_the_day_goes_by_it_says_what_holds_then(client, first, second, clock_at, moment):
    read_ticket(client, second)
    clock_at(moment)
    read_ticket(client, second)
    assert read_ticket(client, first) == read_whole_ticket(client, first)


def test_who_moves_the_session_sees_it_on_the_ticket(client, session, first, second):
    read_ticket(client, first)
    session.title = "遥控车"
    session.save()
    assert "遥控车" in read_ticket(client, second)
