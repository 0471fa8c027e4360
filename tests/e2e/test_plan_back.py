"""The two steps of a class plan, and Back: a second class at the same times reads a sentence, and then has its own booking."""

import pytest

from events.models import Booking
from tests.e2e.back_button import fill_form, go_back, open_phone, path_of, send_form
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = {"school_name": "第一中学", "class_name": "1班", "contact_name": "王老师", "phone": "13800000001"}
SECOND = FIRST | {"class_name": "2班", "contact_name": "赵老师", "phone": "13800000002"}


@pytest.fixture(params=[True, False], ids=["memory", "loads again without scripts"])
def keeps_pages(request):
    """Whether Back shows the very page that was left; browsers do so even where the server asks them to store nothing."""
    return request.param


@pytest.fixture
def phone(request, keeps_pages, live_server):
    browser = request.getfixturevalue("browser_with_memory" if keeps_pages else "browser")
    with open_phone(browser, live_server.url, scripts=keeps_pages) as page:
        yield page


@pytest.fixture
def slots(clock_at):
    """A morning and an afternoon of Friday with room for two classes each; it is Tuesday."""
    made = []
    for title, hour in (("推光漆艺体验", "09"), ("针灸推拿体验", "14")):
        session = EventSessionFactory(title=title, booking_mode="class")
        made.append(TimeSlotFactory(session=session, starts_at=clock_at(f"2025-05-16T{hour}:00"), capacity=50))
    clock_at("2025-05-13T09:30")
    return made


def hold_times(page, slots):
    for slot in slots:
        page.check(f"[name=slot][value='{slot.pk}']")
    page.fill("[name=pupils]", "20")
    page.fill("[name=adults]", "2")
    hold_again(page)


def hold_again(page):
    with page.expect_navigation():
        page.get_by_role("button", name="先保留这些名额").click()


def describe_class(page, details):
    fill_form(page, **details)
    page.select_option("[name=grade]", "8")
    page.check("[name=consent]")


def book_plan(page, slots, details):
    page.goto("/events/plan/?day=2025-05-16")
    hold_times(page, slots)
    describe_class(page, details)
    send_form(page)
    assert path_of(page).removeprefix("/bookings/").strip("/") in Booking.objects.values_list("token", flat=True)


def bookings_of(details):
    return Booking.objects.filter(phone=details["phone"], class_name=details["class_name"], state="pending")


def test_back_on_the_second_step_leads_to_a_plan_of_ones_own(phone, keeps_pages, slots):
    """The page says that the plan is booked, at the latest when another class sends it."""
    book_plan(phone, slots, FIRST)
    plan = Booking.objects.first().plan
    go_back(phone, f"/bookings/plan/{plan}/", from_memory=keeps_pages)
    if keeps_pages:
        describe_class(phone, SECOND)
        send_form(phone)
        assert phone.locator("[role=alert]").first.is_visible()
    assert [bookings_of(each).count() for each in (FIRST, SECOND)] == [2, 0]
    phone.locator("main a[href*='/events/plan/?day=2025-05-16']").click()
    phone.wait_for_url("**/events/plan/**")
    hold_times(phone, slots)
    describe_class(phone, SECOND)
    send_form(phone)
    assert [bookings_of(each).count() for each in (FIRST, SECOND)] == [2, 2]
    assert ["赵老师" in phone.inner_text("main"), "王老师" in phone.inner_text("main")] == [True, False]


def test_back_to_the_first_step_holds_places_of_ones_own(phone, keeps_pages, slots):
    """The same times and numbers once more. With the token of the plan that is booked, a sentence comes first."""
    book_plan(phone, slots, FIRST)
    go_back(phone, f"/bookings/plan/{Booking.objects.first().plan}/", from_memory=keeps_pages)
    go_back(phone, "/events/plan/", from_memory=keeps_pages)
    assert phone.input_value("[name=pupils]") == "20"
    hold_again(phone)
    if keeps_pages:
        assert path_of(phone) == "/events/plan/"
        assert phone.locator("[role=alert]").first.is_visible()
        assert not Booking.objects.filter(state="held").exists()
        hold_again(phone)
    describe_class(phone, SECOND)
    send_form(phone)
    assert [bookings_of(each).count() for each in (FIRST, SECOND)] == [2, 2]
