"""The panel beside a record: status, dates, addresses, and what is missing by the rule that decides publishing."""

import pytest
from django.urls import reverse

from content.publishing import find_publishing_errors
from events.models import ActivityWeek, EventSession, TimeSlot
from tests.admin_scene import form_data_of_page
from tests.factories import IndustryCollegeFactory

ADD = reverse("admin:events_eventsession_add")


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


def session_url(scene) -> str:
    return reverse("admin:events_eventsession_change", args=[scene.own.session.pk])


def panel_of(client, url):
    return client.get(url).context["side_panel"]


def test_a_new_record_says_what_it_requires(alice):
    panel = panel_of(alice, ADD)
    assert (panel.status, panel.is_public) == ("还没有保存", False)
    assert [gap.control for gap in panel.missing] == ["title", "kind", "venue"]
    assert {"summary", "picture", "slots-0-starts_at"} <= {gap.control for gap in panel.advisable}


def test_what_was_typed_is_no_longer_missing(alice):
    page = alice.post(ADD, form_data_of_page(alice, ADD) | {"title": "x"})
    assert [gap.control for gap in page.context["side_panel"].missing] == ["kind", "venue"]


def test_a_public_record_names_its_dates_and_address(alice, scene):
    data = form_data_of_page(alice, session_url(scene)) | {"summary": "亲手做一次"}
    alice.post(session_url(scene), data)
    panel = panel_of(alice, session_url(scene))
    assert (panel.is_public, panel.missing) == (True, [])
    assert panel.public_url == reverse("session_detail", args=[scene.own.session.slug])
    assert panel.changed_by == str(scene.alice)
    assert panel.published_at is not None
    assert "summary" not in {gap.control for gap in panel.advisable}


def test_what_publishing_would_refuse_is_what_is_missing(alice, scene):
    EventSession.objects.filter(pk=scene.own.session.pk).update(status="draft", summary="待定")
    (gap,) = panel_of(alice, session_url(scene)).missing
    assert gap.target == "id_summary"
    assert "待定" in gap.sentence
    assert find_publishing_errors(EventSession.objects.get(pk=scene.own.session.pk)).keys() == {"summary"}
    refused = alice.post(session_url(scene), form_data_of_page(alice, session_url(scene)) | {"_publish": "1"})
    assert [error.target for error in refused.context["page_errors"]] == ["id_summary"]


def test_a_week_that_is_not_public_is_missing_too(alice, scene):
    ActivityWeek.objects.update(status="draft")
    (gap,) = panel_of(alice, session_url(scene)).missing
    assert gap.target == "id_week"
    assert scene.week.name in gap.sentence


def test_slots_are_advised(alice, scene):
    TimeSlot.objects.filter(pk=scene.own.slot.pk).update(capacity=None, bookable=0, places_taken=0)
    assert any("场地容量" in gap.sentence for gap in panel_of(alice, session_url(scene)).advisable)
    TimeSlot.objects.filter(pk=scene.own.slot.pk).update(session=scene.other.session)
    assert "时段" in [gap.sentence for gap in panel_of(alice, session_url(scene)).advisable]


def test_who_may_read_no_history_reads_no_names(client, scene):
    """A college of other schools may be looked at, its history may not."""
    college = IndustryCollegeFactory(status="published")
    client.force_login(scene.bob)
    panel = panel_of(client, reverse("admin:schools_industrycollege_change", args=[college.pk]))
    assert (panel.is_public, panel.changed_by, panel.published_at) == (True, "", None)


def test_what_has_no_status_has_no_panel(alice, scene):
    page = alice.get(reverse("admin:events_timeslot_change", args=[scene.own.slot.pk]))
    assert page.context["side_panel"] is None
