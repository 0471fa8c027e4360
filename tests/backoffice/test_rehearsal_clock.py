"""While the rehearsal clock is on, every page of the back office says so, and its shortcuts of date and time follow it."""

import datetime as dt

import pytest

PAGES = [
    *("/admin/", "/admin/events/eventsession/", "/admin/events/eventsession/add/", "/admin/events/booking/", "/admin/help/"),
    *("/admin/account/", "/admin/events/eventsession/add/?_popup=1", "/admin/events/eventsession/?_popup=1"),
]
BAR, SCRIPT = 'class="rehearsal-bar"', "admin-rehearsal-clock.js"


@pytest.fixture
def moment(settings, clock_at):
    settings.PORTAL_CLOCK = dt.datetime(2025, 5, 13, tzinfo=dt.UTC)
    return clock_at("2025-05-13T09:30")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_so(path, scene, moment, client):
    client.force_login(scene.alice)
    page = client.get(path).content.decode()
    assert page.count(BAR) == 1
    assert "5月13日" in page
    assert "09:30" in page
    assert f'{SCRIPT}" data-now="2025-05-13T09:30:00+08:00" defer' in page


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/"])
def test_pages_before_the_log_in_say_so(path, db, moment, client):
    assert client.get(path).content.decode().count(BAR) == 1


@pytest.mark.parametrize("path", PAGES)
def test_in_real_time_nothing_is_said(path, scene, client):
    client.force_login(scene.alice)
    page = client.get(path).content.decode()
    assert BAR not in page
    assert SCRIPT not in page
