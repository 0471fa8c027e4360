"""Bob has an account of school A. He tries every address of the back office with the ids of school B."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from qsessions.models import Session

from accounts.invitations import password_links
from accounts.models import User
from accounts.sessions.live_sessions import session_handle
from alumni.models import Award, Graduate, Milestone
from backoffice.audit_log.models import AuditEntry
from backoffice.proposals.models import ProposedChange
from backoffice.review.models import ReviewRemark
from content.models import Picture
from events.models import Arrival, Booking, BookingEvent, EventSession, Message, Notice, TimeSlot
from schools.models import Editorship, Major, School
from spreadsheets.models import SpreadsheetJob
from tests.admin_scene import build_scene, png_upload

pytestmark = pytest.mark.once

SECRET = "乙隐"
TRACES = (SECRET, "yiyin", "138****0002", "13800000002")
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture
def scene(db, clock_at):
    """Everything of school B is unpublished and has a word in it that nothing of school A has."""
    scene = build_scene(clock_at("2025-05-13T09:30"))
    other = scene.other
    School.objects.filter(pk=other.school.pk).update(name=f"{SECRET}校", status="draft", editor_note=SECRET)
    EventSession.objects.filter(pk=other.session.pk).update(title=f"{SECRET}活动", search_text="yiyin", status="draft")
    Major.objects.filter(pk=other.major.pk).update(name=f"{SECRET}专业", status="draft")
    Graduate.objects.filter(pk=other.graduate.pk).update(name=f"{SECRET}生", status="draft")
    Milestone.objects.filter(graduate=other.graduate).update(text=SECRET)
    Award.objects.filter(graduate=other.graduate).update(name=SECRET)
    Booking.objects.filter(pk=other.booking.pk).update(contact_name=f"{SECRET}张", class_name=SECRET)
    Notice.objects.filter(booking=other.booking).update(subject=SECRET, body=SECRET)
    BookingEvent.objects.filter(booking=other.booking).update(reason=SECRET)
    for row in (other.school, other.session, other.major, other.graduate, other.slot):
        row.refresh_from_db()
        row.save()  # a version in the history, with the word
    message = Message.objects.create(subject=SECRET, body=SECRET, slot=other.slot, created_at=scene.now)
    message.sessions.add(other.session)
    words = {"subject": SECRET, "body": SECRET, "channel": "mail", "due_at": scene.now, "created_at": scene.now}
    Notice.objects.create(booking=other.booking, kind="message", message=message, event_key="m", **words)
    scene.carol = User.objects.create_user("carol", is_staff=True, display_name=SECRET)
    Editorship.objects.create(user=scene.carol, school=other.school)
    Arrival.objects.create(
        slot=other.slot,
        booking=other.booking,
        verdict="admitted",
        people=1,
        nonce="n",
        arrived_at=scene.now,
        recorded_by=scene.carol,
    )
    ProposedChange.objects.create(
        model="schools.school", object_id=other.school.pk, name=SECRET, data=[], proposed_by=scene.carol, proposed_at=scene.now
    )
    remark = {"text": SECRET, "author": scene.carol, "is_from_bureau": False, "written_at": scene.now}
    for row in (other.school, other.session, other.major, other.graduate):
        ReviewRemark.objects.create(model=row._meta.label_lower, object_id=row.pk, **remark)
    for number, direction in enumerate(("import", "export")):
        SpreadsheetJob.objects.create(
            direction=direction,
            kind="schools.major",
            user=scene.carol,
            file_name=SECRET,
            content=SECRET.encode(),
            run=str(number),
            state="done",
        )
    AuditEntry.objects.create(event="export", at=scene.now, who=SECRET)
    Client().force_login(scene.carol)
    scene.link = password_links.create_password_link(scene.carol, "reset", made_by=scene.alice)
    scene.others_picture = Picture.objects.create(image=png_upload(), alt_text=SECRET, minors="none", uploaded_by=scene.carol)
    return scene


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    client.raise_request_exception = True
    return client


def rows_of_b(scene) -> dict[str, list]:
    """Ids of school B for each argument that addresses have."""
    other = scene.other
    return {
        "booking_id": [other.booking.pk],
        "slot_id": [other.slot.pk],
        "session_id": [other.session.pk],
        "school_id": [other.school.pk],
        "proposal_id": list(ProposedChange.objects.values_list("pk", flat=True)),
        "id": [scene.carol.pk],
        "pk": [scene.carol.pk],
        "job_id": list(SpreadsheetJob.objects.values_list("pk", flat=True)),
        "uidb64": [urlsafe_base64_encode(force_bytes(scene.carol.pk))],
        "token": ["x-y"],
        "signed": [f"{scene.link.pk}.x"],
        "handle": [session_handle(Session.objects.get(user=scene.carol))],
    }


def patterns(resolver=None, prefix=""):
    """Every address pattern of the back office, with its prefix."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        elif isinstance(pattern, URLPattern) and route.startswith("admin/"):
            yield route


def addresses(route, scene):
    """The route filled with the ids of school B; the route itself where it needs none."""
    route = route.replace("<str:form>", "xlsx")
    names = ARGUMENT.findall(route)
    if "object_id" in names or "content_type_id" in names:
        yield from model_addresses(route, names)
        return
    if not names or names in (["app_label"], ["url"]):
        if not names:
            yield f"/{route}", False
        return
    known = rows_of_b(scene)
    missing = [name for name in names if name not in known]
    assert not missing, f"say which rows of school B stand for {missing} of {route}"
    for value in known[names[0]]:
        yield "/" + ARGUMENT.sub(str(value), route), True


