"""Every role against every kind of record and every page: see, add, change, delete. Rows are of the person's own school."""

import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts import roles
from accounts.models import User
from accounts.roles import APPROVER, AUDITOR, BUREAU, DOOR, SCHOOL, SYSTEM
from alumni.models import Award
from backoffice.audit_log.models import AuditEntry
from backoffice.proposals.models import ProposedChange
from content.models import Picture, RehearsalClock
from events.models import ActivityWeek, Arrival, Message, Notice, NoticeText, TransferTime
from schools.models import Editorship, FigureStory
from tests import factories
from tests.admin_scene import build_scene, png_upload

pytestmark = pytest.mark.once

# v sees, a adds, c changes, d deletes; a dot is nothing. Bookings change through their own buttons, never on the form.
TABLE = """
                             system  bureau  school  approver  door  auditor
backoffice.auditentry        .       .       .       .         .     v
content.heartbeat            v       .       .       .         .     v
content.picture              .       vacd    vac     .         .     v
backoffice.proposedchange    .       v       .       .         .     v
content.searchsynonym        .       vacd    .       .         .     v
content.rehearsalclock       v       .       .       .         .     v
content.sitesettings         vc      vc      .       .         .     v
schools.school               .       vacd    vc      .         .     v
schools.major                .       vacd    vac     .         .     v
schools.district             .       vacd    v       .         .     v
schools.trade                .       vacd    v       .         .     v
schools.industrycollege      .       vacd    vc      .         .     v
schools.enterprise           .       vacd    v       .         .     v
schools.partnership          .       vacd    .       .         .     v
schools.figure               .       vacd    .       .         .     v
schools.figurestory          .       vacd    .       .         .     v
schools.initiative           .       vacd    .       .         .     v
accounts.user                vac     .       .       .         .     v
auth.group                   vac     .       .       .         .     v
events.booking               .       vc      vc      v         .     v
events.arrival               .       v       v       .         .     v
events.notice                .       v       v       .         .     v
events.noticetext            .       vacd    .       .         .     v
events.message               .       v       v       .         .     v
events.activityweek          .       vacd    v       .         .     v
events.venue                 .       vacd    v       .         .     v
events.eventsession          .       vacd    vac     v         .     v
events.timeslot              .       vacd    vac     v         .     v
events.announcement          .       vacd    .       .         .     v
events.reportedvisit         .       vacd    .       .         .     v
events.transfertime          .       vacd    .       .         .     v
events.weekday               .       vacd    .       .         .     v
events.storysection          .       vacd    .       .         .     v
events.audience              .       vc      .       .         .     v
alumni.graduate              .       vacd    vac     .         .     v
alumni.award                 .       vacd    vac     .         .     v
"""
ROLES = {"system": SYSTEM, "bureau": BUREAU, "school": SCHOOL, "approver": APPROVER, "door": DOOR, "auditor": AUDITOR}
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
MAY = {label: dict(zip(HEAD, cells, strict=True)) for label, *cells in LINES}
SPECIAL = {
    SYSTEM: set(),
    BUREAU: {
        *("content.publish_records", "schools.see_every_school", "events.decide_classes"),
        *("events.see_whole_phone", "events.export_bookings", "events.use_desk"),
    },
    SCHOOL: {"events.decide_classes", "events.see_whole_phone", "events.export_bookings", "events.use_desk"},
    APPROVER: {"schools.see_every_school", "events.decide_classes"},
    DOOR: {"events.use_desk"},
    AUDITOR: {"schools.see_every_school", "backoffice.export_auditentry"},
}


@pytest.fixture
def scene(db, clock_at):
    """One row of every kind, of Bob's school where it belongs to one."""
    scene = build_scene(clock_at("2025-05-13T09:30"))
    own = scene.own
    college = factories.IndustryCollegeFactory()
    college.schools.add(own.school)
    for factory in (
        *(factories.DistrictFactory, factories.TradeFactory, factories.EnterpriseFactory, factories.PartnershipFactory),
        *(factories.FigureFactory, factories.FigureStoryFactory, factories.InitiativeFactory, factories.AnnouncementFactory),
        factories.SearchSynonymFactory,
    ):
        factory()
    FigureStory.objects.create(slug="story", title="数字", place=FigureStory.Place.SCHOOLS)
    factories.StorySectionFactory(week=scene.week)
    TransferTime.objects.create(from_venue=scene.venue, to_venue=factories.VenueFactory(), minutes=8)
    factories.VisitFactory(week=scene.week, school=scene.own.school)
    Arrival.objects.create(slot=own.slot, verdict="admitted", people=1, nonce="n", arrived_at=scene.now, recorded_by=scene.alice)
    ProposedChange.objects.create(
        model="schools.school", object_id=own.school.pk, name="x", data=[], proposed_by=scene.bob, proposed_at=scene.now
    )
    AuditEntry.objects.create(event="export", at=scene.now)
    message = Message.objects.create(subject="x", body="x", created_at=scene.now)
    notice = {"event_key": "m", "due_at": scene.now, "created_at": scene.now, "state": "dropped", "channel": "mail"}
    Notice.objects.create(booking=own.booking, kind="message", message=message, **notice)
    NoticeText.objects.create(kind="confirmed", language="zh-hans", subject="x", body="x")
    RehearsalClock.objects.create(value="x", offset=dt.timedelta())
    return scene


