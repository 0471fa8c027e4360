"""One change page open in two tabs, or on two phones of a family: the later one undoes nothing of the earlier."""

import pytest

from events.models import Booking
from tests.factories import BookingFactory, EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booking(clock_at):
    clock_at("2025-05-13T09:30")
    slot = TimeSlotFactory(session=EventSessionFactory(title="漆画体验"))
    return BookingFactory(slot=slot, people=4, contact_name="王女士", phone="13800000001")


@pytest.fixture
def tabs(context, booking):
    """Two tabs with the same page, both opened before anything was changed."""
    pages = [context.new_page() for _number in range(2)]
    for page in pages:
        page.goto(f"/bookings/{booking.token}/change/")
    return pages


def save(page, what, **values):
    form = page.locator("main form", has=page.locator(f"[name=what][value={what}]"))
    for name, value in values.items():
        form.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def test_a_mail_added_in_an_old_tab_leaves_the_numbers_as_they_are_now(tabs, booking):
    first, second = tabs
    save(first, "party", people="2")
    save(second, "contact", email="wang@example.com")
    booking.refresh_from_db()
    assert (booking.people, booking.email, booking.state) == (2, "wang@example.com", "confirmed")
    assert "人数已在别处改为：2" in second.inner_text("main")


def test_numbers_sent_from_an_old_tab_as_they_were_undo_nothing(tabs, booking):
    first, second = tabs
    save(first, "party", people="2")
    save(second, "party")
    assert Booking.objects.get().people == 2


def test_what_both_tabs_change_is_asked_once_more(tabs, booking):
    first, second = tabs
    save(first, "party", people="2")
    save(second, "party", people="3")
    assert Booking.objects.get().people == 2
    assert "2" in second.locator("#div_id_people .invalid-feedback").inner_text()
    save(second, "party")
    assert Booking.objects.get().people == 3
