"""One phone that goes from hand to hand: whoever presses Back and sends the form gets a ticket of their own, or a sentence.

A form comes back in two ways. A browser with a memory shows the very page that was left, whose token has been used. Another
loads the form again, because sending it made the stored copy invalid, and puts back what was typed: that is a new form.
"""

import pytest

from events.models import Booking, TimeSlot
from tests.e2e.back_button import cancel_ticket, fill_form, go_back, open_phone, path_of, send_form
from tests.factories import BookingFactory, EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)

LI = {"contact_name": "李先生", "phone": "13800000001"}
WANG = {"contact_name": "王女士", "phone": "13800000002"}
REMEMBERS = {"memory": True, "memory without scripts": True, "loads again without scripts": False}


@pytest.fixture(params=REMEMBERS)
def kind_of_phone(request):
    return request.param


@pytest.fixture
def phone(request, kind_of_phone, live_server):
    browser = request.getfixturevalue("browser_with_memory" if REMEMBERS[kind_of_phone] else "browser")
    with open_phone(browser, live_server.url, scripts=kind_of_phone == "memory") as page:
        yield page


@pytest.fixture
def form_path(clock_at):
    clock_at("2025-05-13T09:30")
    slot = TimeSlotFactory(session=EventSessionFactory(title="漆画体验"), capacity=10)
    return f"/events/{slot.session.slug}/book/"


@pytest.fixture
def booked(phone, form_path, kind_of_phone):
    """The first person's booking; the phone is back on the form, which has what they typed."""
    phone.goto(form_path)
    token = phone.input_value("[name=submission]")
    fill_form(phone, **LI, people="2")
    phone.check("[name=consent]")
    send_form(phone)
    booking = Booking.objects.get()
    assert path_of(phone) == f"/bookings/{booking.token}/"
    go_back(phone, form_path, from_memory=kind_of_phone == "memory")
    assert phone.input_value("[name=phone]") == LI["phone"]
    assert phone.is_checked("[name=consent]")
    assert (phone.input_value("[name=submission]") == token) == REMEMBERS[kind_of_phone]
    return booking


def test_the_next_person_gets_a_ticket_of_their_own(phone, booked):
    fill_form(phone, **WANG)
    send_form(phone)
    own = Booking.objects.exclude(pk=booked.pk).get()
    assert path_of(phone) == f"/bookings/{own.token}/"
    assert (own.contact_name, own.phone, own.people, own.state) == (*WANG.values(), 2, "confirmed")
    ticket = phone.inner_text("main")
    assert all(words in ticket for words in (own.spaced_reference, "王女士"))
    assert not any(words in ticket for words in (booked.spaced_reference, "李先生"))
    booked.refresh_from_db()
    assert (booked.contact_name, booked.phone, booked.state) == (*LI.values(), "confirmed")


def test_the_same_once_more_books_nothing(phone, booked, kind_of_phone):
    """The restored form leads to the ticket it made; a new one is refused, as anybody's would be who types that number."""
    send_form(phone)
    if REMEMBERS[kind_of_phone]:
        assert path_of(phone) == f"/bookings/{booked.token}/"
    else:
        assert "已经" in phone.inner_text("#div_id_phone .invalid-feedback")
        assert booked.token not in phone.content()
    assert Booking.objects.count() == 1


def test_a_number_that_is_booked_is_refused_whatever_the_name(phone, booked):
    fill_form(phone, contact_name="王女士")
    send_form(phone)
    assert phone.locator("#div_id_phone .invalid-feedback").is_visible()
    assert booked.token not in phone.content()
    assert Booking.objects.count() == 1


def test_what_was_cancelled_elsewhere_is_booked_anew_with_a_new_form_only(
    phone, booked, form_path, kind_of_phone, browser, live_server
):
    with open_phone(browser, live_server.url) as other:
        cancel_ticket(other, f"/bookings/{booked.token}/")
    send_form(phone)
    if REMEMBERS[kind_of_phone]:
        assert path_of(phone) == form_path
        assert phone.locator("[role=alert]").first.is_visible()
        assert phone.input_value("[name=phone]") == LI["phone"]
        assert not Booking.objects.live().exists()
        send_form(phone)
    anew = Booking.objects.live().get()
    assert path_of(phone) == f"/bookings/{anew.token}/"
    assert anew.token != booked.token


def test_a_ticket_that_comes_back_says_what_the_booking_is_now(browser_with_memory, browser, live_server, form_path):
    booking = BookingFactory(slot=TimeSlot.objects.get())
    path = f"/bookings/{booking.token}/"
    with open_phone(browser_with_memory, live_server.url) as phone, open_phone(browser, live_server.url) as other:
        phone.goto(path)
        phone.goto("/about/")
        cancel_ticket(other, path)
        phone.go_back(wait_until="commit")
        phone.locator("main h1", has_text="已取消").wait_for()
        assert phone.locator(".qr img").count() == 0
