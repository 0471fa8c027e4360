"""Bob looks after one school: everything of another one answers as if it were not there."""

import pytest
from django.urls import reverse

from events.models import EventSession
from tests.admin_scene import add_school, form_data_of_page

NAMES = {
    "schools_school": "school",
    "schools_major": "major",
    "events_eventsession": "session",
    "events_timeslot": "slot",
    "events_booking": "booking",
    "alumni_graduate": "graduate",
}


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


@pytest.mark.parametrize("name", NAMES)
def test_list_shows_own_rows_only(bob, scene, name):
    listed = bob.get(reverse(f"admin:{name}_changelist")).context["cl"].queryset
    assert list(listed) == [getattr(scene.own, NAMES[name])]


@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("name", NAMES)
def test_guessed_id_is_not_there(bob, scene, name, page):
    row = getattr(scene.other, NAMES[name])
    assert bob.get(reverse(f"admin:{name}_{page}", args=[row.pk])).status_code in (302, 403, 404)


def test_guessed_version_is_refused(bob, scene):
    school = scene.other.school
    url = reverse("admin:schools_school_simple_history", args=[school.pk, school.history.first().pk])
    assert bob.get(url).status_code == 403


def test_own_pages_open(bob, scene):
    for name, attribute in NAMES.items():
        url = reverse(f"admin:{name}_change", args=[getattr(scene.own, attribute).pk])
        assert bob.get(url).status_code == 200


def test_session_cannot_be_given_to_another_school(bob, scene):
    url = reverse("admin:events_eventsession_change", args=[scene.own.session.pk])
    for school in (scene.other.school.pk, ""):
        response = bob.post(url, {**form_data_of_page(bob, url), "host_school": school})
        assert "host_school" in response.context["adminform"].form.errors
    assert EventSession.objects.get(pk=scene.own.session.pk).host_school == scene.own.school


def test_autocomplete_offers_own_school_only(bob, scene):
    asked = {"app_label": "events", "model_name": "eventsession", "field_name": "host_school", "term": ""}
    assert [row["text"] for row in bob.get(reverse("admin:autocomplete"), asked).json()["results"]] == ["甲校"]


def test_action_leaves_other_bookings_alone(bob, scene):
    data = {"action": "cancel", "_selected_action": scene.other.booking.pk, "decided": "1", "reason": "停"}
    bob.post(reverse("admin:events_booking_changelist"), data)
    scene.other.booking.refresh_from_db()
    assert scene.other.booking.state == "confirmed"


def test_editor_without_a_school_sees_nothing(bob, scene):
    scene.bob.editorships.all().delete()
    assert not bob.get(reverse("admin:events_booking_changelist")).context["cl"].queryset


@pytest.mark.usefixtures("without_public_cache")
@pytest.mark.parametrize("name", NAMES)
def test_queries_do_not_grow_with_rows(client, scene, name, django_assert_num_queries, django_assert_max_num_queries):
    client.force_login(scene.alice)
    url = reverse(f"admin:{name}_changelist")
    client.get(url)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    for extra in ("丙校", "丁校"):
        add_school(scene, extra)
    with django_assert_num_queries(len(few)):
        client.get(url)
