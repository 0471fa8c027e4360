import datetime as dt

import pytest
from django.urls import reverse

from events.bookings import services
from events.models import EventSession, Venue


def url_of(page, record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk])


def run_action(client, record, action):
    url = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_changelist") + "?status__exact=every"
    response = client.post(url, {"action": action, "_selected_action": record.pk}, follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def status_of(record) -> str:
    return type(record).objects.get(pk=record.pk).status


def free_venue():
    return Venue.objects.create(slug="free", name="空场地", status="published")


def test_archived_record_leaves_public_and_lists_and_comes_back_as_a_draft(client, scene):
    venue = free_venue()
    run_action(client, venue, "archive_selected")
    assert status_of(venue) == "archived"
    assert venue.history.first().history_user == scene.alice
    url = reverse("admin:events_venue_changelist")
    found = {query: set(client.get(f"{url}?status__exact={query}").context["cl"].queryset) for query in ("archived", "every")}
    assert set(client.get(url).context["cl"].queryset) == {scene.venue}
    assert found == {"archived": {venue}, "every": {venue, scene.venue}}
    run_action(client, venue, "unarchive_selected")
    assert status_of(venue) == "draft"


def test_filter_says_that_the_archive_is_left_out(client, scene):
    html = client.get(reverse("admin:events_venue_changelist")).content.decode()
    assert "status__exact=every" in html


def test_archived_record_is_not_offered_for_links(client, scene):
    venue = free_venue()
    query = {"app_label": "events", "model_name": "eventsession", "field_name": "venue", "term": ""}

    def offered():
        return {row["text"] for row in client.get(reverse("admin:autocomplete"), query).json()["results"]}

    assert venue.name in offered()
    run_action(client, venue, "archive_selected")
    assert venue.name not in offered()


@pytest.mark.parametrize("what", ["session", "school", "venue", "week"])
def test_what_has_bookings_to_come_is_not_archived(client, scene, what):
    record = getattr(scene, what, None) or getattr(scene.own, what)
    message = run_action(client, record, "archive_selected")
    assert "预约" in message
    assert "取消" in message
    assert status_of(record) == "published"
    page = client.get(url_of("archive", record))
    assert page.context["objection"]
    client.post(url_of("archive", record))
    assert status_of(record) == "published"


def test_session_is_archived_once_its_bookings_are_cancelled(client, scene):
    services.cancel_booking(booking_id=scene.own.booking.pk, now=scene.now)
    client.post(url_of("archive", scene.own.session))
    session = EventSession.objects.get(pk=scene.own.session.pk)
    assert session.status == "archived"
    assert session.slots.get().bookings.get() == scene.own.booking


def test_session_is_archived_once_it_is_over(client, scene, clock_at):
    clock_at((scene.now + dt.timedelta(days=30)).isoformat())
    client.post(url_of("archive", scene.own.session))
    assert status_of(scene.own.session) == "archived"
    client.post(url_of("archive", scene.own.session))
    assert status_of(scene.own.session) == "draft"


def test_school_editor_archives_own_records_only(bob, scene, clock_at):
    clock_at((scene.now + dt.timedelta(days=30)).isoformat())
    assert bob.post(url_of("archive", scene.other.session)).status_code in (403, 404)
    bob.post(url_of("archive", scene.own.session))
    assert [status_of(s) for s in (scene.own.session, scene.other.session)] == ["archived", "published"]


def test_page_offers_the_archive_to_who_may_change_it(bob, scene):
    own, other = (bob.get(url_of("change", school)) for school in (scene.own.school, scene.other.school))
    assert own.context["archive_label"]
    assert other.status_code != 200 or not other.context["archive_label"]
