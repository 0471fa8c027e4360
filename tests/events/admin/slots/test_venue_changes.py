"""A venue with upcoming bookings: staff see whom a change touches before it is saved, and all of it happens together."""

import pytest
from django.urls import reverse

from events.bookings import services
from events.models import Booking, BookingEvent, Notice, TimeSlot, Venue
from tests.admin_scene import form_data_of_page
from tests.events.admin.slots.test_rescheduling import confirm, is_preview, save
from tests.factories import VenueFactory


@pytest.fixture
def url(scene, client):
    client.force_login(scene.alice)
    return venue_url(scene.venue)


def venue_url(venue) -> str:
    return reverse("admin:events_venue_change", args=[venue.pk])


def everything() -> tuple:
    counts = [model.objects.count() for model in (BookingEvent, Notice, Venue.history.model)]
    return counts, list(Venue.objects.values()), list(TimeSlot.objects.values()), list(Booking.objects.values())


def sequences(scene) -> list[int]:
    rows = (scene.own.slot, scene.own.booking, scene.other.slot, scene.other.booking)
    return [type(row).objects.get(pk=row.pk).sequence for row in rows]


def told(booking) -> list[Notice]:
    return list(booking.notices.filter(kind="changed_by_staff"))


@pytest.mark.parametrize("changes", [{"name": "新报告厅"}, {"address": "校园路1号"}, {"longitude": "112.7", "latitude": "37.6"}])
def test_preview_names_everyone_and_saves_nothing(client, scene, url, changes):
    before = everything()
    page = save(client, url, **changes)
    assert is_preview(page)
    assert everything() == before
    assert {row.booking.pk for row in page.context["rows"]} == {scene.own.booking.pk, scene.other.booking.pk}
    body = page.context["rows"][0].notice.body
    assert "原：" in body
    assert ("地图位置有变" if "longitude" in changes else next(iter(changes.values()))) in body


def test_confirming_does_all_of_it(client, scene, url):
    confirm(client, url, save(client, url, name="新报告厅"), **{"telling-reason": "改建"})
    assert Venue.objects.get(pk=scene.venue.pk).name == "新报告厅"
    assert sequences(scene) == [1, 1, 1, 1]
    for booking in (scene.own.booking, scene.other.booking):
        [notice] = told(booking)
        assert "原：报告厅" in notice.body
        assert "现：新报告厅" in notice.body
        assert "改建" in notice.body
        assert (notice.calendar_entry["sequence"], notice.calendar_entry["location"]) == (1, "新报告厅")
        assert booking.events.last().reason == "改建"
    assert scene.venue.history.first().history_change_reason == "改建"


def test_reason_is_required(client, scene, url):
    assert is_preview(confirm(client, url, save(client, url, name="新报告厅"), **{"telling-reason": " "}))
    assert Venue.objects.get(pk=scene.venue.pk).name == "报告厅"


def test_correction_of_spelling_tells_nobody(client, scene, url):
    page = save(client, url, name="报告大厅")
    answer = confirm(client, url, page, button="_correct")
    assert "已按更正文字保存，未通知任何人。" in answer.content.decode()
    assert Venue.objects.get(pk=scene.venue.pk).name == "报告大厅"
    assert sequences(scene) == [1, 1, 1, 1]
    assert told(scene.own.booking) == []
    assert scene.own.booking.events.count() == 1
    assert scene.venue.history.first().history_change_reason == "更正文字，未通知预约人"


def test_correction_is_not_offered_for_a_time(client, scene):
    url = reverse("admin:events_timeslot_change", args=[scene.own.slot.pk])
    page = save(client, url, starts_at_0="2025-05-16", ends_at_0="2025-05-16")
    assert not page.context["offers_correction"]
    assert is_preview(confirm(client, url, page, button="_correct"))
    assert told(scene.own.booking) == []


