"""The step in which the code is typed, on a phone, with scripts and without; what was typed before is not lost."""

import datetime as dt

import pytest

from events.models import Booking, EventSession
from tests.conftest import SHANGHAI
from tests.events.bookings.sms_recorder import turn_on_phone_check
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slot(clock_at):
    clock_at("2025-05-14T09:30")
    session = EventSessionFactory(title="推光漆艺体验", booking_mode=EventSession.BookingMode.INDIVIDUAL)
    return TimeSlotFactory(session=session, starts_at=dt.datetime(2025, 5, 16, 9, tzinfo=SHANGHAI), capacity=40)


@pytest.fixture
def sent(settings, monkeypatch, slot):
    return turn_on_phone_check(settings, monkeypatch)


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def phone(request, browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 780}, locale="zh-CN", java_script_enabled=request.param
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def send_form(page, slot):
    page.goto(f"/events/{slot.session.slug}/book/")
    page.fill("[name=contact_name]", "王女士")
    page.fill("[name=phone]", "138 0000 0001")
    page.fill("[name=access_needs]", "轮椅一辆")
    page.check("[name=consent]")
    page.locator("form:has([name=consent]) button[type=submit]").first.click()
    page.get_by_label("短信验证码").wait_for()


def test_wrong_code_other_number_right_code(phone, slot, sent):
    send_form(phone, slot)
    assert phone.get_by_text("138****0001").is_visible()
    assert not Booking.objects.exists()
    phone.fill("[name=phone_code]", f"{(int(sent[-1].values[1]) + 1) % 1_000_000:06}")
    phone.get_by_role("button", name="确认并继续").click()
    phone.get_by_text("还可以再试4次").wait_for()
    phone.get_by_role("button", name="修改手机号").click()
    phone.locator("[name=phone]").wait_for()
    assert phone.input_value("[name=access_needs]") == "轮椅一辆"
    phone.fill("[name=phone]", "139 0000 0002")
    phone.locator("form:has([name=consent]) button[type=submit]").first.click()
    phone.get_by_text("139****0002").wait_for()
    phone.fill("[name=phone_code]", sent[-1].values[1])
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/bookings/*/")
    booking = Booking.objects.get()
    assert (booking.phone, booking.access_needs, booking.state) == ("13900000002", "轮椅一辆", "confirmed")
    assert [message.phone for message in sent] == ["13800000001", "13900000002"]


def test_a_new_code_and_back(phone, slot, sent):
    send_form(phone, slot)
    phone.get_by_role("button", name="重新获取验证码").click()
    phone.get_by_label("短信验证码").wait_for()
    assert len(sent) == 2
    phone.fill("[name=phone_code]", sent[-1].values[1])
    phone.get_by_role("button", name="确认并继续").click()
    phone.wait_for_url("**/bookings/*/")
    assert Booking.objects.count() == 1


def test_it_fits_a_phone_and_the_code_has_the_focus(page, slot, sent):
    send_form(page, slot)
    assert page.evaluate("document.activeElement.name") == "phone_code"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
