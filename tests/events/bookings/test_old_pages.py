"""A tab that was opened a while ago undoes nothing: through the pages, with the fields that they themselves show."""

import re

import pytest
from django.urls import reverse

from events.bookings import changes, old_pages, services
from events.models import Booking
from tests.events.bookings.conftest import book, book_class, make_slot

pytestmark = pytest.mark.django_db


class Tab:
    """The change page as a browser has it open: what each form sends if nothing is typed."""

    def __init__(self, client, booking):
        self.client, self.url = client, reverse("ticket_change", args=[booking.token])
        self.read(client.get(self.url))

    def read(self, page):
        self.forms = {}
        for form in re.findall(r"<form.*?</form>", page.content.decode(), re.S):
            fields = [field_of(tag) for tag in re.findall(r"<input[^>]*>", form, re.S)]
            sent = dict(filter(None, fields))
            if "what" in sent:
                self.forms[sent["what"]] = sent

    def send(self, what, **typed):
        answer = self.client.post(self.url, self.forms[what] | typed, follow=True)
        if answer.status_code == 409:
            self.read(answer)
        return answer


def field_of(tag):
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
    is_choice = attributes.get("type") in ("checkbox", "radio")
    if "name" not in attributes or (is_choice and "checked" not in tag):
        return None
    return attributes["name"], attributes.get("value", "on" if is_choice else "")


def said(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def booking(slot, now):
    return book(slot, people=4, now=now)


def value(booking, *names):
    booking.refresh_from_db()
    return tuple(getattr(booking, name) for name in names)


def test_each_form_carries_what_the_page_shows(client, session, booking, now):
    make_slot(session, "05-17 14:00", "05-17 15:00")
    tab = Tab(client, booking)
    assert set(tab.forms) == {"party", "slot", "contact"}
    shown = old_pages.page_values(booking, None)
    for sent in tab.forms.values():
        assert {name: sent[f"initial-{name}"] for name in shown} == shown


def test_two_tabs_fewer_people_and_a_mail_address(client, booking):
    one, two = Tab(client, booking), Tab(client, booking)
    one.send("party", people="2")
    answer = two.send("contact", email="alice@example.org")
    assert value(booking, "people", "email") == (2, "alice@example.org")
    assert "Meanwhile" not in said(answer)[0]
    assert any("2" in sentence for sentence in said(answer)[1:])


def test_two_tabs_of_one_form(client, booking):
    one, two = Tab(client, booking), Tab(client, booking)
    one.send("party", people="2")
    two.send("party", under_14="1", guardian="on")
    assert value(booking, "people", "under_14") == (2, 1)


def test_a_changed_number_does_not_come_back(client, booking):
    one, two = Tab(client, booking), Tab(client, booking)
    one.send("contact", phone="13900000009")
    answer = two.send("contact", access_needs="轮椅")
    assert value(booking, "phone", "access_needs") == ("13900000009", "轮椅")
    assert any("139****0009" in sentence for sentence in said(answer))


def test_both_changed_one_field_and_nothing_is_lost(client, booking):
    one, two = Tab(client, booking), Tab(client, booking)
    one.send("party", people="2")
    answer = two.send("party", people="5")
    assert answer.status_code == 409
    assert value(booking, "people") == (2,)
    html = answer.content.decode()
    assert 'value="5"' in html  # what was typed
    assert "2" in str(answer.context["party_form"].errors["people"])  # what it is now
    assert two.send("party").status_code == 200  # sent once more it is meant
    assert value(booking, "people") == (5,)


def test_both_changed_it_to_the_same(client, booking):
    one, two = Tab(client, booking), Tab(client, booking)
    one.send("party", people="2")
    assert two.send("party", people="2").status_code == 200
    assert booking.events.count() == 2


def test_two_tabs_and_two_times(client, session, slot, booking):
    two_o_clock, four = make_slot(session, "05-17 14:00", "05-17 15:00"), make_slot(session, "05-17 16:00", "05-17 17:00")
    one, two, three = Tab(client, booking), Tab(client, booking), Tab(client, booking)
    one.send("slot", slot=two_o_clock.pk)
    assert two.send("slot", slot=four.pk).status_code == 409
    assert value(booking, "slot_id") == (two_o_clock.pk,)
    assert two.send("slot", slot=four.pk).status_code == 200
    assert value(booking, "slot_id") == (four.pk,)
    assert three.send("slot", slot=four.pk).status_code == 200  # it is there already
    assert booking.events.count() == 3


def test_who_sends_no_shown_values_changes_what_is_sent(client, booking, now):
    Tab(client, booking).send("contact", email="alice@example.org")
    url = reverse("ticket_change", args=[booking.token])
    data = {"what": "contact", "contact_name": "李雷", "phone": "13800000001", "email": "", "access_needs": ""}
    assert client.post(url, data).status_code == 302
    assert value(booking, "contact_name", "email") == ("李雷", "")
    changes.change_party(booking_id=booking.pk, people=2, now=now)
    assert client.post(url, {"what": "party", "people": "4", "under_14": ""}).status_code == 302
    assert value(booking, "people") == (4,)


@pytest.mark.parametrize("what", ["party", "slot", "contact"])
def test_an_old_tab_of_a_cancelled_booking_says_that_it_is_cancelled(client, session, booking, now, what):
    other = make_slot(session, "05-17 14:00", "05-17 15:00")
    tab = Tab(client, booking)
    services.cancel_booking(booking_id=booking.pk, now=now)
    other.delete()  # so that the form's own check would find a time that is not listed
    answer = tab.send(what, slot=other.pk or 1, people="99", phone="x")
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "已取消" in re.search(r'role="alert".*?</div>', html, re.S)[0]
    assert "invalid-feedback" not in html
    assert not re.search(r"<form[^>]*form-section", html)
    assert "已取消" in client.get(tab.url).content.decode()


def test_control_without_the_shown_values_the_old_tab_wins(client, booking, monkeypatch):
    monkeypatch.setattr(changes, "merge_edits", lambda booking, sent, shown: sent)
    one, two = Tab(client, booking), Tab(client, booking)
    one.send("party", people="2")
    two.send("party", under_14="1", guardian="on")
    assert value(booking, "people") == (4,)


# Classes, and their requests for a change


@pytest.fixture
def a_class(class_session, now):
    booking = book_class(make_slot(class_session, capacity=60), now=now)
    make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=60)
    return services.approve_booking(booking_id=booking.pk, now=now, actor=services.Actor(kind="staff"))


