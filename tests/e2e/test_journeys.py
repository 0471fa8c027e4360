"""What people come for, in a real browser: find a session, book, keep the ticket, cancel; with and without scripts."""

import pytest

from events.bookings.queries import availability_by_slot
from events.models import ActivityWeek, Booking, EventSession, TimeSlot
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def family_session(week):
    """An experience on Saturday that individuals can book now."""
    slots = TimeSlot.objects.filter(session__booking_mode="individual", starts_at__date="2025-05-17")
    open_now = [pk for pk, places in availability_by_slot(slots, week).items() if places.is_open and places.left >= 2]
    return EventSession.objects.published().filter(slots__in=open_now, kind="experience").first()


@pytest.fixture
def two_times(week):
    """A session with room on Saturday morning and afternoon."""
    session = EventSessionFactory(title="两个时段的体验", week=ActivityWeek.objects.get())
    for hour in (9, 14):
        TimeSlotFactory(session=session, starts_at=week.replace(day=17, hour=hour, minute=0))
    return session


def book_and_cancel(page, session):
    page.goto(f"/events/{session.slug}/")
    page.locator(f'a[href*="/events/{session.slug}/book/"]:visible').first.click()
    page.locator("[name=slot]:not([disabled])").last.check()
    page.fill("[name=contact_name]", "王女士")
    page.fill("[name=phone]", "138 0000 000")
    page.fill("[name=people]", "2")
    page.fill("[name=under_14]", "1")
    page.locator("main button[type=submit]").click()
    assert "11位" in page.locator("#div_id_phone .invalid-feedback").inner_text()
    assert page.input_value("[name=contact_name]") == "王女士"
    page.fill("[name=phone]", "138 0000 0001")
    page.check("[name=consent]")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/bookings/*/")
    booking = Booking.objects.get(phone="13800000001")
    assert booking.spaced_reference in page.inner_text("main")
    assert page.locator(".qr img").evaluate("picture => picture.complete && picture.naturalWidth > 100")
    page.locator("main details summary", has_text="取消").click()
    page.get_by_role("button", name="确认取消预约").click()
    page.wait_for_load_state()
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_find_book_cancel_on_a_phone(page, family_session):
    book_and_cancel(page, family_session)


def test_find_book_change_cancel_without_scripts(browser, live_server, two_times):
    """Plain links and forms all the way: filters, a booking, fewer people, another time, and off again."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 780})
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/events/?day=2025-05-17")
    page.click(".filter-bar__toggle summary")
    page.locator("label.chip", has=page.locator("[name=kind][value=experience]")).click()
    page.locator("label.chip", has=page.locator("[name=open]")).click()
    page.get_by_role("button", name="查找").click()
    page.wait_for_url(lambda url: "kind=experience" in url and "open=1" in url)
    page.locator(f'main a[href$="/events/{two_times.slug}/"]:visible').first.click()
    page.locator(f'a[href*="/events/{two_times.slug}/book/"]:visible').first.click()
    page.fill("[name=contact_name]", "王女士")
    page.fill("[name=phone]", "13800000001")
    page.fill("[name=people]", "2")
    page.check("[name=consent]")
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/bookings/" in url)
    booking = Booking.objects.get(phone="13800000001")
    assert booking.spaced_reference in page.inner_text("main")
    change(page, "party", lambda form: form.locator("[name=people]").fill("1"))
    change(page, "slot", lambda form: form.locator("[name=slot]:not(:checked):not([disabled])").first.check())
    first = booking.slot_id
    booking.refresh_from_db()
    assert (booking.people, booking.slot_id == first) == (1, False)
    page.locator("main details summary", has_text="取消").click()
    page.get_by_role("button", name="确认取消预约").click()
    page.wait_for_load_state()
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    context.close()


def change(page, what, fill):
    page.get_by_role("link", name="更改预约").click()
    form = page.locator("main form", has=page.locator(f"[name=what][value={what}]"))
    fill(form)
    form.locator("button[type=submit]").click()
    page.get_by_text("已保存").first.wait_for()


def test_find_a_booking_by_reference_and_number(page, family_session):
    book_and_cancel(page, family_session)
    booking = Booking.objects.get(phone="13800000001")
    page.goto("/bookings/")
    page.fill("[name=reference]", booking.spaced_reference.lower())
    page.fill("[name=phone]", "138 0000 0001")
    page.get_by_role("button", name="找回预约").click()
    page.wait_for_url(f"**/bookings/{booking.token}/")


def test_filters_change_the_page_around_the_results(page, week):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/events/?day=2025-05-13")
    counts = page.locator("#days .week__n").all_inner_texts()
    page.get_by_role("button", name="列表").click()
    page.locator("label.chip", has=page.locator("[name=kind][value=experience]")).click()
    page.wait_for_url("**/events/?day=2025-05-13&kind=experience")
    assert page.locator("#days .week__n").all_inner_texts() != counts
    assert page.locator("#f-kind-experience").is_checked()
    assert page.locator(".list-view").is_visible()
    page.fill("#f-q", "tiyan")
    page.wait_for_url("**q=tiyan")
    assert page.evaluate("document.activeElement.id") == "f-q"
    page.locator(".active-filter", has_text="职业体验").click()
    page.wait_for_url("**/events/?day=2025-05-13&q=tiyan")
    page.go_back()
    page.wait_for_url("**kind=experience*")
    page.locator(".active-filter", has_text="职业体验").wait_for()
    assert page.locator("#f-kind-experience").is_checked()
    page.locator("header").first.wait_for()


def test_the_browser_does_its_work_before_it_books(page, family_session, settings):
    settings.PROOF_OF_WORK = True
    page.goto(f"/events/{family_session.slug}/book/")
    page.fill("[name=contact_name]", "王女士")
    page.fill("[name=phone]", "13800000001")
    page.check("[name=consent]")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/bookings/*/", timeout=60_000)
    assert Booking.objects.get(phone="13800000001").state == "confirmed"