def model_addresses(route, names):
    app, model = route.split("/")[1:3]
    if (app, model) not in {(m._meta.app_label, m._meta.model_name) for m in admin.site._registry}:
        return
    row_model = next(m for m in admin.site._registry if (m._meta.app_label, m._meta.model_name) == (app, model))
    for row in others(row_model):
        path = route.replace("<path:object_id>", str(row.pk)).replace("<object_id>", str(row.pk))
        if "version_id" in names:
            for version in row.history.all():
                yield "/" + path.replace("<version_id>", str(version.pk)).replace("<int:version_id>", str(version.pk)), True
            continue
        yield "/" + ARGUMENT.sub("1", path), True


def others(model):
    """Rows with the word in any of their texts, or that hang on one of school B."""
    own = {"school_id", "host_school_id", "graduate_id", "session_id", "slot_id", "booking_id"}
    for row in model._default_manager.all():
        texts = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields]
        linked = [str(getattr(row, name.removesuffix("_id"))) for name in own if getattr(row, name, None)]
        if any(SECRET in text for text in [*texts, *linked]):
            yield row


def body_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def assert_nothing_seen(response, address):
    body = body_of(response)
    for trace in TRACES:
        assert trace not in body, f"{address} ({response.status_code}) shows {trace!r}"
    assert response.status_code < 500, address


def test_every_address_with_the_ids_of_another_school(bob, scene):
    tried = 0
    for route in patterns():
        for address, is_theirs in addresses(route, scene):
            if "logout" in address:
                continue
            for send in (bob.get, bob.post):
                response = send(address)
                assert_nothing_seen(response, address)
                if is_theirs:
                    assert response.status_code in (302, 403, 404, 405, 410), (address, response.status_code)
                tried += 1
            bob.force_login(scene.bob)
    assert tried > 250


@pytest.mark.parametrize("term", ["", SECRET[0], "yiy", "138"])
def test_searches_and_filters_find_nothing_of_another_school(bob, scene, term):
    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert_nothing_seen(bob.get(url, {"q": term}), f"{url}?q={term}")


def test_autocompletes_offer_nothing_of_another_school(bob, scene):
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.get_autocomplete_fields(SimpleNamespace(user=scene.bob)):
            asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name, "term": ""}
            assert_nothing_seen(bob.get(reverse("admin:autocomplete"), asked), f"autocomplete of {model.__name__}.{name}")


def test_filters_by_the_ids_of_another_school_stay_empty(bob, scene):
    other = scene.other
    asked = {
        "events_booking": {"slot__session__id__exact": other.session.pk},
        "events_timeslot": {"session__host_school__id__exact": other.school.pk},
        "events_eventsession": {"host_school__id__exact": other.school.pk},
        "schools_major": {"school__id__exact": other.school.pk},
        "alumni_graduate": {"school__id__exact": other.school.pk},
    }
    for name, query in asked.items():
        url = reverse(f"admin:{name}_changelist")
        assert_nothing_seen(bob.get(url, query), url)


def test_an_action_on_the_rows_of_another_school_does_nothing(bob, scene):
    for model, model_admin in admin.site._registry.items():
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        ids = [row.pk for row in others(model)]
        request = bob.get(url).wsgi_request
        before = {row.pk for row in others(model)}
        for action in model_admin.get_actions(request):
            response = bob.post(url, {"action": action, "_selected_action": ids, "post": "yes", "reason": "x", "decided": "1"})
            assert_nothing_seen(response, f"{action} on {url}")
        assert {row.pk for row in others(model)} == before, model


def test_what_another_school_has_cannot_be_changed_by_posting_its_form(bob, scene):
    for row in (scene.other.school, scene.other.session, scene.other.slot, scene.other.major, scene.other.graduate):
        url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        response = bob.post(url, {"name": "x", "title": "x", "status": "published"})
        assert response.status_code in (302, 403, 404)
        assert_nothing_seen(response, url)
        again = type(row)._default_manager.get(pk=row.pk)
        assert {f.attname: getattr(again, f.attname) for f in row._meta.concrete_fields} == {
            f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields
        }


def test_the_times_of_another_school_are_not_reached_over_their_session(bob, scene):
    """Nor over a session of one's own, with their ids sent along."""
    own, other = (reverse("admin:events_eventsession_slots", args=[part.session.pk]) for part in (scene.own, scene.other))
    sent = {"slots-TOTAL_FORMS": "1", "slots-INITIAL_FORMS": "1", "slots-0-id": scene.other.slot.pk, "slots-0-capacity": "77"}
    for address in (other, own):
        for response in (bob.get(address), bob.post(address, sent)):
            assert_nothing_seen(response, address)
    assert bob.get(other).status_code == 302
    assert TimeSlot.objects.get(pk=scene.other.slot.pk).capacity == 10


@pytest.mark.parametrize("page", ["booking_book", "booking_decide", "notice_message"])
def test_times_of_others_are_unknown_to_pages_that_ask_for_one(bob, scene, page):
    for query in (f"slot={scene.other.slot.pk}", f"session={scene.other.session.pk}"):
        response = bob.get(f"{reverse(f'admin:events_{page}')}?{query}")
        assert response.status_code == 404
        assert_nothing_seen(response, query)
    assert TimeSlot.objects.filter(pk=scene.other.slot.pk).exists()
