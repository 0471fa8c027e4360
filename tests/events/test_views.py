"""Programme and session page on the data of the first edition."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse

from content import clock
from events.models import EventSession, TimeSlot
from tests.conftest import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(monkeypatch):
    call_command("load_week", "data/week-2025.json", verbosity=0)
    moment = dt.datetime(2025, 5, 13, 9, 30, tzinfo=SHANGHAI)
    monkeypatch.setattr(clock, "now", lambda: moment)


def page(client, query=""):
    answer = client.get(reverse("programme") + query)
    assert answer.status_code == 200
    return answer


def test_opens_on_today(client, week):
    assert page(client).context["filters"].day == dt.date(2025, 5, 13)


def test_outside_the_week_opens_on_its_first_day(client, week, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2025, 7, 1, tzinfo=SHANGHAI))
    assert page(client).context["filters"].day == dt.date(2025, 5, 12)


@pytest.mark.parametrize(("query", "kept"), [("", "2025-05-13"), ("?day=2025-05-17", "2025-05-17"), ("?day=all", "all")])
def test_filtering_stays_on_the_day_shown(client, week, query, kept):
    assert f'<input type="hidden" name="day" value="{kept}">' in page(client, query).content.decode()


def test_a_filter_without_a_day_searches_the_week(client, week):
    answer = page(client, "?kind=exhibition&kind=lecture")
    kinds = {row.session.kind for day in answer.context["days"] for _part, rows in day["parts"] for row in rows}
    assert answer.context["filters"].day is None
    assert kinds == {"exhibition", "lecture"}


@pytest.mark.parametrize("query", ["?day=x", "?kind=x", "?school=%00", "?q=%00", "?day=2025-02-31", "?q=" + "a" * 10_000])
def test_nonsense_is_never_an_error(client, week, query):
    page(client, query)


def test_unknown_values_are_left_out_and_said(client, week):
    assert page(client, "?kind=nonsense").context["form"].ignored


def test_nothing_found(client, week):
    assert "empty-state" in page(client, "?q=zzzzzz").content.decode()


def test_htmx_gets_only_the_results(client, week):
    answer = client.get(reverse("programme"), headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_every_session_has_a_page(client, week):
    for session in EventSession.objects.published():
        assert client.get(reverse("session_detail", args=[session.slug])).status_code == 200


def test_an_unpublished_session_is_unknown(client, week):
    session = EventSession.objects.published().first()
    EventSession.objects.filter(pk=session.pk).update(status=EventSession.Status.DRAFT)
    assert client.get(reverse("session_detail", args=[session.slug])).status_code == 404
    assert client.get(reverse("availability_json"), {"session": session.slug}).status_code == 404


def test_queries_do_not_grow_with_the_sessions(client, week):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            page(client, "?day=2025-05-13")
        return len(found)

    page(client)
    before = count()
    slot = TimeSlot.objects.filter(starts_at__date=dt.date(2025, 5, 13)).first()
    for number in range(50):
        session = EventSession.objects.get(pk=slot.session_id)
        session.pk, session.slug, session._state.adding = None, f"copy-{number}", True
        session.save()
        TimeSlot.objects.create(session=session, starts_at=slot.starts_at, ends_at=slot.ends_at)
    assert count() == before
