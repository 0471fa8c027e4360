"""What "today" and "past 7 days" mean in the filters of the lists."""

import datetime as dt
import re
from html import unescape
from urllib.parse import unquote

import pytest

from content import clock
from content.local_time import moment_of_day
from events.models import Notice

MOMENT = dt.datetime(2025, 5, 13, 1, 30, tzinfo=dt.UTC)


@pytest.fixture
def rehearsal(settings):
    settings.PORTAL_CLOCK = MOMENT


@pytest.fixture
def links(scene, client):
    client.force_login(scene.alice)

    def of(path, field):
        page = unescape(unquote(client.get(path).content.decode()))
        return re.findall(rf'href="\?([^"]*{field}__gte=[^"]*)"', page)

    return of


def test_filters_of_the_programme_go_by_the_rehearsal_clock(scene, rehearsal, links):
    assert clock.today() == dt.date(2025, 5, 13)
    for path, field in (("/admin/events/eventsession/", "slots__starts_at"), ("/admin/events/arrival/", "arrived_at")):
        today, week, month, year = links(path, field)
        assert f"{field}__gte=2025-05-13" in today
        assert f"{field}__lt=2025-05-14" in today
        assert f"{field}__gte=2025-05-06" in week
        assert f"{field}__lt=2025-06-01" in month
        assert f"{field}__lt=2026-01-01" in year
    assert "starts_on__gte=2025-05-13&" in links("/admin/events/reportedvisit/", "starts_on")[0] + "&"


def test_today_finds_what_is_today(scene, rehearsal, links, client):
    today, week, *_rest = links("/admin/events/eventsession/", "slots__starts_at")
    assert client.get("/admin/events/eventsession/?" + today.replace("+", "%2B")).context["cl"].result_count == 0
    scene.own.slot.starts_at = MOMENT + dt.timedelta(hours=1)
    scene.own.slot.ends_at = MOMENT + dt.timedelta(hours=2)
    scene.own.slot.save()
    assert client.get("/admin/events/eventsession/?" + today.replace("+", "%2B")).context["cl"].result_count == 1


def test_audit_log_and_a_site_in_real_time_go_by_real_time(scene, rehearsal, links, settings):
    real = str(dt.datetime.now(tz=dt.UTC).year)
    assert f"at__gte={real}" in links("/admin/backoffice/auditentry/", "at")[0]
    settings.PORTAL_CLOCK = None
    assert f"slots__starts_at__gte={real}" in links("/admin/events/eventsession/", "slots__starts_at")[0]


@pytest.mark.parametrize(
    ("bounds", "count"), [("gte=2025-05-13", 1), ("lt=2025-05-13", 0), ("gte=2025-05-14", 0), ("lt=2025-05-14", 1)]
)
def test_a_bound_may_be_a_day(scene, client, bounds, count):
    client.force_login(scene.alice)
    Notice.objects.all().delete()
    key = {"kind": "confirmed", "channel": "mail", "event_key": "a", "created_at": MOMENT}
    Notice.objects.create(booking=scene.own.booking, due_at=moment_of_day(dt.date(2025, 5, 13), dt.time(0, 30)), **key)
    assert client.get(f"/admin/events/notice/?due_at__{bounds}").context["cl"].result_count == count


def test_a_day_out_of_all_reason_is_refused(scene, client):
    client.force_login(scene.alice)
    assert client.get("/admin/events/notice/?due_at__gte=9999-12-31").url == "/admin/events/notice/?e=1"
