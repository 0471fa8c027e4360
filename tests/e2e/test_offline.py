"""A phone whose network goes away: what it kept can be read and says how old it is; the rest says that it was not kept."""

import re

import pytest
from django.urls import reverse

from edu_week.offline import views
from tests.factories import BookingFactory, EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(browser, line, settings, clock_at):
    settings.OFFLINE = True
    clock_at("2025-05-13T10:20")
    made = browser.new_context(
        base_url=line.url, viewport={"width": 360, "height": 780}, locale="zh-CN", has_touch=True, is_mobile=True
    )
    made.set_default_timeout(10_000)
    yield made.new_page()
    made.close()


@pytest.fixture
def computer(browser, line, settings, clock_at):
    """With a mouse, as in a staff room, where others use it too."""
    settings.OFFLINE = True
    clock_at("2025-05-13T10:20")
    made = browser.new_context(base_url=line.url, viewport={"width": 1280, "height": 900}, locale="zh-CN")
    made.set_default_timeout(10_000)
    yield made.new_page()
    made.close()


@pytest.fixture
def booking(phone):
    slot = TimeSlotFactory(session=EventSessionFactory(title="针灸体验", slug="acupuncture"))
    EventSessionFactory(title="没看过的", slug="unseen")
    return BookingFactory(slot=slot)


def wait_until(page, promise, arg=None):
    """`wait_for_function` takes a promise for a yes, so it is asked again and again from here."""
    for _try in range(150):
        if page.evaluate(promise, arg):
            return
        page.wait_for_timeout(100)
    pytest.fail(promise)


def wait_until_kept(page, *paths):
    for path in paths:
        wait_until(page, "path => caches.match(path, { ignoreVary: true }).then(Boolean)", path)


def kept_bar(page):
    page.locator("#offline-bar [role=status]:not(:empty)").wait_for()
    return page.locator("#offline-bar [role=status]").inner_text()


def test_ticket_and_programme_open_without_a_network_and_say_how_old_they_are(phone, line, booking):
    ticket = reverse("ticket", args=[booking.token])
    phone.goto("/events/")
    wait_until_kept(phone, "/events/", "/events/?day=2025-05-14")
    for path in ("/events/acupuncture/", ticket, "/bookings/"):
        phone.goto(path)
        wait_until_kept(phone, path)
    phone.goto("/admin/login/")
    line.is_cut = True
    for path in ("/events/", "/events/acupuncture/", ticket):
        line.asked.clear()
        phone.goto(path)
        assert path in line.asked  # the worker tried
        assert re.search(r"没有网络.*5月13日 周二 10:20（(此刻|1分钟前)）", kept_bar(phone))
    assert booking.spaced_reference in phone.inner_text("main")
    assert phone.locator(".qr img").evaluate("picture => picture.naturalWidth > 100")
    assert phone.locator("main").evaluate("it => getComputedStyle(it).fontFamily").startswith("-apple-system")
    phone.goto("/bookings/")
    assert booking.spaced_reference in phone.locator("#saved-tickets li").inner_text()
    phone.goto("/events/?day=2025-05-14&kind=lecture")
    assert "没有筛选的全部活动" in kept_bar(phone)
    for path in ("/events/unseen/", "/search/?q=x"):
        phone.goto(path)
        assert "这一页没有保存在这台设备上" in phone.inner_text("h1")
    for path in ("/admin/login/", "/search/?q=x"):
        assert phone.evaluate("path => caches.match(path).then(found => !found)", path)
    line.is_cut = False
    phone.goto(ticket)
    assert phone.locator("#offline-bar").is_hidden()
    assert phone.evaluate("document.documentElement.dataset.kept") is None


def test_tickets_are_forgotten_on_request_and_not_kept_again(phone, line, booking):
    ticket = reverse("ticket", args=[booking.token])
    phone.goto(ticket)
    wait_until_kept(phone, ticket)
    phone.get_by_role("button", name="不在这台设备上保存凭证").click()
    wait_until(phone, "path => caches.match(path).then(found => !found)", ticket)
    phone.reload()
    assert "没有保存在这台设备上" in phone.inner_text("#saved-ticket")
    assert booking.token not in phone.evaluate("JSON.stringify(localStorage)")
    line.is_cut = True
    phone.goto(ticket)
    assert "这一页没有保存在这台设备上" in phone.inner_text("h1")


def test_a_ticket_that_was_cancelled_is_dropped(phone, booking):
    ticket = reverse("ticket", args=[booking.token])
    phone.goto(ticket)
    wait_until_kept(phone, ticket)
    type(booking).objects.filter(pk=booking.pk).update(state="cancelled")
    phone.goto(ticket)
    wait_until(phone, "path => caches.match(path).then(found => !found)", ticket)
    assert booking.token not in phone.evaluate("JSON.stringify(localStorage)")
    phone.goto("/bookings/")
    assert phone.locator("#saved-tickets").is_hidden()


def test_a_shared_computer_asks_before_it_keeps_a_ticket_and_asks_again_for_the_next(computer, line):
    first, second = BookingFactory(slot=TimeSlotFactory()), BookingFactory(slot=TimeSlotFactory())
    box = computer.locator("#saved-ticket")
    computer.goto(reverse("ticket", args=[first.token]))
    box.get_by_text("要把凭证保存到这台设备吗").wait_for()
    assert "手机" not in box.inner_text()
    assert first.token not in computer.evaluate("JSON.stringify(localStorage)")
    box.get_by_role("button", name="保存到这台设备").click()
    wait_until_kept(computer, reverse("ticket", args=[first.token]))
    computer.goto(reverse("ticket", args=[second.token]))
    box.get_by_text("要把凭证保存到这台设备吗").wait_for()
    assert second.token not in computer.evaluate("JSON.stringify(localStorage)")
    box.get_by_role("button", name="不在这台设备上保存凭证").click()
    box.get_by_text("没有保存在这台设备上").wait_for()
    assert computer.evaluate("localStorage.getItem('edu-week.tickets')") is None
    wait_until(computer, "path => caches.match(path).then(found => !found)", reverse("ticket", args=[first.token]))


