"""The pages of the waiting list, of changes and of plans, as people walk through them."""

import pytest
from django.urls import reverse

from events.models import Booking
from tests.events.bookings.conftest import at, book, book_class, form_data, fresh, make_slot, taken

pytestmark = pytest.mark.django_db

URL = "/events/rc-cars/book/"


def change(client, booking, **data):
    return client.post(reverse("ticket_change", args=[booking.token]), data)


def body(answer) -> str:
    return answer.content.decode()


def test_sending_for_a_full_slot_joins_its_waiting_list_and_the_page_said_so(client, session, now):
    slot = make_slot(session, capacity=2)
    book(slot, people=2, now=now)
    page = body(client.get(URL, {"slot": slot.pk}))
    assert "提交后即加入候补" in page
    answer = client.post(URL, form_data(slot, phone="13800000002"))
    booking = Booking.objects.get(phone="13800000002")
    assert (answer.status_code, booking.state) == (302, "waitlisted")
    assert "1" in body(client.get(answer.url))


def test_a_party_too_large_for_what_is_left_is_asked_whether_to_wait(client, session, now):
    slot = make_slot(session, capacity=5)
    book(slot, people=3, now=now)
    data = form_data(slot, phone="13800000002", people="4")
    answer = client.post(URL, data)
    assert answer.status_code == 409
    assert 'name="wait"' in body(answer)
    assert 'value="王女士"' in body(answer)
    assert client.post(URL, data | {"wait": "1"}).status_code == 302
    assert Booking.objects.get(phone="13800000002").state == "waitlisted"


def test_in_the_last_hour_nobody_is_offered_to_wait(client, session, clock_at):
    slot = make_slot(session, capacity=5)
    book(slot, people=3, now=clock_at("2025-05-17T08:35"))
    answer = client.post(URL, form_data(slot, phone="13800000002", people="4"))
    assert answer.status_code == 409
    assert 'name="wait"' not in body(answer)


def test_a_form_opened_early_works_once_open(client, slot, clock_at):
    clock_at("2025-05-10T07:59")
    page = body(client.get(URL))
    assert "data-countdown-to" in page
    assert client.post(URL, form_data(slot)).status_code == 409
    clock_at("2025-05-10T08:00")
    assert client.post(URL, form_data(slot)).status_code == 302


def test_one_number_is_slowed_before_one_address(client, slot, now):
    answers = {client.post(URL, form_data(slot, people="9")).status_code for _try in range(31)}
    assert answers == {409, 429}
    assert client.post(URL, form_data(slot, phone="13800000002")).status_code == 302


# Changes


def test_moving_is_offered_only_where_there_is_another_slot_to_move_to(client, session, slot, now):
    booking = book(slot, now=now)
    address = reverse("ticket_change", args=[booking.token])
    assert 'name="slot"' not in body(client.get(address))
    full = make_slot(session, "05-17 14:00", "05-17 15:00", capacity=1)
    book(full, phone="13800000002", now=now)
    assert 'name="slot"' not in body(client.get(address))
    make_slot(session, "05-17 16:00", "05-17 17:00", capacity=1)
    assert 'name="slot"' in body(client.get(address))
    refused = change(client, booking, what="slot", slot=str(full.pk))
    assert (refused.status_code, "invalid-feedback" in body(refused)) == (409, True)


def test_numbers(client, slot, now):
    booking = book(slot, people=2, now=now)
    assert change(client, booking, what="party", people="3", under_14="").url == reverse("ticket", args=[booking.token])
    refused = change(client, booking, what="party", people="9", under_14="")
    assert refused.status_code == 409
    assert 'value="9"' in body(refused)
    assert "invalid-feedback" in body(refused)
    assert fresh(booking) == [("confirmed", 3)]


def test_children_need_their_guardian(client, slot, now):
    booking = book(slot, people=2, now=now)
    assert "监护人" in body(change(client, booking, what="party", people="2", under_14="1"))
    assert change(client, booking, what="party", people="2", under_14="1", guardian="on").status_code == 302
    booking.refresh_from_db()
    assert (booking.under_14, booking.guardian_consented) == (1, True)


def test_another_time(client, session, now):
    old, new = make_slot(session), make_slot(session, "05-17 14:00", "05-17 15:00")
    booking = book(old, people=2, now=now)
    assert f'value="{new.pk}"' in body(client.get(reverse("ticket_change", args=[booking.token])))
    assert change(client, booking, what="slot", slot="999999").status_code == 200
    assert change(client, booking, what="slot", slot=new.pk).status_code == 302
    assert (taken(old), taken(new)) == (0, 2)