def test_changed_meanwhile_is_shown_again_before_it_is_corrected(client, scene, url):
    page = save(client, url, name="报告大厅")
    services.cancel_booking(booking_id=scene.other.booking.pk, now=scene.now)
    again = confirm(client, url, page, button="_correct")
    assert again.context["is_stale"]
    assert Venue.objects.get(pk=scene.venue.pk).name == "报告厅"


def test_name_of_the_ground_touches_those_who_come_to_its_rooms(client, scene, url):
    campus = VenueFactory(name="职教港")
    Venue.objects.filter(pk=scene.venue.pk).update(parent=campus)
    page = save(client, venue_url(campus), name="新职教港")
    confirm(client, venue_url(campus), page, **{"telling-reason": "更名"})
    assert sequences(scene) == [1, 1, 1, 1]
    assert "现：新职教港 报告厅" in told(scene.own.booking)[0].body


def test_who_reads_the_same_as_before_is_not_told(client, scene, url):
    Booking.objects.filter(pk=scene.own.booking.pk).update(language="en")
    page = save(client, url, name_en="Lecture hall")
    assert [row.booking.pk for row in page.context["rows"]] == [scene.own.booking.pk]
    confirm(client, url, page, **{"telling-reason": "x"})
    assert sequences(scene) == [1, 1, 1, 1]
    assert told(scene.other.booking) == []
    assert "Now: Lecture hall" in told(scene.own.booking)[0].body


def test_other_words_of_a_venue_ask_nothing(client, scene, url):
    assert not is_preview(save(client, url, directions="从南门进"))
    assert Venue.objects.get(pk=scene.venue.pk).directions == "从南门进"
    assert sequences(scene) == [0, 0, 0, 0]


def test_venue_without_upcoming_bookings_is_saved_at_once(client, scene, url):
    start = scene.now.replace(day=12)
    TimeSlot.objects.update(starts_at=start, ends_at=start.replace(hour=11))
    assert not is_preview(save(client, url, name="新报告厅"))
    assert sequences(scene) == [1, 1, 1, 1]
    assert told(scene.own.booking) == []


def test_restoring_an_old_version_asks_too(client, scene, url):
    confirm(client, url, save(client, url, name="新报告厅"), button="_correct")
    old = scene.venue.history.last()
    restoring = f"{url}?version={old.pk}"
    data = form_data_of_page(client, restoring)
    page = client.post(restoring, data | {"name": "报告厅"})
    assert is_preview(page)
    assert Venue.objects.get(pk=scene.venue.pk).name == "新报告厅"


def test_loader_leaves_what_bookers_would_have_to_be_told(scene, now_loaded):
    report = now_loaded(scene)
    assert Venue.objects.get(pk=scene.venue.pk).name == "报告厅"
    assert report.booked_fields == [f"venues ({scene.venue.slug}): name"]
    assert Venue.objects.get(pk=scene.venue.pk).directions == "从南门进"
    assert sequences(scene) == [0, 0, 0, 0]


def test_loader_changes_it_where_nobody_is_to_be_told(scene, now_loaded):
    Booking.objects.update(source="sample")
    report = now_loaded(scene)
    assert report.booked_fields == []
    assert Venue.objects.get(pk=scene.venue.pk).name == "新报告厅"
    assert sequences(scene) == [1, 1, 1, 1]


@pytest.fixture
def now_loaded():
    """Load a file with another name and other directions of the scene's venue."""
    from edu_week.loading.section_specs import BY_SECTION
    from edu_week.loading.writing import WeekWriter

    def load(scene):
        writer = WeekWriter(overwrite=False)
        venue = Venue.objects.get(pk=scene.venue.pk)
        Venue.objects.filter(pk=venue.pk).update(loaded={"name": venue.name, "directions": venue.directions})
        writer.write_record(
            BY_SECTION["venues"],
            {"slug": venue.slug, "name": "新报告厅", "kind": venue.kind, "directions": "从南门进", "status": "published"},
            later=False,
        )
        return writer.summary

    return load
