"""A button that changes the form brings the page back with all that was typed; nothing is checked, nothing is saved."""

import pytest
from django.urls import reverse

from events.models import EventSession
from tests.admin_scene import form_data_of_page

ADD = reverse("admin:events_eventsession_add")
BOX = {
    "plan-days": ["2025-05-14", "2025-05-15"],
    "plan-first": "09:00",
    "plan-length": "40",
    "plan-pause": "20",
    "plan-count": "2",
}


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


def test_what_was_typed_stays_and_nothing_is_refused(bob):
    before = EventSession.objects.count()
    page = bob.post(ADD, form_data_of_page(bob, ADD) | BOX | {"_add_slots": "1", "summary": "亲手做一次", "slug": "wrong name"})
    form = page.context["adminform"].form
    assert (form["summary"].value(), form["slug"].value()) == ("亲手做一次", "wrong name")
    assert (form.errors, page.context["page_errors"], page.context["errors"]) == ({}, [], ())
    assert EventSession.objects.count() == before


def test_the_page_of_a_saved_record_knows_no_such_button(bob, scene):
    url = reverse("admin:events_eventsession_change", args=[scene.own.session.pk])
    assert bob.post(url, form_data_of_page(bob, url) | BOX | {"_add_slots": "1"}).status_code == 302
