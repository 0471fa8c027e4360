"""Draft, review, published: what the clock shows, and who may decide."""

import datetime as dt
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from backoffice.audit_log.models import AuditEntry
from backoffice.previews.links import make_preview_token
from content.publishing import describe_status, is_public, preview_as_public
from events.models import Announcement, EventSession
from schools.models import Major, School
from tests.admin_scene import form_data_of_page
from tests.factories import (
    AnnouncementFactory,
    BookingFactory,
    EventSessionFactory,
    IndustryCollegeFactory,
    MajorFactory,
    SchoolFactory,
    TimeSlotFactory,
    WeekFactory,
)


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


def page_of(school):
    return reverse("admin:schools_school_change", args=[school.pk])


def sent(client, url, **more):
    return client.post(url, {**form_data_of_page(client, url), **more})


def split(name, text):
    day, time = text.split("T")
    return {f"{name}_0": day, f"{name}_1": time}


@pytest.mark.parametrize("status", ["draft", "review", "archived"])
@pytest.mark.django_db
def test_only_what_is_published_is_public(client, status):
    school = SchoolFactory(status=status)
    assert not School.objects.published().exists()
    assert client.get(reverse("school_detail", args=[school.slug])).status_code == 404


@pytest.mark.django_db
def test_a_school_appears_and_disappears_by_the_clock(client, clock_at):
    now = clock_at("2025-05-13T09:30")
    day = dt.timedelta(days=1)
    school = SchoolFactory(publish_at=now + day, unpublish_at=now + 2 * day)
    address = reverse("school_detail", args=[school.slug])
    seen = {}
    for moment in ("2025-05-14T09:29", "2025-05-14T09:30", "2025-05-15T09:29", "2025-05-15T09:30"):
        clock_at(moment)
        seen[moment] = (client.get(address).status_code, school.is_published)
    assert list(seen.values()) == [(404, False), (200, True), (200, True), (404, False)]


@pytest.mark.django_db
def test_a_scheduled_session_is_nowhere_before_its_time(client, clock_at):
    now = clock_at("2025-05-13T09:30")
    session = EventSessionFactory(publish_at=now + dt.timedelta(hours=1))
    TimeSlotFactory(session=session)
    places = [
        reverse("session_detail", args=[session.slug]),
        reverse("session_book", args=[session.slug]),
        reverse("session_ics", args=[session.slug]),
        f"/api/v1/sessions/{session.slug}",
        f"{reverse('availability_json')}?session={session.slug}",
    ]
    assert {client.get(place).status_code for place in places} == {404}
    lists = [reverse("programme"), reverse("sitemap"), reverse("home"), reverse("programme_ics"), "/api/v1/sessions"]
    assert not [place for place in lists if session.slug in client.get(place).content.decode()]
    clock_at("2025-05-13T10:30")
    assert {client.get(place).status_code for place in places} == {200}


def test_bureau_schedules_for_tomorrow(alice, scene, client, clock_at):
    school = scene.own.school
    School.objects.update(status="draft")
    response = sent(alice, page_of(school), status="published", **split("publish_at", "2025-05-14T08:00"))
    assert response.status_code == 302
    address = reverse("school_detail", args=[school.slug])
    assert client.get(address).status_code == 404
    assert "2025年5月14日 周三 08:00" in alice.get(reverse("admin:schools_school_changelist")).content.decode()
    clock_at("2025-05-14T08:00")
    assert client.get(address).status_code == 200
    assert "2025年5月14日 周三 08:00" in AuditEntry.objects.get(event="published", about=school.name).detail


@pytest.mark.parametrize("name", ["publish_at", "unpublish_at"])
def test_a_time_already_past_says_so(alice, scene, name):
    response = sent(alice, page_of(scene.own.school), **split(name, "2025-05-13T09:00"))
    assert "2025年5月13日 周二 09:00" in response.context["adminform"].form.errors[name][0]


def test_a_schedule_the_wrong_way_round_is_refused(alice, scene):
    times = {**split("publish_at", "2025-05-15T09:00"), **split("unpublish_at", "2025-05-14T09:00")}
    assert "unpublish_at" in sent(alice, page_of(scene.own.school), **times).context["adminform"].form.errors


def test_a_time_that_has_come_may_stay_when_something_else_is_saved(alice, scene, clock_at):
    School.objects.update(publish_at=scene.now + dt.timedelta(hours=1))
    clock_at("2025-05-13T12:00")
    assert sent(alice, page_of(scene.own.school), name_en="A").status_code == 302


