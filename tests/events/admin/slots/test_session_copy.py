import datetime as dt

import pytest
from django.urls import reverse

from events.admin.slots.session_copy import COPIED_SESSION_FIELDS, COPIED_SESSION_RELATIONS
from events.models import Audience, Booking, EventSession
from tests.events.admin.confirm_pages import confirm_plan, is_page, messages_of, remove_permission

DAYS = ["2025-05-17", "2025-05-18"]
# What a copy begins anew; a field that is new to the model belongs here or to what is copied
FRESH = {
    "id", "slug", "status", "created_at", "updated_at", "source", "sample_fields", "quotations", "editor_note", "loaded",
    "search_text", "sort_key", "phrases", "is_highlight", "opens_at", "closes_at", "cancelled_at", "cancel_reason",
    "publish_at", "unpublish_at",
}  # fmt: skip


def url_of(session) -> str:
    return reverse("admin:events_eventsession_copy", args=[session.pk])


def look(client, session, **data):
    return client.post(url_of(session), {"from_day": "2025-05-15", "days": DAYS, "into": "same", **data})


def as_new(client, session, **data):
    return look(client, session, **{"into": "new", "title": "再来一次", "slug": "again", **data})


def test_every_field_is_copied_or_begins_anew():
    fields = {field.name for field in EventSession._meta.concrete_fields}
    assert fields - set(COPIED_SESSION_FIELDS) <= FRESH
    assert not FRESH & set(COPIED_SESSION_FIELDS)
    assert {field.name for field in EventSession._meta.many_to_many} == set(COPIED_SESSION_RELATIONS)


def test_times_go_to_other_days_of_the_session(client, scene):
    session = scene.own.session
    page = look(client, session)
    assert is_page(page, "slot_plan")
    done = confirm_plan(client, url_of(session), page)
    assert "2" in messages_of(done)
    slots = list(session.slots.order_by("starts_at"))
    assert [f"{slot}" for slot in slots] == [f"2025年5月{day} 09:30–10:30" for day in ("15日 周四", "17日 周六", "18日 周日")]
    assert [slot.places_taken for slot in slots] == [2, 0, 0]
    assert len({slot.uid for slot in slots}) == 3
    assert Booking.objects.count() == 2
    confirm_plan(client, url_of(session), page)
    assert session.slots.count() == 3


def test_new_session_is_a_draft_of_its_own(client, scene):
    session = scene.own.session
    session.audiences.set(Audience.objects.filter(code="family"))
    session.majors.set([scene.own.major])
    EventSession.objects.filter(pk=session.pk).update(
        source="sample",
        is_highlight=True,
        quotations=[{"ref": "a1", "quote": "原话"}],
        opens_at=scene.now,
        presenter_name="李辛未",
    )
    page = as_new(client, session)
    assert EventSession.objects.count() == 2
    done = confirm_plan(client, url_of(session), page)
    copy = EventSession.objects.get(slug="again")
    assert done.redirect_chain[-1][0] == reverse("admin:events_eventsession_change", args=[copy.pk])
    assert (copy.status, copy.source, copy.quotations, copy.is_highlight, copy.opens_at) == ("draft", "editor", [], False, None)
    assert (copy.title, copy.presenter_name, copy.venue, copy.picture) == ("再来一次", "李辛未", scene.venue, scene.picture)
    assert [row.code for row in copy.audiences.all()] == ["family"]
    assert list(copy.majors.all()) == [scene.own.major]
    assert [(slot.day.day, slot.capacity, slot.places_taken) for slot in copy.slots.all()] == [(17, 10, 0), (18, 10, 0)]
    assert copy.history.get().history_user == scene.alice
    assert Booking.objects.filter(slot__session=copy).count() == 0


def test_clicked_twice_is_one_copy(client, scene):
    page = as_new(client, scene.own.session)
    confirm_plan(client, url_of(scene.own.session), page)
    again = confirm_plan(client, url_of(scene.own.session), page)
    assert "slug" in again.context["form"].errors
    assert EventSession.objects.count() == 3


def test_clash_with_the_original_is_shown(client, scene):
    page = as_new(client, scene.own.session, days=["2025-05-15"])
    assert [len(row.warnings) for row in page.context["plan"].rows] == [2]  # both schools have the hall then


def test_cancelled_times_are_not_copied(client, scene):
    slot = scene.own.slot
    slot.pk, slot.uid, slot._state.adding = None, "x", True
    slot.starts_at, slot.ends_at = slot.starts_at + dt.timedelta(hours=2), slot.ends_at + dt.timedelta(hours=2)
    slot.cancelled_at, slot.cancel_reason, slot.places_taken = scene.now, "大风", 0
    slot.save()
    assert len(look(client, scene.own.session).context["plan"].rows) == 2


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"days": []}, "days"),
        ({"from_day": "2025-05-16"}, "from_day"),
        ({"into": "elsewhere"}, "into"),
        ({"into": "new", "title": "", "slug": "again"}, "title"),
        ({"into": "new", "title": "题", "slug": ""}, "slug"),
        ({"into": "new", "title": "题", "slug": "session-2"}, "slug"),
        ({"into": "new", "title": "题", "slug": "plan"}, "__all__"),
    ],
)
def test_refused_beside_its_field(client, scene, data, field):
    page = look(client, scene.own.session, **data)
    assert field in page.context["form"].errors
    assert is_page(page, "many_slots")


def test_session_without_times_is_copied_too(client, scene):
    session = EventSession.objects.create(
        slug="bare", week=scene.week, venue=scene.venue, title="待定", kind="visit", host_school=scene.own.school
    )
    page = as_new(client, session)
    assert page.context["plan"].rows == []
    confirm_plan(client, url_of(session), page)
    assert EventSession.objects.get(slug="again").slots.count() == 0


def test_free_address_is_proposed(client, scene):
    form = client.get(url_of(scene.own.session)).context["form"]
    assert form["slug"].value() == "session-1-2"


def test_editor_copies_within_the_own_school(client, scene):
    client.force_login(scene.bob)
    confirm_plan(client, url_of(scene.own.session), as_new(client, scene.own.session))
    assert EventSession.objects.get(slug="again").host_school == scene.own.school


def test_who_may_not_add_sessions_copies_times_only(client, scene):
    remove_permission(scene.bob, "add_eventsession")
    client.force_login(scene.bob)
    page = as_new(client, scene.own.session)
    assert "into" in page.context["form"].errors
    assert "slug" not in page.context["form"].fields
    confirm_plan(client, url_of(scene.own.session), look(client, scene.own.session))
    assert scene.own.session.slots.count() == 3