def test_contact(client, slot, now):
    booking = book(slot, now=now)
    data = {"what": "contact", "contact_name": "李雷", "phone": "138 0000 0009", "email": "", "access_needs": "轮椅"}
    assert change(client, booking, **data).status_code == 302
    booking.refresh_from_db()
    assert (booking.contact_name, booking.phone, booking.access_needs) == ("李雷", "13800000009", "轮椅")
    assert "身份证" in body(change(client, booking, **data | {"access_needs": "110101199003071234"}))


def test_after_the_deadline_only_the_contact(client, slot, clock_at, now):
    booking = book(slot, now=now)
    clock_at("2025-05-17T08:00")
    page = client.get(reverse("ticket_change", args=[booking.token]))
    assert not page.context["can_change"]
    assert page.context["can_change_contact"]
    assert change(client, booking, what="party", people="2", under_14="").status_code == 409


@pytest.mark.parametrize("what", ["", "state", "__class__"])
def test_unknown_changes_are_none(client, slot, now, what):
    assert change(client, book(slot, now=now), what=what).status_code == 200


def test_unknown_tickets(client, db):
    assert client.get(reverse("ticket_change", args=["x" * 43])).status_code == 404


# Plans


PLAN = {"pupils": "30", "adults": "2"}
WHO = {"school_name": "第一中学", "grade": "8", "contact_name": "王老师", "phone": "13900000001", "consent": "on"}


@pytest.fixture
def day(class_session):
    return [
        make_slot(class_session, "05-17 09:00", "05-17 10:30", capacity=60),
        make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=60),
        make_slot(class_session, "05-17 10:00", "05-17 11:00", capacity=60),
    ]


def plan(client, *slots, **more):
    return client.post(reverse("plan_times"), PLAN | {"day": "2025-05-17", "slot": [slot.pk for slot in slots]} | more)


def test_a_plan_in_two_steps(client, day, now):
    page = client.get(reverse("plan_times"), {"day": "2025-05-17", "slot": day[0].pk})
    assert page.context["form"].ticked == {str(day[0].pk)}
    step = plan(client, *day[:2])
    assert step.status_code == 302
    assert (taken(day[0]), taken(day[1])) == (32, 32)
    assert "第一中学" in body(client.post(step.url, WHO | {"consent": ""}))
    ticket = client.post(step.url, WHO)
    assert set(Booking.objects.values_list("state", flat=True)) == {"pending"}
    assert ticket.url == reverse("ticket", args=[Booking.objects.order_by("slot__starts_at").first().token])
    assert Booking.objects.count() == 2


def test_a_plan_sent_twice_is_held_once(client, day, now):
    token = client.get(reverse("plan_times")).context["form"]["submission"].value()
    first = plan(client, *day[:2], submission=token)
    assert plan(client, *day[:2], submission=token).url == first.url
    assert (taken(day[0]), taken(day[1])) == (32, 32)


def test_clashes_are_named_and_nothing_is_held(client, day, now):
    answer = plan(client, day[0], day[2])
    assert answer.status_code == 409
    assert "时间重叠" in body(answer)
    assert "09:00–10:30" in body(answer)
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"pupils": "x"}, {"pupils": ""}, {"adults": "-1"}, {"slot": []}, {"slot": ["x"]}, {"slot": ["99999"]}]
)
def test_bad_input_of_a_plan(client, day, now, wrong):
    answer = plan(client, day[0], **wrong)
    assert answer.status_code == 200
    assert 'role="alert"' in body(answer)
    assert not Booking.objects.exists()


def test_a_plan_too_late_keeps_what_was_typed(client, day, now, clock_at):
    step = plan(client, day[0])
    clock_at("2025-05-13T09:40")
    book_class(day[0], now=at("05-13 09:40"))
    answer = client.post(step.url, WHO)
    assert answer.status_code == 409
    assert "王老师" in body(answer)
    assert f"slot={day[0].pk}" in body(answer)


def test_a_plan_given_back(client, day, now):
    step = plan(client, day[0])
    answer = client.post(step.url + "drop/")
    assert answer.url == reverse("plan_times") + "?day=2025-05-17"
    assert taken(day[0]) == 0
    assert client.get(step.url + "drop/").status_code == 405
    assert client.post("/bookings/plan/no-such-plan/drop/").status_code == 404


def test_nothing_for_classes_left(client, session, now):
    assert client.get(reverse("plan_times")).status_code == 200


def test_held_places_show_in_live_places(client, day, now):
    plan(client, day[0])
    places = client.get(reverse("availability_json"), {"session": "rc-cars"}).json()["slots"][str(day[0].pk)]
    assert places["left"] == 28
