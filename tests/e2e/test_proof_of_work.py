"""The proof of work is good for one request: a form that comes back, whoever fills it in then, has to be sendable."""

import pytest

from events.models import Booking
from tests.e2e.back_button import fill_form, go_back, open_phone, path_of, send_form
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["memory", "loads again"])
def keeps_pages(request):
    return request.param


@pytest.fixture
def phone(request, keeps_pages, live_server, settings):
    settings.PROOF_OF_WORK = True
    browser = request.getfixturevalue("browser_with_memory" if keeps_pages else "browser")
    with open_phone(browser, live_server.url) as page:
        yield page


@pytest.fixture
def form_path(clock_at):
    clock_at("2025-05-13T09:30")
    slot = TimeSlotFactory(session=EventSessionFactory(title="漆画体验"), capacity=10)
    return f"/events/{slot.session.slug}/book/"


def book(page, path, **values):
    page.goto(path)
    fill_form(page, **values)
    page.check("[name=consent]")
    send_form(page)
    assert path_of(page).startswith("/bookings/")


def test_the_form_that_comes_back_is_sent_with_a_proof_of_its_own(phone, keeps_pages, form_path):
    book(phone, form_path, contact_name="李先生", phone="13800000001")
    go_back(phone, form_path, from_memory=keeps_pages)
    fill_form(phone, contact_name="王女士", phone="13800000002")
    send_form(phone)
    assert path_of(phone) == f"/bookings/{Booking.objects.get(phone='13800000002').token}/"


def test_a_third_person_on_the_same_page(phone, keeps_pages, form_path):
    book(phone, form_path, contact_name="李先生", phone="13800000001")
    for number in ("13800000002", "13800000003"):
        go_back(phone, form_path, from_memory=keeps_pages)
        fill_form(phone, contact_name="王女士", phone=number)
        send_form(phone)
        assert Booking.objects.filter(phone=number).exists(), phone.inner_text("main")


def test_where_no_new_challenge_can_be_had_the_server_renews_the_form(browser_with_memory, live_server, settings, form_path):
    settings.PROOF_OF_WORK = True
    with open_phone(browser_with_memory, live_server.url) as phone:
        phone.add_init_script("window.fetch = () => Promise.reject(new TypeError())")  # stays with the page in memory
        book(phone, form_path, contact_name="李先生", phone="13800000001")
        go_back(phone, form_path, from_memory=True)
        fill_form(phone, contact_name="王女士", phone="13800000002")
        send_form(phone)
        assert phone.locator("[role=alert]").first.is_visible()
        assert phone.input_value("[name=phone]") == "13800000002"
        send_form(phone)
        assert Booking.objects.filter(phone="13800000002").exists()
