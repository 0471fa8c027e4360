"""Queries whose SQL is made once return what the same queryset returns."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import BigIntegerField, DateTimeField, F
from django.test.utils import CaptureQueriesContext

from content.prepared_queries import Parameter, PreparedQuery
from events.models import TimeSlot
from tests.events.bookings.conftest import at, make_slot, session  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

EARLIER = PreparedQuery(
    lambda: (
        TimeSlot.objects.filter(ends_at__lte=Parameter("now", DateTimeField()))
        .select_related("session__week", "session__venue__parent")
        .annotate(places=F("capacity") + 1)
        .only(
            "starts_at",
            "ends_at",
            "session__title",
            "session__week__name",
            "session__venue__name",
            "session__venue__parent__name",
        )
    )
)
SOME = PreparedQuery(
    lambda count: TimeSlot.objects.filter(pk__in=[Parameter(f"id_{number}", BigIntegerField()) for number in range(count)])
)


@pytest.fixture
def slots(session):  # noqa: F811
    return [make_slot(session, f"05-17 {hour}:00", f"05-17 {hour}:50") for hour in (10, 11, 12)]


def test_rows_relations_and_annotations_are_those_of_the_queryset(slots):
    with CaptureQueriesContext(connection) as asked:
        [first, second] = EARLIER.fetch(now=at("05-17 11:50"))
        assert (first, second) == tuple(slots[:2])
        assert first.starts_at == at("05-17 10:00")
        assert first.places == 11
        assert (first.session.title, first.session.week.name, first.session.venue.name) == ("亲子RC模型组装", "活动周", "报告厅")
        assert first.session.venue.parent is None
    assert len(asked) == 1
    assert first.capacity == 10  # asked for later


def test_each_run_has_its_own_values(slots):
    assert [len(EARLIER.fetch(now=at("05-17 10:50") + dt.timedelta(hours=hours))) for hours in range(3)] == [1, 2, 3]


def test_each_number_of_values_has_its_own_sql(slots):
    assert {slot.pk for slot in SOME.fetch(2, id_0=slots[0].pk, id_1=slots[2].pk)} == {slots[0].pk, slots[2].pk}
    assert SOME.fetch(1, id_0=slots[1].pk) == [slots[1]]


def test_values_of_json_come_back_as_values(slots):
    TimeSlot.objects.update(sample_fields=["capacity"])
    assert SOME.fetch(1, id_0=slots[0].pk)[0].sample_fields == ["capacity"]


def test_the_sql_is_made_once(slots, monkeypatch):
    SOME.fetch(1, id_0=slots[0].pk)
    monkeypatch.setattr(SOME, "build", None)
    assert SOME.fetch(1, id_0=slots[1].pk) == [slots[1]]
