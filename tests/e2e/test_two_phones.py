"""A teacher, a member of staff and a family, each with a browser of their own, meet in one session."""

import datetime as dt

import pytest

from accounts.models import User
from events.models import Booking, EventSession, Notice, TimeSlot
from tests.conftest import SHANGHAI
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)

PHONES = {"teacher": 360, "family": 412, "staff": 1280}


@pytest.fixture
def people(browser, live_server):
    contexts = {
        who: browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 800}, locale="zh-CN")
        for who, width in PHONES.items()
    }
    for context in contexts.values():
        context.set_default_timeout(10_000)
    yield {who: context.new_page() for who, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.fixture
def day(clock_at):
    """A morning and an afternoon of Friday with 40 bookable places each, for classes and for families."""
    clock_at("2025-05-14T09:30")
    sessions = [
        EventSessionFactory(title=title, booking_mode=EventSession.BookingMode.BOTH) for title in ("推光漆艺体验", "针灸推拿体验")
    ]
    starts = [dt.datetime(2025, 5, 16, hour, tzinfo=SHANGHAI) for hour in (9, 14)]
    return [
        TimeSlotFactory(session=session, starts_at=start, capacity=40) for session, start in zip(sessions, starts, strict=True)
    ]


def test_a_class_gives_up_a_time_and_a_family_gets_it(people, day, live_server):
    teacher, staff, family = people["teacher"], people["staff"], people["family"]
    morning, afternoon = day

    teacher.goto(f"/events/{morning.session.slug}/book/?as=class")
    teacher.get_by_role("link", name="一天想参加几项？排一份行程").click()
    for slot in day:
        teacher.locator(f"[name=slot][value='{slot.pk}']").check()
    teacher.fill("[name=pupils]", "38")
    teacher.fill("[name=adults]", "2")
    teacher.get_by_role("button", name="先保留这些名额").click()
    teacher.wait_for_url("**/bookings/plan/*/")
    assert list(TimeSlot.objects.values_list("places_taken", flat=True)) == [40, 40]
    teacher.fill("[name=school_name]", "第一中学")
    teacher.select_option("[name=grade]", "8")
    teacher.fill("[name=contact_name]", "王老师")
    teacher.fill("[name=phone]", "13900000001")
    teacher.check("[name=consent]")
    teacher.get_by_role("button", name="提交团队预约").click()
    teacher.wait_for_url(lambda url: "/plan/" not in url)
    assert set(Booking.objects.values_list("state", flat=True)) == {"pending"}

    family.goto(f"/events/{afternoon.session.slug}/")
    family.locator(f'a[href*="/events/{afternoon.session.slug}/book/"]:visible').first.click()
    family.fill("[name=contact_name]", "李先生")
    family.fill("[name=phone]", "13800000001")
    family.fill("[name=people]", "3")
    family.check("[name=consent]")
    family.locator("main form button[type=submit]").click()
    family.wait_for_url("**/bookings/*/")
    ticket = family.url
    assert "候补" in family.inner_text("main h1")

    User.objects.create_superuser("bureau", password="a long enough word")
    staff.goto("/admin/login/?next=/admin/events/booking/%3Fstate__exact=pending")
    staff.fill("#id_username", "bureau")
    staff.fill("#id_password", "a long enough word")
    staff.press("#id_password", "Enter")
    staff.locator("input.action-select").first.wait_for()
    for box in staff.locator("input.action-select").all():
        box.check()
    staff.select_option("[name=action]", "approve")
    staff.locator("button[name=index]").click()
    staff.locator("[name=_decide]").click()
    staff.locator(".messagelist li").first.wait_for()
    classes = Booking.objects.filter(kind="class")
    assert set(classes.values_list("state", flat=True)) == {"confirmed"}

    teacher.goto(f"/bookings/{classes.get(slot=afternoon).token}/")
    teacher.locator("main details summary", has_text="取消").click()
    teacher.get_by_role("button", name="确认取消预约").click()
    teacher.wait_for_load_state()
    assert classes.get(slot=morning).state == "confirmed"

    family.goto(ticket)
    assert "候补" not in family.inner_text("main h1")
    assert family.locator("main img[src^='data:image']").first.is_visible()
    booking = Booking.objects.get(phone="13800000001")
    assert (booking.state, booking.people) == ("confirmed", 3)
    assert booking.notices.filter(kind=Notice.Kind.PROMOTED).count() == 1