def test_a_school_asks_and_the_bureau_publishes(bob, scene):
    school = scene.own.school
    School.objects.update(status="draft")
    html = bob.get(page_of(school)).content.decode()
    assert 'name="_review"' in html
    assert 'name="_publish"' not in html
    assert sent(bob, page_of(school), _review="1").status_code == 302
    school.refresh_from_db()
    assert school.status == "review"
    assert "status" in sent(bob, page_of(school), status="published").context["adminform"].form.errors
    bob.force_login(scene.alice)
    assert sent(bob, page_of(school), _publish="1").status_code == 302
    school.refresh_from_db()
    assert school.status == "published"


def test_a_school_publishes_by_itself_where_the_week_lets_it(bob, scene):
    School.objects.update(status="draft")
    scene.week.requires_approval = False
    scene.week.save()
    assert sent(bob, page_of(scene.own.school), _publish="1").status_code == 302
    assert School.objects.get(pk=scene.own.school.pk).status == "published"


def test_a_school_cannot_publish_by_the_list_either(bob, scene):
    School.objects.update(status="draft")
    data = {"action": "publish_selected", "_selected_action": scene.own.school.pk}
    html = bob.post(reverse("admin:schools_school_changelist"), data, follow=True).content.decode()
    assert School.objects.get(pk=scene.own.school.pk).status == "draft"
    assert scene.own.school.name in html


def test_a_school_cannot_withdraw_what_another_shows(bob, scene):
    """The list of industry colleges shows those of other schools too, so that they can be linked to."""
    college = IndustryCollegeFactory()
    data = {"action": "unpublish_selected", "_selected_action": college.pk}
    html = bob.post(reverse("admin:schools_industrycollege_changelist"), data, follow=True).content.decode()
    assert college.name in html
    college.refresh_from_db()
    assert college.status == "published"


def test_what_the_list_leaves_as_it_is_is_named(alice, scene):
    School.objects.filter(pk=scene.own.school.pk).update(status="draft")
    data = {"action": "send_selected_for_review", "_selected_action": [scene.own.school.pk, scene.other.school.pk]}
    response = alice.post(reverse("admin:schools_school_changelist"), data, follow=True)
    assert list(School.objects.order_by("pk").values_list("status", flat=True)) == ["review", "published"]
    assert [("1" in str(said), "乙校" in str(said)) for said in response.context["messages"]] == [(True, False), (False, True)]
    response = alice.post(reverse("admin:schools_school_changelist"), data, follow=True)
    [said] = response.context["messages"]
    assert "甲校" in str(said)
    assert "乙校" in str(said)


def test_a_school_cannot_publish_a_major_on_its_own_page(bob, scene):
    major = scene.own.major
    type(major).objects.update(status="draft")
    url = page_of(scene.own.school)
    data = form_data_of_page(bob, url)
    status = next(name for name in data if name.startswith("majors-") and name.endswith("-status"))
    bob.post(url, {**data, status: "published"})
    major.refresh_from_db()
    assert major.status == "draft"


@pytest.mark.django_db
def test_each_session_goes_by_the_rule_of_its_own_week():
    from content.publishing import needs_approval

    strict = EventSessionFactory()
    free = EventSessionFactory(week=WeekFactory(slug="week-2026", requires_approval=False))
    assert needs_approval(strict)
    assert not needs_approval(free)


STATUSES = ("draft", "review", "published", "archived")
HOUR = dt.timedelta(hours=1)
WINDOWS = ((None, None), (-HOUR, None), (HOUR, None), (None, -HOUR), (None, HOUR), (-HOUR, HOUR), (dt.timedelta(0),) * 2)


def windows(now):
    return [tuple(None if by is None else now + by for by in window) for window in WINDOWS]


@pytest.mark.django_db
@pytest.mark.parametrize("is_previewed", [False, True])
def test_a_row_and_a_query_say_the_same(clock_at, is_previewed):
    """Whatever the status and the window of a record and of the one it depends on."""
    now = clock_at("2025-05-13T09:30")
    session, major = EventSessionFactory(), MajorFactory()
    differing = []
    for record, parent in ((session, session.week), (major, major.school)):
        for row, status, (begins, ends) in product((record, parent), STATUSES, windows(now)):
            model = type(row)
            model.objects.filter(pk=row.pk).update(status=status, publish_at=begins, unpublish_at=ends)
            record.refresh_from_db()
            with preview_as_public(record if is_previewed else session.venue):
                in_query = type(record).objects.published(now).filter(pk=record.pk).exists()
                if in_query != is_public(record, now) or (is_previewed and not in_query):
                    differing.append((record, status, begins, ends))
    assert not differing


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "review", "archived"])
def test_a_published_session_of_a_week_that_is_not_public_is_nowhere(client, clock_at, status):
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(slug="hidden-one", title="藏起来的体验", host_school=SchoolFactory(), week__status=status)
    booking = BookingFactory(slot=TimeSlotFactory(session=session))
    assert not session.is_published
    assert session.week.name in describe_status(session)
    places = [
        reverse("session_detail", args=[session.slug]),
        reverse("session_book", args=[session.slug]),
        reverse("session_ics", args=[session.slug]),
        reverse("session_card", args=[session.slug]),
        f"/api/v1/sessions/{session.slug}",
        f"{reverse('availability_json')}?session={session.slug}",
    ]
    assert {client.get(place).status_code for place in places} == {404}
    lists = [
        *(reverse(name) for name in ("programme", "home", "sitemap", "programme_ics", "news_feed", "embed_programme")),
        f"{reverse('search')}?q=藏起来",
        "/api/v1/sessions",
        reverse("school_detail", args=[session.host_school.slug]),
        reverse("ticket", args=[booking.token]),
        reverse("ticket_ics", args=[booking.token]),
    ]
    linking = [place for place in lists if session.slug in client.get(place).content.decode()]
    assert not linking
    type(session.week).objects.update(status="published")
    assert {client.get(place).status_code for place in places} == {200}
    assert session.slug in client.get(reverse("ticket", args=[booking.token])).content.decode()


