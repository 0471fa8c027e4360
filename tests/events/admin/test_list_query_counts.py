"""Lists take the same queries with few rows and with many; `benchmarks/admin_lists.py` says how long they take."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice import related_filters
from events.models import Booking
from tests import bulk_bookings
from tests.admin_list_urls import list_admin_urls

pytestmark = pytest.mark.once


def queries_of(client, scene, count) -> dict[str, int]:
    """By the page's address; the last page of the list counts as the same one, and so does a search signed later."""
    booking = Booking.objects.filter(slot__session__host_school=scene.own.school).select_related("slot").earliest("pk")
    found = {}
    for number, page in enumerate(list_admin_urls(booking, count)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200, page
        found[number, page.partition("?p=")[0].partition("?q=~")[0]] = len(queries)
    return found


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_queries_of_every_list_stay_the_same(client, scene, who):
    client.force_login(getattr(scene, who))
    slots = bulk_bookings.add_slots(scene, schools=1, sessions=2, slots=3)
    bulk_bookings.add_bookings(scene, slots, range(60))
    client.get(f"/admin/events/booking/{scene.own.booking.pk}/change/")  # what is asked once in a process's life
    few = queries_of(client, scene, 60)
    bulk_bookings.add_bookings(scene, slots, range(60, 260))
    assert queries_of(client, scene, 260) == few


def test_day_filter_offers_booked_days_of_own_school_only(client, scene):
    client.force_login(scene.bob)
    other = scene.other.slot
    other.starts_at, other.ends_at = (moment.replace(day=17) for moment in (other.starts_at, other.ends_at))
    other.save()
    html = client.get("/admin/events/booking/").content.decode()
    assert "?day=2025-05-15" in html
    assert "?day=2025-05-17" not in html


def test_session_filter_offers_booked_sessions_of_own_school_only(client, scene):
    client.force_login(scene.bob)
    html = client.get("/admin/events/booking/").content.decode()
    assert scene.own.session.title in html
    assert scene.other.session.title not in html


def test_of_too_many_sessions_the_filter_offers_only_the_chosen_one(client, scene, monkeypatch):
    monkeypatch.setattr(related_filters, "MOST_CHOICES", 1)
    client.force_login(scene.alice)
    titles = [one.session.title for one in (scene.own, scene.other)]
    address = "/admin/events/booking/?slot__session__id__exact="
    page = client.get("/admin/events/booking/").content.decode().partition('id="changelist-filter"')[2]
    assert not any(title in page for title in titles)
    answer = client.get(f"{address}{scene.own.session.pk}")
    assert [booking.slot.session for booking in answer.context["cl"].result_list] == [scene.own.session]
    assert titles[0] in answer.content.decode().partition('id="changelist-filter"')[2]
