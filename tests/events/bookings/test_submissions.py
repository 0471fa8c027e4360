"""Rule 3: a request is granted once, and nobody is ever shown the ticket of somebody else."""

import datetime as dt

import pytest
from django.urls import reverse

from events.bookings import changes, plans, services
from events.models import Booking, Submission
from tests.events.bookings.conftest import at, book, book_class, form_data, fresh, make_slot, taken

pytestmark = pytest.mark.django_db

URL = reverse("session_book", args=["rc-cars"])
TOKEN = {"submission": "one-form"}


def send(client, slot, **more):
    return client.post(URL, form_data(slot, **TOKEN, **more))


def ticket_of(booking) -> str:
    return reverse("ticket", args=[booking.token])


def fields_of(answer) -> dict:
    """What the returned form would send."""
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}


def test_the_same_request_makes_nothing_new(client, slot, now):
    first = send(client, slot)
    assert send(client, slot).url == first.url == ticket_of(Booking.objects.get())
    assert client.post("/en" + URL, form_data(slot, **TOKEN)).url.endswith(first.url)  # the language is no part of it
    assert (Booking.objects.count(), taken(slot)) == (1, 1)


def test_the_second_person_on_one_phone_has_a_booking_of_their_own(client, slot, now):
    """The browser's Back shows the form with its old token."""
    first = send(client, slot)
    second = send(client, slot, contact_name="李先生", phone="13800000002")
    assert second.status_code == 302
    assert second.url != first.url
    assert second.url == ticket_of(Booking.objects.get(phone="13800000002"))
    assert taken(slot) == 2


@pytest.mark.parametrize("other", [{"people": "2"}, {"contact_name": "李先生"}, {"email": "li@example.org"}])
def test_another_request_with_the_token_is_under_all_rules(client, slot, now, other):
    first = send(client, slot)
    answer = send(client, slot, **other)
    assert answer.status_code == 409
    assert "phone" in answer.context["form"].errors
    assert first.url not in answer.content.decode()
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("token", [{}, {"submission": "another-form"}])
def test_without_the_token_nothing_opens_a_ticket(client, slot, now, token):
    """Whoever knows a name and a number must not get the secret address."""
    first = send(client, slot)
    answer = client.post(URL, form_data(slot, **token))
    assert answer.status_code == 409
    assert "phone" in answer.context["form"].errors
    assert first.url not in answer.content.decode()


def cancel(booking):
    services.cancel_booking(booking_id=booking.pk, now=at("05-13 09:30"))


def give_to_another_number(booking):
    contact = changes.ContactDetails(contact_name="王女士", phone="13800000009")
    changes.change_contact(booking_id=booking.pk, contact=contact, now=at("05-13 09:30"))


@pytest.mark.parametrize("ends", [cancel, give_to_another_number])
def test_a_repeat_of_what_no_longer_stands_books_nothing_until_it_is_sent_once_more(client, slot, now, ends):
    send(client, slot)
    booking = Booking.objects.get()
    ends(booking)
    answer = send(client, slot)
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["__all__"]
    assert 'role="alert"' in answer.content.decode()
    assert ticket_of(booking) not in answer.content.decode()
    assert Booking.objects.count() == 1
    again = fields_of(answer) | {"consent": "on"}
    assert again["submission"] != TOKEN["submission"]
    assert again["contact_name"] == "王女士"
    anew = client.post(URL, again)
    assert anew.status_code == 302
    assert anew.url != ticket_of(booking)
    assert Booking.objects.count() == 2


def test_a_repeat_finds_the_booking_whatever_it_has_become(client, session, now):
    slot, later = make_slot(session), make_slot(session, "05-17 14:00", "05-17 15:30")
    first = send(client, slot, people="3")
    booking = Booking.objects.get()
    changes.change_party(booking_id=booking.pk, people=2, now=now)
    changes.move_booking(booking_id=booking.pk, to_slot_id=later.pk, now=now)
    assert send(client, slot, people="3").url == first.url
    assert fresh(booking) == [("confirmed", 2)]
    assert Booking.objects.count() == 1


def test_after_a_move_a_new_form_may_book_the_old_time(client, session, now):
    """What was asked for is never written anew, and never stands for a booking that has become another."""
    slot, later = make_slot(session), make_slot(session, "05-17 14:00", "05-17 15:30")
    send(client, slot)
    booking = Booking.objects.get()
    changes.move_booking(booking_id=booking.pk, to_slot_id=later.pk, now=now)
    answer = client.post(URL, form_data(slot, submission="another-form"))
    assert answer.status_code == 302
    assert answer.url != ticket_of(booking)
    assert (taken(slot), taken(later)) == (1, 1)


