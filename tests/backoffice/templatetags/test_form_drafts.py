"""How long a browser keeps what is typed into a form: with people's details only in the tab."""

import re

import pytest
from django import template
from django.urls import reverse

from backoffice.form_drafts.sent_forms import unsign_author
from backoffice.templatetags.form_drafts import form_draft_fields

KEPT = re.compile(r'data-kept="(\w+)"')


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


def kept_on(client, name, *args, query="") -> list[str]:
    return KEPT.findall(client.get(reverse(f"admin:{name}", args=args) + query).content.decode())


def test_records_on_the_device(alice, scene):
    session = scene.own.session.pk
    assert kept_on(alice, "schools_school_change", scene.own.school.pk) == ["device"]
    assert kept_on(alice, "events_eventsession_add") == ["device"]
    assert kept_on(alice, "events_eventsession_slots", session) == ["device"]
    assert kept_on(alice, "events_eventsession_many_slots", session) == ["device"]
    assert kept_on(alice, "events_timeslot_shift_day", query=f"?day={scene.own.slot.day}") == ["device"]


def test_whatever_concerns_bookers_or_accounts_in_the_tab(alice, scene):
    booking = scene.own.booking.pk
    for page in ("move", "numbers", "contact"):
        assert kept_on(alice, f"events_booking_{page}", booking) == ["tab"], page
    assert kept_on(alice, "events_booking_book", query=f"?session={scene.own.session.pk}") == ["tab"]
    assert kept_on(alice, "events_notice_message") == ["tab"]
    assert kept_on(alice, "accounts_user_add") == ["tab"]
    assert kept_on(alice, "accounts_user_change", scene.bob.pk) == ["tab"]


@pytest.mark.parametrize("name", ["admin:password_change", "accounts:second_factor_set_up", "admin:login"])
def test_passwords_and_codes_nowhere(alice, scene, name):
    assert "data-kept" not in alice.get(reverse(name), follow=True).content.decode()


def test_a_page_that_is_only_read_keeps_nothing(client, scene):
    client.force_login(scene.bob)
    assert kept_on(client, "events_venue_change", scene.venue.pk) == []


def test_a_form_says_who_opened_it(rf, scene):
    request = rf.get("/")
    request.user = scene.bob
    assert unsign_author(form_draft_fields(request, "device", "学校")["author"]) == scene.bob.pk
    with pytest.raises(template.TemplateSyntaxError):
        form_draft_fields(request, "for ever", "学校")
