"""A class that is approved asks for more: its ticket stands meanwhile, staff decide, and the booker can take it back."""

import pytest

from accounts.models import User
from events.models import Booking
from tests.e2e.back_button import open_phone
from tests.factories import ClassBookingFactory, EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booking(clock_at):
    """A class of 20 with 2 adults, confirmed for Saturday morning."""
    clock_at("2025-05-13T09:30")
    slot = TimeSlotFactory(session=EventSessionFactory(title="漆艺体验", booking_mode="class"), capacity=60)
    return ClassBookingFactory(slot=slot, state="confirmed", pupils=20, adults=2, expires_at=None)


@pytest.fixture
def staff(browser, live_server):
    User.objects.create_superuser("bureau", password="a long enough word")
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/admin/login/?next=/admin/events/booking/")
    page.fill("#id_username", "bureau")
    page.fill("#id_password", "a long enough word")
    with page.expect_navigation():
        page.press("#id_password", "Enter")
    yield page
    context.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def teacher(request, browser, live_server):
    with open_phone(browser, live_server.url, scripts=request.param) as page:
        yield page


def ask_for(page, booking, *, pupils):
    page.goto(f"/bookings/{booking.token}/")
    page.get_by_role("link", name="更改预约").click()
    page.fill("[name=pupils]", str(pupils))
    with page.expect_navigation():
        page.get_by_role("button", name="保存人数").click()


def assert_waits(page, asked):
    """The ticket is as valid as before, and says what was asked for and until when it is decided."""
    assert page.locator(".tags").inner_text().strip() == "预约成功"
    assert page.locator(".qr img").is_visible()
    assert "共22人" in page.locator(".ticket").inner_text()
    panel = page.locator(".panel", has=page.locator("#h-request"))
    assert asked in panel.inner_text()
    assert "5月15日 周四 09:30" in panel.inner_text()


def test_staff_approve_and_the_ticket_has_the_new_numbers(teacher, staff, booking):
    ask_for(teacher, booking, pupils=30)
    assert_waits(teacher, "22 → 32人")
    staff.goto("/admin/events/booking/decide/")
    assert "22 → 32人" in staff.locator("main").inner_text()
    with staff.expect_navigation():
        staff.locator("[name=_decide]").click()
    assert booking.spaced_reference in staff.locator(".messagelist li").first.inner_text()
    teacher.goto(f"/bookings/{booking.token}/")
    assert "共32人" in teacher.locator(".ticket").inner_text()
    assert teacher.locator(".qr img").is_visible()
    assert teacher.locator("#h-request").count() == 0
    assert Booking.objects.get().people == 32


def test_the_booker_withdraws(teacher, booking):
    ask_for(teacher, booking, pupils=30)
    assert_waits(teacher, "22 → 32人")
    with teacher.expect_navigation():
        teacher.get_by_role("button", name="撤回申请").click()
    assert teacher.locator("#h-request").count() == 0
    assert "共22人" in teacher.locator(".ticket").inner_text()
    assert teacher.locator(".qr img").is_visible()
    booking.slot.refresh_from_db()
    assert booking.slot.places_taken == 22


def test_staff_reject_and_the_ticket_says_why_and_stands(teacher, staff, booking):
    ask_for(teacher, booking, pupils=30)
    staff.goto("/admin/events/booking/decide/")
    staff.locator("input[type=radio][value=reject]").check()
    staff.fill("[name=reason]", "下午的车间只能进30人。")
    with staff.expect_navigation():
        staff.locator("[name=_decide]").click()
    teacher.goto(f"/bookings/{booking.token}/")
    assert "下午的车间只能进30人。" in teacher.locator(".notice").first.inner_text()
    assert "共22人" in teacher.locator(".ticket").inner_text()
    assert teacher.locator(".qr img").is_visible()
