"""A new session is filled in with whatever leaves no choice."""

import pytest
from django.urls import reverse

from events.models import ActivityWeek, Venue
from schools.models import Editorship
from tests.admin_scene import form_data_of_page

ADD = reverse("admin:events_eventsession_add")


def initial_of(client, query=""):
    form = client.get(ADD + query).context["adminform"].form
    return {name: form[name].value() for name in ("week", "host_school", "venue")}


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


def test_the_week_that_is_shown_and_the_only_school(bob, scene):
    ActivityWeek.objects.create(slug="next", name="下一届", starts_on="2026-05-11", ends_on="2026-05-17")
    assert initial_of(bob) == {"week": scene.week.pk, "host_school": scene.own.school.pk, "venue": None}


def test_of_two_schools_or_weeks_none_is_chosen(bob, scene):
    Editorship.objects.create(user=scene.bob, school=scene.other.school)
    ActivityWeek.objects.update(is_current=False)
    assert initial_of(bob)["week"] == scene.week.pk
    ActivityWeek.objects.create(slug="next", name="下一届", starts_on="2026-05-11", ends_on="2026-05-17")
    assert initial_of(bob) == {"week": None, "host_school": None, "venue": None}


def test_the_venue_of_the_session_saved_last(bob, scene):
    yard = Venue.objects.create(slug="yard", name="实训楼", status="published")
    data = form_data_of_page(bob, ADD) | {"title": "x", "kind": "visit", "venue": yard.pk}
    assert bob.post(ADD, data).status_code == 302
    assert initial_of(bob)["venue"] == yard.pk
    bob.force_login(scene.alice)
    assert initial_of(bob)["venue"] is None


def test_the_address_of_the_page_goes_first(bob, scene):
    assert initial_of(bob, f"?venue={scene.venue.pk}&host_school=")["venue"] == str(scene.venue.pk)
