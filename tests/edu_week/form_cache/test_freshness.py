"""How long a full slot is remembered, and that a request which has booked always leads to its ticket."""

import datetime as dt

import pytest

from content import clock
from edu_week.page_cache import generation
from events.bookings import full_slots, services
from events.models import Booking, EventSession, TimeSlot
from tests.edu_week.form_cache.conftest import TOKEN_THAT_BOOKED, URL, count_queries, send
from tests.events.bookings.conftest import book, form_data

pytestmark = pytest.mark.django_db


def cancel_all(now):
    for booking in Booking.objects.live():
        services.cancel_booking(booking_id=booking.pk, now=now)


def test_a_thousand_refusals_ask_the_database_once_a_second(client, remembered, seconds):
    answers, queries = count_queries(lambda: [send(client, remembered).status_code for _time in range(1000)])
    assert (set(answers), queries) == ({409}, 0)
    seconds.now += 1
    answers, queries = count_queries(lambda: [send(client, remembered).status_code for _time in range(50)])
    assert (set(answers), queries) == ({409}, 1)


def test_nothing_is_remembered_before_somebody_was_refused(client, full, memory):
    assert count_queries(lambda: send(client, full))[1] > 5
    assert full.pk in memory.asked_at


def test_a_slot_whose_line_is_open_is_not_remembered(client, full, memory, clock_at):
    clock_at("2025-05-17T08:00")
    assert send(client, full).status_code == 302  # waits
    assert send(client, full, phone="13700000001").status_code == 409  # has booked
    assert not memory.asked_at


def send_again_what_booked(client, full):
    """The slot is full with what this request booked, and remembered; return its ticket, and the answer to it sent again."""
    Booking.objects.all().delete()
    TimeSlot.objects.update(places_taken=0)
    mine = {"people": "3", "submission": "mine"}
    ticket = send(client, full, **mine).url
    client.cookies.clear()  # as a browser that keeps none
    for phone in ("13800000002", "13800000003"):
        assert send(client, full, phone=phone).status_code == 409
    return ticket, send(client, full, **mine)


def test_the_request_that_booked_gets_its_ticket(client, full, memory):
    ticket, again = send_again_what_booked(client, full)
    assert (again.status_code, again.url) == (302, ticket)


def test_control_without_the_tokens_it_would_be_refused(client, full, memory, monkeypatch):
    monkeypatch.setattr(full_slots.FullSlot, "refuses", lambda slot, **request: True)
    _ticket, again = send_again_what_booked(client, full)
    assert again.status_code == 409


def test_a_token_whose_booking_has_ended_or_moved_goes_the_whole_way(client, remembered, seconds, now):
    Booking.objects.update(state="cancelled")
    seconds.now += 1
    answer, queries = count_queries(lambda: send(client, remembered, submission=TOKEN_THAT_BOOKED))
    assert queries > 1
    assert answer.status_code == 409


def test_a_freed_place_is_bookable_a_second_later(client, remembered, seconds, now):
    cancel_all(now)
    assert send(client, remembered).status_code == 409
    seconds.now += 1
    assert send(client, remembered).status_code == 302


def test_a_freed_place_is_bookable_at_once_for_who_goes_the_whole_way(client, remembered, seconds, now):
    cancel_all(now)
    assert client.post(URL, form_data(remembered)).status_code == 302


def test_who_has_just_booked_here_gets_his_ticket_whatever_is_remembered(client, remembered, seconds, now):
    """This process forgets the slot; another one knows by the cookie, or hears of it within a second."""
    cancel_all(now)
    booked = client.post(URL, form_data(remembered, submission="mine"))
    client.cookies.clear()
    assert send(client, remembered, submission="mine").url == booked.url


def test_who_sends_an_old_form_again_makes_nobody_forget(client, remembered, memory, clock_at):
    clock_at("2025-05-17T08:51")
    its_booker = {"phone": "13700000001", "people": "3", "contact_name": "Alice", "submission": TOKEN_THAT_BOOKED}
    assert send(client, remembered, without=("under_14",), **its_booker).status_code == 302
    assert remembered.pk in memory.known


def test_another_process_sends_who_has_just_booked_the_whole_way(client, remembered, seconds, now, memory):
    cancel_all(now)
    known = memory.known[remembered.pk]
    booked = client.post(URL, form_data(remembered, submission="mine"))
    memory.known[remembered.pk] = known
    memory.asked_at[remembered.pk] = seconds.now
    assert client.cookies["booked"]["path"] == URL
    assert send(client, remembered, submission="mine").url == booked.url
    client.cookies.clear()
    seconds.now += 1
    assert send(client, remembered, submission="mine").url == booked.url


def test_what_was_read_while_this_process_booked_is_not_used(remembered, seconds, now, memory, monkeypatch):
    read = full_slots.read_full_slots

    def read_slowly(*arguments):
        found = read(*arguments)
        memory.forget(remembered.pk)
        return found

    monkeypatch.setattr(full_slots, "read_full_slots", read_slowly)
    seconds.now += 1
    assert memory.find(remembered.pk, now) is None
    assert memory.find(remembered.pk, now) is None


@pytest.mark.parametrize("change", ["capacity", "later", "cancelled", "session"])
def test_what_staff_change_shows_a_second_later(client, remembered, seconds, change):
    if change == "capacity":
        TimeSlot.objects.update(capacity=9, bookable=9)
    elif change == "later":
        TimeSlot.objects.update(starts_at=remembered.starts_at + dt.timedelta(hours=1))
    elif change == "cancelled":
        TimeSlot.objects.update(cancelled_at=clock.now(), cancel_reason="停电")
    else:
        EventSession.objects.update(booking_mode="class")
        generation.read_number()  # within a test's transaction the number rises when it is asked for, else when it ends
    seconds.now += 1
    answer, queries = count_queries(lambda: send(client, remembered))
    assert queries > 1
    assert answer.status_code == (302 if change in ("capacity", "later") else 409 if change == "cancelled" else 200)
    assert ("停电" in answer.content.decode()) == (change == "cancelled")


def test_a_new_title_shows(client, remembered, session, monkeypatch):
    monkeypatch.setattr(generation, "INTERVAL", 0)
    assert "亲子RC模型组装" in send(client, remembered).content.decode()
    session.title = "遥控车"
    session.save()
    assert "遥控车" in send(client, remembered).content.decode()


def test_places_of_the_other_times_are_a_few_seconds_old(client, remembered, clock_at):
    rendered, queries = count_queries(lambda: send(client, remembered))
    clock_at("2025-05-17T08:50:06")
    assert count_queries(lambda: send(client, remembered))[1] > 1
    assert count_queries(lambda: send(client, remembered))[1] == 0


def test_a_slot_nobody_asks_for_is_no_longer_looked_at(remembered, seconds, now, memory):
    seconds.now += full_slots.SECONDS_WATCHED
    memory.learn(now)
    assert not memory.asked_at


def test_a_booking_of_another_process_is_known_a_second_later(full, memory, seconds, now):
    other = full_slots.FullSlots()
    other.asked_at[full.pk] = seconds.now
    assert other.find(full.pk, now).tokens == {TOKEN_THAT_BOOKED}
    cancel_all(now)
    book(full, "13700000005", people=3, now=now, token="theirs")
    assert "theirs" not in other.find(full.pk, now).tokens
    seconds.now += 1
    assert other.find(full.pk, now).tokens == {TOKEN_THAT_BOOKED, "theirs"}
    assert other.find(full.pk, now).phones == {"13700000005"}
