import datetime as dt
import re

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from backoffice.lifecycle.deletion import DeletionRefusalMixin
from events.models import EventSession, TimeSlot, Venue
from schools.models import District, Trade


def url_of(page, record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk])


def text_of(response) -> str:
    return re.sub(r"<[^>]+>", "", " ".join(response.context["protected"].lines))


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        ("session", ["1个时段", "1个预约"]),
        ("slot", ["1个预约"]),
        ("school", ["1个活动", "1个优秀毕业生", "1个预约"]),
        ("venue", ["2个活动", "2个预约"]),
        ("week", ["2个活动", "2个预约"]),
    ],
)
def test_deleting_says_what_belongs_to_it(client, scene, what, counts):
    record = getattr(scene, what, None) or getattr(scene.own, what)
    response = client.get(url_of("delete", record))
    assert all(count in text_of(response) for count in counts), text_of(response)
    assert client.post(url_of("delete", record), {"post": "yes"}).status_code == 200
    assert type(record).objects.filter(pk=record.pk).exists()


def test_reason_leads_to_the_rows(client, scene):
    html = " ".join(client.get(url_of("delete", scene.own.session)).context["protected"].lines)
    for link in re.findall(r'href="([^"]+)"', html):
        assert client.get(link.replace("&amp;", "&")).context["cl"].result_count == 1
    assert html.count("href=") == 2


def test_markup_in_a_name_is_text(client, scene):
    Venue.objects.filter(pk=scene.venue.pk).update(name="<b>厅</b>")
    assert "<b>厅" not in client.get(url_of("delete", scene.venue)).content.decode()


def test_slot_is_to_be_cancelled_and_a_session_to_be_archived(client, scene):
    assert "取消" in client.get(url_of("delete", scene.own.slot)).context["protected"].advice
    assert "归档" in client.get(url_of("delete", scene.own.session)).context["protected"].advice


def test_bulk_deletion_is_refused_in_the_same_words(client, scene):
    url = reverse("admin:events_eventsession_changelist")
    free = EventSession.objects.create(slug="free", week=scene.week, venue=scene.venue, title="空", kind="visit")
    chosen = {"action": "delete_selected", "_selected_action": [scene.own.session.pk, scene.other.session.pk, free.pk]}
    response = client.post(url, chosen)
    assert len(response.context["protected"].lines) == 2
    assert "甲校体验" in text_of(response)
    client.post(url, {**chosen, "post": "yes"})
    assert EventSession.objects.count() == 3


def test_what_nothing_belongs_to_is_deleted(client, scene):
    trade = Trade.objects.create(slug="t", name="焊接")
    assert client.post(url_of("delete", trade), {"post": "yes"}).status_code == 302
    assert not Trade.objects.exists()


def test_counting_takes_the_same_queries_for_many(client, scene, django_assert_num_queries):
    url = reverse("admin:schools_district_changelist")
    districts = [
        District.objects.create(slug=f"d{n}", name=f"区{n}", adcode=f"14070{n}", tile_row=0, tile_column=n) for n in range(4)
    ]
    for district in districts:
        Venue.objects.create(slug=f"v{district.pk}", name=f"厅{district.pk}", district=district)

    def ask(chosen):
        return client.post(url, {"action": "delete_selected", "_selected_action": [d.pk for d in chosen]})

    ask(districts[:1])
    with django_assert_num_queries(count_queries(lambda: ask(districts[:1]))):
        assert len(ask(districts).context["protected"].lines) == 4


def count_queries(request) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        request()
    return len(queries)


def test_booking_that_comes_after_asking_stops_the_deletion(client, scene, monkeypatch):
    monkeypatch.setattr(DeletionRefusalMixin, "build_deletion_refusal", lambda *args: None)

    def delete(self, request, record):
        raise ProtectedError("late", set())

    monkeypatch.setattr(DeletionRefusalMixin, "delete_model", delete, raising=False)
    trade = Trade.objects.create(slug="t", name="焊接")
    assert client.post(url_of("delete", trade), {"post": "yes"}).status_code == 302
    assert Trade.objects.exists()


def test_other_schools_rows_are_not_counted_for_a_school_editor(bob, scene):
    scene.own.slot.bookings.update(slot=scene.other.slot)
    TimeSlot.objects.filter(pk=scene.own.slot.pk).update(places_taken=0)
    response = bob.get(url_of("delete", scene.other.session))
    assert response.status_code in (302, 403)


def test_past_times_with_bookings_stay_too(client, scene, clock_at):
    clock_at((scene.now + dt.timedelta(days=30)).isoformat())
    assert client.get(url_of("delete", scene.own.slot)).context["protected"]
