"""Booking as a visitor does it: the form, its refusals, the ticket, finding and cancelling."""

import re

import pytest
from django.urls import reverse

from content import public_cache
from events.bookings.checkin_codes import checkin_code, read_signed_reference
from events.models import Booking, EventSession, TimeSlot
from tests.events.bookings.conftest import at, book, form_data, make_slot

pytestmark = pytest.mark.django_db

URL = "/events/rc-cars/book/"


def test_session_book_page_offers_its_slots(client, slot, now):
    page = client.get(URL, {"slot": slot.pk})
    assert page.status_code == 200
    assert f'value="{slot.pk}"' in page.content.decode()
    assert page.context["form"]["slot"].value() == slot.pk


def test_session_book_leads_to_the_ticket(client, slot, now):
    answer = client.post(URL, form_data(slot, people="3", under_14="1", email="wang@example.org"))
    booking = Booking.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("ticket", args=[booking.token])
    page = client.get(answer.url).content.decode()
    assert booking.spaced_reference in page
    assert "138****0001" in page
    assert "13800000001" not in page
    assert reverse("ticket_qr", args=[booking.token]) in page


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[
            (field, value)
            for field in ("people", "under_14")
            for value in ("-1", "1e9", "1000000000", "x", "💥", "1\x00", "<b>", "9" * 10_000, "1.5", "' OR 1=1 --")
        ],
        ("people", "0"),
        ("people", ""),
        *[
            ("phone", value)
            for value in (
                *("", "1380000000", "138000000011", "12800000001", "0", "-1", "1e9", "13800000001\x00", "💥"),
                *("<b>13800000001</b>", "'; DROP TABLE events_booking; --", "140101199001011234", "1" * 10_000),
            )
        ],
        *[
            ("contact_name", value)
            for value in (
                *("", " ", "x" * 26, "王" * 10_000, "王\x00", "💥", "<b>王</b>", "'; DROP TABLE x; --"),
                *("140101199001011234", "0", "-1", "1e9"),
            )
        ],
        *[("email", value) for value in ("x", "a@b", "a@b\x00.cn", "<b>@x.cn", "x" * 10_000, "💥@example.org")],
        *[
            ("access_needs", value)
            for value in (
                *("x" * 201, "轮椅\x00", "孩子 14010119900101123X", "１４０１０１１９９００１０１１２３４", "x" * 10_000),
                "140101 19900101 1234",
            )
        ],
        *[("slot", value) for value in ("", "0", "-1", "1e9", "x", "9" * 30, "1\x00", "💥")],
        ("consent", ""),
    ],
)
def test_bad_input_is_a_field_error_that_keeps_what_was_typed(client, slot, now, field, value):
    answer = client.post(URL, form_data(slot, **{field: value, "class_name": "kept"}))
    assert answer.status_code in (200, 409)
    assert not Booking.objects.exists()
    slot.refresh_from_db()
    assert slot.places_taken == 0
    form = answer.context["form"]
    assert form.errors[field]
    assert 'role="alert"' in answer.content.decode()
    others = {name: form[name].value() for name in ("contact_name", "phone", "people") if name != field}
    assert others == {name: form_data(slot)[name] for name in others}


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("phone", "１３８０００００００１", "13800000001"),
        ("phone", "+86 138-0000-0001", "13800000001"),
        ("phone", "0086 138 0000 0001", "13800000001"),
        ("people", "３", 3),
        ("people", " 2 ", 2),
        ("contact_name", "𠮷田", "𠮷田"),
        ("contact_name", "阿依古丽·买买提", "阿依古丽·买买提"),
        ("contact_name", "O'Brien", "O'Brien"),
        ("access_needs", "<b>轮椅</b> & ♿", "<b>轮椅</b> & ♿"),
        ("access_needs", "'; DROP TABLE events_booking; --", "'; DROP TABLE events_booking; --"),
        ("under_14", "", 0),
    ],
)
def test_unusual_but_good_input_is_booked_as_meant(client, slot, now, field, value, stored):
    answer = client.post(URL, form_data(slot, **{field: value}))
    assert answer.status_code == 302, answer.context["form"].errors
    assert getattr(Booking.objects.get(), field) == stored
    assert "<b>轮椅</b>" not in client.get(answer.url).content.decode()