def test_a_new_version_takes_old_pages_away_keeps_tickets_and_off_takes_all(phone, booking, monkeypatch, settings):
    ticket = reverse("ticket", args=[booking.token])
    phone.goto("/events/")
    wait_until_kept(phone, "/events/?day=2025-05-14")
    phone.goto(ticket)
    wait_until_kept(phone, ticket)
    before = phone.evaluate("caches.keys()")
    monkeypatch.setattr(views, "OFFLINE_PAGE", ("404.html",))
    phone.evaluate("navigator.serviceWorker.getRegistration().then(it => it.update())")
    gone = "old => caches.keys().then(now => now.length && !now.some(name => /shell|pages/.test(name) && old.includes(name)))"
    wait_until(phone, gone, before)
    wait_until_kept(phone, ticket)
    settings.OFFLINE = False
    phone.evaluate("navigator.serviceWorker.getRegistration().then(it => it.update())")
    wait_until(phone, "caches.keys().then(names => !names.length)")


def test_a_new_version_lets_go_of_the_old_only_when_it_has_everything(phone, line, booking, monkeypatch):
    line.dropped += ("cache-control",)  # else the browser's own memory answers for a few seconds
    ticket = reverse("ticket", args=[booking.token])
    phone.goto("/events/")
    wait_until_kept(phone, "/events/?day=2025-05-14")
    phone.goto(ticket)
    wait_until_kept(phone, ticket)
    before = phone.evaluate("caches.keys()")
    styled = phone.evaluate("getComputedStyle(document.querySelector('header')).display")

    line.has_pages, line.moved_files = False, "/static/next/"
    real = views.static
    monkeypatch.setattr(views, "static", lambda name: real(name).replace("/static/", "/static/next/", 1))
    phone.evaluate("navigator.serviceWorker.getRegistration().then(it => it.update())")
    wait_until_kept(phone, views.static("css/portal.css"))
    wait_until(
        phone, "navigator.serviceWorker.ready.then(it => it.active.state === 'activated' && !it.waiting && !it.installing)"
    )
    line.is_cut = True
    for path in ("/events/?day=2025-05-14", ticket):
        phone.goto(path)
        assert kept_bar(phone)
        assert phone.evaluate("getComputedStyle(document.querySelector('header')).display") == styled
        assert phone.evaluate("document.styleSheets[0].cssRules.length") > 0
    assert set(before) < set(phone.evaluate("caches.keys()"))

    line.is_cut, line.has_pages = False, True
    phone.goto("/events/")
    only_new = (
        "old => caches.keys().then(now => now.length === 3 && !now.some(name => /shell|pages/.test(name) && old.includes(name)))"
    )
    wait_until(phone, only_new, before)
    wait_until_kept(phone, "/events/?day=2025-05-14", ticket)


def test_favourites_are_kept_filter_the_programme_and_survive_a_swap(phone, booking):
    other = EventSessionFactory(title="汽车维修")
    TimeSlotFactory(session=other, starts_at=booking.slot.starts_at)
    day = f"/events/?day={booking.slot.day:%Y-%m-%d}"
    phone.goto("/events/acupuncture/")
    phone.click(".page-head [data-favourite]")
    phone.goto(day)
    rows = phone.locator(".list-view .session-row")
    assert phone.locator("[data-favourite=acupuncture]:visible").get_attribute("aria-pressed") == "true"
    phone.click("[data-favourites-only]")
    assert rows.filter(visible=True).locator("h3").all_inner_texts() == ["针灸体验"]
    assert phone.inner_text("[data-programme-status]") == "只看收藏，1项"
    phone.fill("#f-q", "体")
    phone.wait_for_url("**q=*")
    phone.fill("#f-q", "")
    phone.wait_for_url(lambda url: "q=" not in url)
    phone.locator(".list-view .session-row[hidden]", has_text="汽车维修").wait_for(state="attached")
    assert rows.filter(visible=True).locator("h3").all_inner_texts() == ["针灸体验"]
    phone.click("[data-favourite=acupuncture]:visible")
    assert rows.filter(visible=True).count() == 2


def test_the_line_of_this_moment_moves_by_the_portals_clock(phone, booking):
    phone.clock.install()
    for time in ("10:00", "10:22"):
        hour, minute = time.split(":")
        TimeSlotFactory(starts_at=booking.slot.starts_at.replace(month=5, day=13, hour=int(hour), minute=int(minute)))
    phone.goto("/events/?day=2025-05-13")
    mark = phone.locator(".now-mark")
    assert mark.inner_text() == "现在 10:20"
    phone.clock.run_for(61_000)
    assert mark.inner_text() == "现在 10:21"
    assert phone.locator(".now-mark + .session-row time").first.inner_text() == "10:22"
    phone.clock.run_for(120_000)
    assert mark.count() == 0


@pytest.mark.parametrize("path", ["/privacy/", "/en/", "/no-such-page/"])
def test_the_worker_is_there_for_all_pages_whichever_came_first(phone, booking, path):
    phone.goto(path)
    scope = "navigator.serviceWorker.getRegistration('/').then(found => found && new URL(found.scope).pathname)"
    wait_until(phone, scope)
    assert phone.evaluate(scope) == "/"
    wait_until(phone, "navigator.serviceWorker.controller !== null")
