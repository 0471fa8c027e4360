"""The parts of a record's page, and what stands in which."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.urls import reverse

from backoffice.record_page.parts import Part, arrange_parts, list_declared_parts
from events.models import EventSession


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


def test_pairs_are_parts_too():
    assert list_declared_parts([("Where", ("venue",)), Part("When", ())]) == [Part("Where", ("venue",)), Part("When", ())]


def test_inlines_that_no_part_declares_stand_at_the_end():
    class Rows:
        opts = object()

    rows = Rows()
    assert arrange_parts([Part("When", (), inlines=(int,))], [], [rows]) == ([], [rows])


def test_a_new_session_has_its_slots_under_when_and_how_many(alice):
    page = alice.get(reverse("admin:events_eventsession_add"))
    titles = [part.title for part in page.context["page_parts"]]
    assert titles[:5] == ["活动内容", "时间和名额", "地点和人员", "面向对象", "图片和文字"]
    when = page.context["page_parts"][1]
    assert [inline.formset.prefix for inline in when.inlines] == ["slots"]
    assert page.context["loose_inlines"] == []
    html = page.content.decode()
    assert html.index('id="part-1"') < html.index('id="slots-group"') < html.index('id="part-2"')
    for part in page.context["page_parts"]:
        assert f'href="#{part.anchor}"' in html


def test_a_saved_session_shows_its_slots_there(alice, scene):
    html = alice.get(reverse("admin:events_eventsession_change", args=[scene.own.session.pk])).content.decode()
    assert html.index('id="part-1"') < html.index("slot-list-title") < html.index('id="part-2"')


def test_rows_without_a_part_follow(alice, scene):
    page = alice.get(reverse("admin:schools_school_change", args=[scene.own.school.pk]))
    assert [inline.formset.prefix for inline in page.context["loose_inlines"]] == ["majors"]
    assert 'href="#majors-group"' in page.content.decode()


def test_every_field_of_a_session_is_in_one_part(rf, scene):
    request = rf.get("/")
    request.user = scene.alice
    page = admin.site._registry[EventSession]
    scene.own.session.cancelled_at = scene.now
    for session in (None, scene.own.session):
        fields = flatten_fieldsets(page.get_fieldsets(request, session))
        assert sorted(fields) == sorted(page.get_fields(request, session))