def test_only_the_adults(client, a_class):
    one, two = Tab(client, a_class), Tab(client, a_class)
    one.send("party", pupils="20")
    two.send("party", adults="3")  # one more than before, of 22 that are approved now
    assert value(a_class, "pupils", "adults", "people") == (20, 2, 22)
    change = a_class.change_requests.get()
    assert (change.pupils, change.adults, change.state) == (20, 3, "pending")


def test_an_old_tab_takes_the_place_of_no_request_it_does_not_show(client, a_class):
    one, two = Tab(client, a_class), Tab(client, a_class)
    one.send("party", pupils="40")
    answer = two.send("slot", slot=str(a_class.slot.session.slots.last().pk))
    assert answer.status_code == 409
    assert a_class.change_requests.get().people == 42
    two.send("slot", slot=str(a_class.slot.session.slots.last().pk))
    assert list(a_class.change_requests.values_list("state", flat=True)) == ["replaced", "pending"]


def test_the_page_says_that_the_booking_stays(client, a_class):
    answer = Tab(client, a_class).send("party", pupils="40")
    ticket = answer.content.decode()
    assert "32 → 42" in ticket
    assert answer.context["qr"]
    assert Booking.objects.get(pk=a_class.pk).state == "confirmed"
    sheet = client.get(reverse("class_sheet", args=[a_class.token])).content.decode()
    assert "32" in sheet
    assert "42" not in re.sub(r"<[^>]*>", "", sheet)


def test_withdrawing_from_the_ticket(client, a_class):
    Tab(client, a_class).send("party", pupils="40")
    change, url = a_class.change_requests.get(), reverse("ticket_withdraw", args=[a_class.token])
    assert f'action="{url}"' in client.get(reverse("ticket", args=[a_class.token])).content.decode()
    for wrong in ("", "x", str(change.pk + 1), "9" * 30):
        assert client.post(url, {"request": wrong}).status_code == 404
    assert client.get(url).status_code == 405
    answer = client.post(url, {"request": change.pk}, follow=True)
    assert said(answer)
    assert client.post(url, {"request": change.pk}, follow=True).status_code == 200  # a double click
    change.refresh_from_db()
    assert (change.state, answer.context["pending"]) == ("withdrawn", None)


def test_the_ticket_tells_of_a_request_that_ended(client, a_class, clock_at):
    Tab(client, a_class).send("party", pupils="40")
    clock_at("2025-05-15T09:30")  # nobody has settled it
    page = client.get(reverse("ticket", args=[a_class.token]))
    assert page.context["ended_request"].state == "lapsed"
    assert page.context["pending"] is None