def test_fewer_places_and_a_split_are_found_again(class_session, now):
    slot = make_slot(class_session, capacity=50)
    other = make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=40)
    book_class(slot, now=now)
    first = book_class(slot, "13900000002", now=now, may_split=True, token="split")
    assert Booking.objects.filter(slot=other).count() == 1
    assert book_class(slot, "13900000002", now=now, may_split=True, token="split").pk == first.pk
    services.cancel_booking(booking_id=first.pk, now=now)
    found = book_class(slot, "13900000002", now=now, may_split=True, token="split")
    assert found.slot_id == other.pk  # the half that stands


def test_a_repeat_does_not_join_the_line_twice(client, session, now):
    slot = make_slot(session, capacity=1)
    book(slot, "13800000009", now=now)
    first = send(client, slot)
    assert Booking.objects.get(phone="13800000001").state == "waitlisted"
    assert send(client, slot).url == first.url
    assert Booking.objects.count() == 2


def test_requests_are_erased_with_the_booking(client, slot, now):
    send(client, slot)
    Booking.objects.get().delete()
    assert not Submission.objects.exists()


# Plans


WHO = {"school_name": "第一中学", "grade": "8", "contact_name": "王老师", "phone": "13900000001", "consent": "on"}


@pytest.fixture
def day(class_session):
    return [
        make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=60),
        make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=60),
    ]


def plan(client, *slots, **more):
    data = {"pupils": "30", "adults": "2", "day": "2025-05-17", "slot": [slot.pk for slot in slots], **TOKEN, **more}
    return client.post(reverse("plan_times"), data)


def test_a_plan_booked_twice_is_booked_once(client, day, now):
    step = plan(client, *day)
    ticket = client.post(step.url, WHO | {"submission": "second"})
    assert client.post(step.url, WHO | {"submission": "second"}).url == ticket.url
    assert Booking.objects.count() == 2


@pytest.mark.parametrize("other", [{"contact_name": "李老师", "phone": "13900000002"}, {"submission": "x"}, {"submission": ""}])
def test_another_request_for_a_plan_that_is_booked_gets_a_sentence(client, day, now, other):
    step = plan(client, *day)
    ticket = client.post(step.url, WHO | {"submission": "second"})
    answer = client.post(step.url, WHO | {"submission": "second"} | other)
    assert answer.status_code == 409
    assert ticket.url not in answer.content.decode()
    assert ticket.url not in client.get(step.url).content.decode()
    assert Booking.objects.count() == 2


def test_the_second_class_with_the_same_times_and_numbers_chooses_anew(client, day, now):
    """Back to the first step: the token and the request are those of the first class."""
    client.post(plan(client, *day).url, WHO | {"submission": "second"})
    for slot in day:
        slot.capacity = 80
        slot.save()
    answer = plan(client, *day)
    assert answer.status_code == 409
    anew = plan(client, *day, submission=answer.context["form"]["submission"].value())
    assert anew.status_code == 302
    other = client.post(anew.url, WHO | {"class_name": "2", "phone": "13900000002"})
    assert other.url == ticket_of(Booking.objects.filter(phone="13900000002").order_by("slot__starts_at").first())
    assert Booking.objects.count() == 4


def test_a_hold_that_ended_is_held_anew(client, day, now, clock_at):
    first = plan(client, *day)
    clock_at("2025-05-13T09:45")
    services.settle_due_slots(now=at("05-13 09:45"))
    assert taken(day[0]) == 0
    assert plan(client, *day).url == first.url
    assert (taken(day[0]), taken(day[1])) == (32, 32)
    assert Booking.objects.count() == 2
    client.post(first.url + "drop/")
    assert plan(client, *day).url == first.url
    assert (taken(day[0]), taken(day[1])) == (32, 32)


def test_a_plan_of_which_one_time_was_cancelled_is_found_by_the_other(day, now):
    details = services.BookerDetails(contact_name="Carol", phone="13900000001", school_name="第一中学", grade=8)
    held = plans.hold_plan(slot_ids=[slot.pk for slot in day], pupils=30, adults=2, now=now)
    booked = plans.book_plan(plan=held[0].plan, details=details, now=now, token="second")
    services.cancel_booking(booking_id=booked[0].pk, now=now + dt.timedelta(minutes=1))
    again = plans.book_plan(plan=held[0].plan, details=details, now=now + dt.timedelta(minutes=2), token="second")
    assert again[0].pk == booked[1].pk
