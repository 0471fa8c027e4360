"""The step in which the code is typed: nothing typed before is lost, nothing is booked or held before it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from content import clock, public_cache
from events.bookings import phone_check_pages, rate_limits, spam_guard
from events.models import Booking, PhoneCheck
from tests.events.bookings.conftest import at, book, form_data, make_slot, taken
from tests.events.bookings.sms_recorder import turn_on_phone_check

pytestmark = pytest.mark.django_db
PHONE = "13800000001"


@pytest.fixture
def sent(settings, monkeypatch, now):
    return turn_on_phone_check(settings, monkeypatch)


def code_of(sent) -> str:
    return sent[-1].values[1]


def hidden_values(answer) -> dict:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode())
    return {name: unescape(value) for name, value in found if name != "next"}  # of the form for the theme


class Visitor:
    """Fills in a form and goes on from the page that comes back, as a browser without scripts does."""

    def __init__(self, client, path):
        self.client, self.path = client, path

    def send(self, **values):
        self.answer = self.client.post(self.path, values)
        return self.answer

    def go_on(self, **values):
        return self.send(**hidden_values(self.answer), **values)

    @property
    def text(self) -> str:
        return self.answer.content.decode()


@pytest.fixture
def visitor(client, slot, sent):
    return Visitor(client, f"/events/{slot.session.slug}/book/")


def typed(slot, **more):
    return form_data(slot, access_needs="轮椅 & “一辆”", email="wang@example.org", submission="once", **more)


def test_a_code_is_asked_for_and_everything_typed_comes_along(visitor, slot, sent):
    first = visitor.send(**typed(slot))
    assert first.status_code == 200
    assert not Booking.objects.exists()
    assert taken(slot) == 0
    assert "138****0001" in visitor.text
    assert 'autocomplete="one-time-code"' in visitor.text
    assert hidden_values(first).items() >= {name: str(value) for name, value in typed(slot).items()}.items()
    assert "no-store" in first["Cache-Control"]
    assert sent[0].phone == PHONE
    assert code_of(sent) not in visitor.text
    last = visitor.go_on(phone_code=code_of(sent))
    assert last.status_code == 302
    booking = Booking.objects.get()
    assert (booking.phone, booking.email, booking.access_needs) == (PHONE, "wang@example.org", "轮椅 & “一辆”")
    assert len(sent) == 1


def test_a_code_is_used_once_though_the_pages_have_changed_meanwhile(visitor, slot, sent, monkeypatch):
    visitor.send(**typed(slot))
    monkeypatch.setattr(public_cache, "_find_recent_generation", lambda: -1)  # what this process knew a moment ago
    assert visitor.go_on(phone_code=code_of(sent)).status_code == 302
    assert Booking.objects.get().phone == PHONE
    assert len(sent) == 1


@pytest.mark.parametrize("shape", ["{0}", " {0} ", "{0:.3}-{0:.0}", "full width"])
def test_the_code_as_people_type_it(visitor, slot, sent, shape):
    visitor.send(**typed(slot))
    code = code_of(sent)
    text = {"full width": "".join(chr(ord(digit) + 0xFEE0) for digit in code), "{0:.3}-{0:.0}": f"{code[:3]}-{code[3:]}"}
    assert visitor.go_on(phone_code=text.get(shape, shape.format(code))).status_code == 302


def test_a_wrong_code_says_how_many_tries_are_left(visitor, slot, sent):
    visitor.send(**typed(slot))
    wrong = f"{(int(code_of(sent)) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        visitor.go_on(phone_code=wrong)
        assert f"还可以再试{left}次" in visitor.text
    visitor.go_on(phone_code=wrong)
    assert "请重新获取验证码" in visitor.text
    visitor.go_on(phone_code=code_of(sent))
    assert not Booking.objects.exists()
    visitor.go_on(resend_code="1")
    assert len(sent) == 2
    assert visitor.go_on(phone_code=code_of(sent)).status_code == 302


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef"])
def test_what_cannot_be_the_code_costs_no_try(visitor, slot, sent, code):
    visitor.send(**typed(slot))
    visitor.go_on(phone_code=code)
    assert "验证码是6位数字" in visitor.text
    assert PhoneCheck.objects.get().tries == 0


def test_errors_of_the_form_come_first_and_send_nothing(visitor, slot, sent):
    visitor.send(**typed(slot, people="0"))
    assert "invalid-feedback" in visitor.text
    assert sent == []


def test_another_number_needs_another_code(visitor, slot, sent):
    visitor.send(**typed(slot))
    step = hidden_values(visitor.answer)
    visitor.send(**{**step, "phone": "13900000009", "phone_code": code_of(sent)})
    assert not Booking.objects.exists()
    assert "请重新获取验证码" in visitor.text


def test_the_number_may_be_changed(visitor, slot, sent):
    visitor.send(**typed(slot))
    visitor.go_on(edit_phone="1")
    assert 'name="contact_name"' in visitor.text
    assert 'value="王女士"' in visitor.text
    assert "phone_code" not in visitor.text
    assert len(sent) == 1


def test_a_refusal_after_the_code_asks_for_no_second_one(visitor, client, slot, sent, now):
    """Also in a browser that drops cookies."""
    visitor.send(**typed(slot))
    book(slot, now=now)  # elsewhere, meanwhile
    refused = visitor.go_on(phone_code=code_of(sent))
    assert refused.status_code == 409
    client.cookies.clear()
    proof = hidden_values(refused)["phone_proof"]
    later = make_slot(slot.session, start="05-18 09:00", end="05-18 10:00")
    assert visitor.send(**{**typed(later), "phone_proof": proof}).status_code == 302
    assert len(sent) == 1


def test_a_browser_that_has_confirmed_its_number_books_again_without(visitor, slot, sent):
    visitor.send(**typed(slot))
    booked = visitor.go_on(phone_code=code_of(sent))
    cookie = booked.cookies[phone_check_pages.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 1800)
    assert PHONE not in cookie.value
    later = make_slot(slot.session, start="05-18 09:00", end="05-18 10:00")
    assert visitor.send(**{**typed(later), "submission": "two"}).status_code == 302
    visitor.send(**{**typed(later), "submission": "three", "phone": "13900000009"})
    assert sent[-1].phone == "13900000009"


def test_the_same_request_again_leads_to_its_booking(visitor, slot, sent):
    visitor.send(**typed(slot))
    first = visitor.go_on(phone_code=code_of(sent))
    assert visitor.send(**typed(slot))["Location"] == first["Location"]
    assert Booking.objects.count() == 1


def test_codes_for_a_number_are_limited(visitor, slot, sent):
    for _time in range(rate_limits.CODES_PER_PHONE):
        assert visitor.send(**typed(slot)).status_code == 200
    key = hidden_values(visitor.answer)["phone_check"]
    answer = visitor.send(**typed(slot), phone_check=key, resend_code="1")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert 'role="alert"' in visitor.text
    assert hidden_values(answer)["contact_name"] == "王女士"
    assert len(sent) == rate_limits.CODES_PER_PHONE
    assert visitor.go_on(phone_code=code_of(sent)).status_code == 302  # the last one is still good


def test_codes_to_an_address_are_limited(visitor, slot, sent, monkeypatch):
    monkeypatch.setattr(rate_limits, "CODES_PER_ADDRESS", 2)
    phones = [f"1380000010{number}" for number in range(3)]
    statuses = [visitor.send(**{**typed(slot), "phone": phone}).status_code for phone in phones]
    assert statuses == [200, 200, 429]


def test_the_page_says_the_same_whether_or_not_the_number_has_a_booking(visitor, slot, sent, now):
    visitor.send(**typed(slot))
    without = re.sub(r'name="phone_check" value="[^"]*"', "", visitor.text)
    book(slot, now=now)
    visitor.send(**typed(slot))
    assert re.sub(r'name="phone_check" value="[^"]*"', "", visitor.text) == without


def test_a_class(client, class_session, sent):
    slot = make_slot(class_session, capacity=100)
    visitor = Visitor(client, f"/events/{class_session.slug}/book/?as=class")
    of_class = {"pupils": 30, "adults": 2, "school_name": "第一中学", "grade": 8, "class_name": "3班", "arrival": "大巴"}
    visitor.send(**{**form_data(slot), **of_class})
    assert not Booking.objects.exists()
    assert visitor.go_on(phone_code=code_of(sent)).status_code == 302
    assert Booking.objects.get().class_name == "3班"


def test_a_plan_is_held_as_before_and_booked_after_the_code(client, class_session, sent):
    slot = make_slot(class_session, capacity=100)
    held = client.post("/events/plan/", {"day": "2025-05-17", "slot": [slot.pk], "pupils": 30, "adults": 2})
    assert held.status_code == 302, held.content.decode()
    visitor = Visitor(client, held["Location"])
    details = {
        "contact_name": "王女士",
        "phone": PHONE,
        "school_name": "第一中学",
        "grade": 8,
        "class_name": "3班",
        "consent": "on",
    }
    visitor.send(**details)
    assert Booking.objects.get().state == "held"
    assert visitor.go_on(phone_code=code_of(sent)).status_code == 302
    assert Booking.objects.get().state == "pending"


def test_a_change_of_the_number(client, slot, sent, now):
    booking = book(slot, name="王女士", now=now)
    visitor = Visitor(client, f"/bookings/{booking.token}/change/")
    contact = {"what": "contact", "contact_name": "王女士", "phone": PHONE, "email": "wang@example.org", "access_needs": ""}
    assert visitor.send(**contact).status_code == 302  # the number is the same
    visitor.send(**{**contact, "phone": "13900000009"})
    assert sent[-1].phone == "13900000009"
    assert Booking.objects.get().phone == PHONE
    visitor.go_on(edit_phone="1")
    assert 'value="13900000009"' in visitor.text
    visitor.send(**{**contact, "phone": "13900000009"})
    assert visitor.go_on(phone_code=code_of(sent)).status_code == 302
    assert Booking.objects.get().phone == "13900000009"


def test_staff_who_book_for_callers_are_not_asked(scene, client, sent):
    client.force_login(scene.alice)
    caller = {"slot": scene.own.slot.pk, "contact_name": "李先生", "phone": "13900000001", "people": "2", "consent": "on"}
    client.post(f"{reverse('admin:events_booking_book')}?slot={scene.own.slot.pk}", caller)
    assert Booking.objects.get(phone="13900000001").booked_by == scene.alice
    assert sent == []


def test_off_nobody_is_asked(visitor, slot, sent, settings):
    settings.PHONE_CHECK = False
    assert visitor.send(**typed(slot)).status_code == 302
    assert sent == []


def test_with_proof_of_work_one_proof_is_enough(visitor, slot, sent, settings, monkeypatch):
    """The step adds fields of its own; the proof is bound to what the form sent."""
    seen = []
    monkeypatch.setattr(spam_guard, "is_valid_proof", lambda proof, request: seen.append(request) or True)
    settings.PROOF_OF_WORK = True
    visitor.send(**typed(slot, proof="x"))
    visitor.go_on(phone_code=code_of(sent))
    assert Booking.objects.exists()
    assert len(set(seen)) == 1


def test_the_window_is_that_of_the_booking(visitor, slot, sent, monkeypatch):
    """Who types the code too late hears why, as anybody else."""
    visitor.send(**typed(slot))
    monkeypatch.setattr(clock, "now", lambda: at("05-17 09:20"))
    assert visitor.go_on(phone_code=code_of(sent)).status_code == 409
    assert not Booking.objects.exists()