def person(scene, role) -> User:
    user = User.objects.create_user(f"person-{Group.objects.get(name=role).pk}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    Editorship.objects.create(user=user, school=scene.own.school)
    Picture.objects.create(
        image=png_upload(), alt_text="自己的图", minors="none", uploaded_by=user
    )  # the newest, on no public page
    return user


def row_of(model, scene):
    named = {
        "school": scene.own.school,
        "major": scene.own.major,
        "eventsession": scene.own.session,
        "timeslot": scene.own.slot,
        "booking": scene.own.booking,
        "graduate": scene.own.graduate,
        "award": Award.objects.filter(graduate=scene.own.graduate).first(),
        "notice": Notice.objects.filter(booking=scene.own.booking).first(),
        "user": scene.bob,
        "group": Group.objects.get(name=DOOR),  # nobody here but the door staff has it: one's own role is not changed
    }
    return named.get(model._meta.model_name) or model._default_manager.first()


def opens(client, url) -> bool:
    """Whether the page itself is shown: the index with a message does not count."""
    return client.get(url).status_code == 200


def saves(client, url) -> bool:
    response = client.get(url)
    return response.status_code == 200 and 'name="_save"' in response.content.decode()


def found(client, model, scene) -> str:
    """The letters of what this person can really do on the pages of one kind of record."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    answer = client.get(reverse(f"{name}_changelist"))
    lists = answer.status_code == 200 or "change" in answer.headers.get("Location", "").partition("?")[0]
    letters = "v" if lists else ""
    letters += "a" if opens(client, reverse(f"{name}_add")) else ""
    row = row_of(model, scene)
    if row is None:
        return letters
    page = reverse(f"{name}_change", args=[row.pk])
    assert opens(client, page) == lists, page
    changes = saves(client, page) or (
        model._meta.label_lower == "events.booking" and "cancel" in client.get(page).content.decode()
    )
    letters += "c" if changes else ""
    return letters + ("d" if opens(client, reverse(f"{name}_delete", args=[row.pk])) else "")


def test_the_table_names_every_kind_of_record():
    assert set(MAY) == {model._meta.label_lower for model in admin.site._registry}


@pytest.mark.parametrize("short", ROLES)
def test_a_role_may_do_what_the_table_says_and_no_more(client, scene, short):
    user = person(scene, ROLES[short])
    client.force_login(user)
    really = {model._meta.label_lower: found(client, model, scene) or "." for model in admin.site._registry}
    assert really == {label: cells[short] for label, cells in MAY.items()}


@pytest.mark.parametrize("short", ROLES)
def test_a_role_may_post_only_what_it_may_see(client, scene, short):
    """Posting to a page one may not open changes nothing and says 403, or leads away."""
    client.force_login(person(scene, ROLES[short]))
    for model in admin.site._registry:
        name, may = f"admin:{model._meta.app_label}_{model._meta.model_name}", MAY[model._meta.label_lower][short]
        pages = [("a", reverse(f"{name}_add"))]
        if row := row_of(model, scene):
            pages += [("c", reverse(f"{name}_change", args=[row.pk])), ("d", reverse(f"{name}_delete", args=[row.pk]))]
        for letter, url in pages:
            if letter not in may and model._meta.label_lower != "events.booking":
                assert client.post(url, {"post": "yes"}).status_code in (302, 403, 404, 405), url
        if row:
            assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("role", ROLES.values())
@pytest.mark.django_db
def test_a_roles_special_rights(role):
    user = User.objects.create_user("person", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    every = set().union(*SPECIAL.values())
    assert {right for right in every if user.has_perm(right)} == SPECIAL[role]


@pytest.mark.django_db
def test_a_group_the_bureau_has_changed_stays_so():
    group = Group.objects.get(name=DOOR)
    group.permissions.clear()
    roles.create_groups_after_migrate(using="default")
    assert not group.permissions.exists()


@pytest.mark.parametrize("short", ["approver", "bureau", "school"])
def test_who_decides_classes(client, scene, short):
    scene.own.slot.capacity = 100
    scene.own.slot.save()
    booking = factories.ClassBookingFactory(slot=scene.own.slot, state="pending", expires_at=scene.now.replace(hour=20))
    client.force_login(person(scene, ROLES[short]))
    response = client.get(reverse("admin:events_booking_changelist"))
    assert {"approve", "reject"} <= set(dict(response.context["action_form"].fields["action"].choices))
    assert 'value="approve"' in client.get(reverse("admin:events_booking_change", args=[booking.pk])).content.decode()


@pytest.mark.parametrize("short", ROLES)
def test_who_sees_and_saves_the_times_of_a_session(client, scene, short):
    client.force_login(person(scene, ROLES[short]))
    url = reverse("admin:events_eventsession_slots", args=[scene.own.session.pk])
    assert opens(client, url) == ("v" in MAY["events.eventsession"][short])
    assert saves(client, url) == ("c" in MAY["events.timeslot"][short])
    if "c" not in MAY["events.timeslot"][short]:
        client.post(url, {"slots-TOTAL_FORMS": "1", "slots-INITIAL_FORMS": "1", "slots-0-id": scene.own.slot.pk})
        scene.own.slot.refresh_from_db()
        assert scene.own.slot.capacity == 10


def test_the_auditor_decides_and_sees_no_whole_number(client, scene):
    client.force_login(person(scene, AUDITOR))
    assert client.post(reverse("admin:events_booking_phone", args=[scene.own.booking.pk])).status_code == 403
    data = {"action": "cancel", "_selected_action": scene.own.booking.pk, "decided": "1", "reason": "x"}
    client.post(reverse("admin:events_booking_changelist"), data)
    scene.own.booking.refresh_from_db()
    assert scene.own.booking.state == "confirmed"


def test_no_role_is_a_superuser_in_disguise(scene):
    user = person(scene, SYSTEM)
    assert not user.is_superuser
    assert not user.has_module_perms("events")


# The door: which role opens its pages and may do its deeds. All of them ask for the one permission `events.use_desk`.
DOOR_PAGES = ("desk", "desk_door", "desk_scan", "desk_numbers", "desk_arrivals", "desk_list", "desk_counts")
DOOR_DEEDS = ("desk_choose", "desk_find", "desk_check_in", "desk_walk_in", "desk_scans")
DOOR_DEEDS_ABOUT_ARRIVALS = ("desk_correct", "desk_undo", "desk_settle")
AT_THE_DOOR = {"bureau", "school", "door"}


@pytest.mark.parametrize("short", ROLES)
def test_who_may_use_the_door(client, scene, short):
    """A refusal is 403; whatever else is answered, the door was open: a redirect leads to what has to be chosen first."""
    client.force_login(person(scene, ROLES[short]))
    arrival = Arrival.objects.get()
    answers = [client.get(reverse(name)) for name in DOOR_PAGES]
    answers += [client.get(reverse("desk_slot", args=[scene.own.slot.pk]))]
    answers += [client.post(reverse(name)) for name in DOOR_DEEDS]
    answers += [client.post(reverse(name, args=[arrival.pk])) for name in DOOR_DEEDS_ABOUT_ARRIVALS]
    assert {answer.status_code == 403 for answer in answers} == {short not in AT_THE_DOOR}
    assert client.get(reverse("desk_account")).status_code == 200


# The pages of editions: which role opens them, and what each sent form would do. (page, what is sent)
EDITION_PAGES = {
    "new_edition": [{"_make": "1", "name": "下一届", "slug": "next", "starts_on": "2026-05-11"}],
    "to_decide": [{"_publish": "1"}, {"_adopt": "1"}, {"_right": "weekdays"}],
    "show": [{"_show": "1"}, {"_previous": "1"}],
}


@pytest.mark.parametrize("page", EDITION_PAGES)
@pytest.mark.parametrize("short", ROLES)
def test_editions_are_the_bureaus(client, scene, short, page):
    """Neither a school nor whoever only decides, reads or stands at the door sees these pages or does anything there."""
    client.force_login(person(scene, ROLES[short]))
    week = ActivityWeek.objects.create(slug="next", name="下一届", starts_on="2026-05-11", ends_on="2026-05-17")
    url = reverse(f"admin:events_activityweek_{page}", args=[week.pk])
    assert opens(client, url) == (short == "bureau")
    for sent in EDITION_PAGES[page]:
        status = client.post(url, {"instead_of": scene.week.pk, **sent}).status_code
        assert status in ((200, 302) if short == "bureau" else (302, 403)), sent
        if short != "bureau":
            assert ActivityWeek.objects.get(is_current=True) == scene.week
            assert ActivityWeek.objects.count() == 2