@pytest.mark.django_db
def test_a_published_session_of_a_draft_week_has_a_preview(client, clock_at):
    """Its link showed the way to its page, which was not there."""
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(week__status="draft")
    answer = client.get(reverse("preview", args=[make_preview_token(session)]))
    assert answer.status_code == 200
    assert session.title in answer.content.decode()


@pytest.mark.django_db
def test_a_draft_week_is_previewed_with_its_published_sessions(client, clock_at):
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(title="漆画体验", week__status="draft", week__is_current=True)
    TimeSlotFactory(session=session, starts_at=clock_at("2025-05-13T10:00"))
    clock_at("2025-05-13T09:30")
    assert "漆画体验" in client.get(reverse("preview", args=[make_preview_token(session.week)])).content.decode()
    assert "漆画体验" not in client.get(reverse("programme")).content.decode()


@pytest.mark.django_db
def test_a_major_is_public_with_its_school_only(client):
    major = MajorFactory(name="漆艺", school__status="draft")
    assert not Major.objects.published().exists()
    assert client.get("/api/v1/majors").json()["count"] == 0
    assert major.slug not in client.get(f"{reverse('search')}?q=漆艺").content.decode()
    School.objects.update(status="published")
    assert client.get("/api/v1/majors").json()["count"] == 1


@pytest.mark.django_db
def test_lists_of_the_back_office_say_that_the_week_hides_a_session(client, clock_at, scene):
    type(scene.week).objects.update(status="draft")
    client.force_login(scene.alice)
    html = client.get(reverse("admin:events_eventsession_changelist")).content.decode()
    assert f"“{scene.week.name}”未公开" in html
    session = EventSession.objects.filter(pk=scene.own.session.pk)
    assert not session.published().exists()


@pytest.mark.django_db
def test_an_announcement_has_one_window(clock_at):
    now = clock_at("2025-05-13T09:30")
    AnnouncementFactory(slug="over", publish_at=now - 2 * HOUR, unpublish_at=now)
    AnnouncementFactory(slug="later", publish_at=now + HOUR)
    on = AnnouncementFactory(slug="on", publish_at=now - HOUR, unpublish_at=now + HOUR)
    assert list(Announcement.objects.published()) == [on]
    assert [one.slug for one in Announcement.objects.all() if is_public(one)] == ["on"]


@pytest.mark.django_db
def test_an_announcement_has_the_day_it_was_published(clock_at):
    now = clock_at("2025-05-13T09:30")
    news = AnnouncementFactory(status="draft", publish_at=None)
    assert news.publish_at is None
    clock_at("2025-05-14T08:00")
    news.status = "published"
    news.save(update_fields=["status", "updated_at"])
    news.refresh_from_db()
    assert news.publish_at == now + dt.timedelta(hours=22, minutes=30)
    clock_at("2025-05-15T08:00")
    news.save()
    assert Announcement.objects.get().publish_at.day == 14
    with transaction.atomic(), pytest.raises(IntegrityError):
        Announcement.objects.update(publish_at=None)


@pytest.mark.django_db
@pytest.mark.parametrize("is_urgent", [False, True])
def test_the_preview_of_an_announcement_shows_its_text(client, clock_at, is_urgent):
    clock_at("2025-05-13T09:30")
    WeekFactory()
    AnnouncementFactory.create_batch(6)
    news = AnnouncementFactory(status="draft", publish_at=None, title="停电通知", body="下午**改到**礼堂。", is_urgent=is_urgent)
    html = client.get(reverse("preview", args=[make_preview_token(news)])).content.decode()
    page = html[html.index("<main") :] if not is_urgent else html
    assert "<strong>改到</strong>" in page
    assert "改到" not in client.get(reverse("home")).content.decode()