def test_refusal_is_told_beside_its_field_with_409(client, slot, now):
    answer = client.post(URL, form_data(slot, people="6"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "invalid-feedback" in page
    assert answer.context["form"].errors["people"]
    assert "王女士" in page


@pytest.mark.parametrize(
    ("mode", "numbers", "wrong"),
    [
        ("individual", {"people": "6"}, {"phone", "people"}),
        ("individual", {"people": "2", "under_14": "2"}, {"phone", "under_14"}),
        ("individual", {"people": "two"}, {"phone", "people"}),
        ("class", {"pupils": "9", "adults": "0"}, {"phone", "pupils", "adults"}),
        ("class", {"pupils": "20", "adults": "1", "accept_fewer": "5"}, {"phone", "accept_fewer"}),
        ("class", {"pupils": "20", "adults": "1"}, {"phone"}),
    ],
)
def test_wrong_numbers_are_told_together_with_everything_else(client, session, now, mode, numbers, wrong):
    EventSession.objects.update(booking_mode=mode)
    slot = make_slot(session, capacity=60)
    data = form_data(slot, phone="1", school_name="榆次一中", grade="8") | numbers
    assert set(client.post(URL, data).context["form"].errors) == wrong
    assert not Booking.objects.exists()


def test_form_opened_early_works_once_open(client, slot, now, monkeypatch):
    moment = [at("05-10 07:59")]
    monkeypatch.setattr("content.clock.now", lambda: moment[0])
    assert client.get(URL).status_code == 200
    assert client.post(URL, form_data(slot)).status_code == 409
    moment[0] = at("05-10 08:00")
    assert client.post(URL, form_data(slot)).status_code == 302


@pytest.mark.parametrize("query", ["?slot=x", "?slot=", "?slot=999999999999999999999", "?as=class", "?as=%00"])
def test_session_book_survives_odd_addresses(client, slot, now, query):
    assert client.get(URL + query).status_code == 200


def test_unpublished_session_cannot_be_booked(client, slot, now):
    EventSession.objects.update(status="draft")
    assert client.get(URL).status_code == 404
    assert client.post(URL, form_data(slot)).status_code == 404


def test_slot_of_another_session_is_not_taken(client, session, slot, now):
    other = EventSession.objects.create(
        slug="other", week=session.week, venue=session.venue, title="别的", kind="visit", booking_mode="individual"
    )
    answer = client.post(URL, form_data(make_slot(other)))
    assert answer.context["form"].errors["slot"]
    assert not Booking.objects.exists()


def test_class_books_and_waits_for_approval(client, session, now):
    EventSession.objects.update(booking_mode="class")
    slot = make_slot(EventSession.objects.get(), capacity=60)
    data = form_data(slot, school_name="榆次一中", grade="8", class_name="3班", pupils="41", adults="2")
    answer = client.post(URL + "?as=class", data)
    assert answer.status_code == 409
    assert answer.context["form"].errors["adults"]
    answer = client.post(URL + "?as=class", {**data, "adults": "3"})
    booking = Booking.objects.get()
    assert (booking.state, booking.people, booking.grade) == ("pending", 44, 8)
    assert client.get(answer.url).status_code == 200
    assert client.get(reverse("ticket_qr", args=[booking.token])).status_code == 404


def test_individual_form_on_a_class_session_is_told_so(client, session, now):
    slot = make_slot(session)
    answer = client.post(URL + "?as=class", form_data(slot, school_name="榆次一中", grade="8", pupils="20", adults="1"))
    assert answer.status_code == 409
    assert answer.context["form"].errors["slot"]


def test_ticket_cancel_gives_the_places_back(client, slot, now):
    booking = book(slot, people=2, now=now)
    url = reverse("ticket_cancel", args=[booking.token])
    assert client.get(url).status_code == 405
    for _again in range(2):
        assert client.post(url, follow=True).status_code == 200
    slot.refresh_from_db()
    assert slot.places_taken == 0
    assert reverse("ticket_qr", args=[booking.token]) not in client.get(reverse("ticket", args=[booking.token])).content.decode()


def test_ticket_of_an_unknown_token_is_404(client, slot, now):
    booking = book(slot, now=now)
    assert client.get(reverse("ticket", args=[booking.reference])).status_code == 404
    assert client.get(reverse("ticket", args=["x" * 300])).status_code == 404


def test_ticket_qr_is_a_picture_of_the_check_in_code_not_of_the_address(client, slot, now):
    booking = book(slot, now=now)
    answer = client.get(reverse("ticket_qr", args=[booking.token]))
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    code = checkin_code(booking.reference)
    assert booking.token not in code
    assert read_signed_reference(code) == (booking.reference, True)
    assert read_signed_reference(code[:-1] + ("A" if code[-1] != "A" else "B")) == (booking.reference, False)


def test_booking_find_needs_both(client, slot, now):
    booking = book(slot, now=now)
    url = reverse("booking_find")
    found = client.post(url, {"reference": f" {booking.spaced_reference.lower()} ", "phone": "138 0000 0001"})
    assert found.url == reverse("ticket", args=[booking.token])
    wrong_phone = client.post(url, {"reference": booking.reference, "phone": "13800000002"})
    wrong_reference = client.post(url, {"reference": "AAAAAAAA", "phone": "13800000001"})
    errors = [list(answer.context["form"].non_field_errors()) for answer in (wrong_phone, wrong_reference)]
    assert errors[0] == errors[1]
    assert errors[0]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_stand_in_both_languages(client, slot, now, prefix):
    booking = book(slot, now=now)
    for path in (URL, "/bookings/", f"/bookings/{booking.token}/"):
        assert client.get(prefix + path).status_code == 200


def read_form(client, address) -> bytes:
    return re.sub(rb'(name="(?:submission|shown_at)") value="[^"]*"', rb"\1", client.get(address).content)


@pytest.mark.parametrize("address", [URL, f"/en{URL}", f"{URL}?slot=LAST"])
def test_what_is_kept_of_the_form_is_the_same_for_everybody(client, session, now, address, without_page_cache):
    """Whatever was booked, cancelled or chosen before: the form says what one says that is made anew."""
    slots = [make_slot(session, capacity=1), make_slot(session, "05-17 14:00", "05-17 15:00", capacity=2)]
    address = address.replace("LAST", str(slots[1].pk))
    seen = set()
    for step in range(5):
        if step in (1, 2, 3):
            book(slots[step % 2], f"1380000000{step}", now=now)
        if step == 4:
            TimeSlot.objects.filter(pk__in=[slot.pk for slot in slots]).update(cancelled_at=now, cancel_reason="停电")
        kept = read_form(client, address)
        assert read_form(client, address) == kept
        public_cache.forget_everything()
        assert read_form(client, address) == kept
        seen.add(kept)
    assert len(seen) == 5
