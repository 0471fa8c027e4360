"""A page that is not public yet, seen through its signed link."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from backoffice.audit_log.models import AuditEntry
from backoffice.previews.links import make_preview_token
from edu_week.preview_page import DETAIL_PAGES, LIST_PAGES
from tests.admin_scene import build_scene
from tests.factories import (
    AnnouncementFactory,
    DistrictFactory,
    EnterpriseFactory,
    EventSessionFactory,
    FigureFactory,
    FigureStoryFactory,
    GraduateFactory,
    IndustryCollegeFactory,
    InitiativeFactory,
    MajorFactory,
    PartnershipFactory,
    SchoolFactory,
    SearchSynonymFactory,
    StorySectionFactory,
    TimeSlotFactory,
    TradeFactory,
    VenueFactory,
    WeekFactory,
)

pytestmark = pytest.mark.django_db
FACTORIES = (
    *(
        AnnouncementFactory,
        DistrictFactory,
        EnterpriseFactory,
        EventSessionFactory,
        FigureFactory,
        FigureStoryFactory,
        GraduateFactory,
    ),
    *(IndustryCollegeFactory, InitiativeFactory, MajorFactory, PartnershipFactory, SchoolFactory, TradeFactory),
    *(SearchSynonymFactory, StorySectionFactory, VenueFactory, WeekFactory),
)


def link(record):
    return reverse("preview", args=[make_preview_token(record)])


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def test_every_kind_of_record_has_a_preview(client, clock_at, factory):
    clock_at("2025-05-13T09:30")
    record = factory(status="draft")
    response = client.get(link(record))
    assert response.status_code == 200
    assert str(record) in response.content.decode()


def test_no_kind_of_record_is_forgotten():
    kinds = {factory._meta.model for factory in FACTORIES}
    assert kinds == {
        *DETAIL_PAGES,
        *LIST_PAGES,
        FigureStoryFactory._meta.model,
        MajorFactory._meta.model,
        StorySectionFactory._meta.model,
        WeekFactory._meta.model,
    }


def test_a_draft_session_is_seen_whole_and_only_by_its_link(client, clock_at):
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(status="review", week=WeekFactory(status="draft"))
    TimeSlotFactory(session=session)
    response = client.get(link(session))
    assert session.title in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert client.get(reverse("session_detail", args=[session.slug])).status_code == 404
    assert session.title not in client.get(reverse("programme")).content.decode()


def test_a_public_page_is_gone_to(client):
    school = SchoolFactory()
    assert client.get(link(school)).url == reverse("school_detail", args=[school.slug])


def test_the_back_offices_frame_shows_a_public_page_too(client, clock_at):
    """The public page forbids frames, so the redirect of the link would show nothing there."""
    scene = build_scene(clock_at("2025-05-13T09:30"))
    client.force_login(scene.alice)
    page = client.get(reverse("admin:events_eventsession_preview", args=[scene.own.session.pk])).content.decode()
    framed = client.get(page.partition('<iframe src="')[2].partition('"')[0])
    assert framed.status_code == 200
    assert scene.own.session.title in framed.content.decode()
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]


def test_a_link_ends_after_a_week_of_real_time(client, monkeypatch):
    school = SchoolFactory(status="draft")
    address = link(school)
    later = timezone.now().timestamp() + dt.timedelta(days=7, minutes=1).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(address).status_code == 404


def test_a_changed_link_and_an_archived_record_are_refused(client):
    school = SchoolFactory(status="draft")
    address = link(school)
    assert client.get(f"{address[:-2]}x/").status_code == 404
    school.status = "archived"
    school.save()
    assert client.get(address).status_code == 404


def test_it_speaks_english_too(client, clock_at):
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(status="draft", title_en="Robots")
    assert "Robots" in client.get(f"/en{link(session)}").content.decode()


def test_from_the_back_office(client, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    type(scene.own.session).objects.update(status="draft")
    client.force_login(scene.bob)
    own = reverse("admin:events_eventsession_preview", args=[scene.own.session.pk])
    assert own in client.get(reverse("admin:events_eventsession_change", args=[scene.own.session.pk])).content.decode()
    for width, pixels in (("phone", 360), ("tablet", 768), ("desktop", 1280)):
        assert f'width="{pixels}"' in client.get(own, {"width": width}).content.decode()
    assert 'width="360"' in client.get(own).content.decode()
    assert AuditEntry.objects.filter(event="preview_link", user=scene.bob).count() == 1
    other = reverse("admin:events_eventsession_preview", args=[scene.other.session.pk])
    assert client.get(other).status_code in (403, 404)


def test_who_may_only_look_makes_no_link(client, clock_at):
    """Of other schools' industry colleges a school sees what is public; a link would be its to pass on."""
    scene = build_scene(clock_at("2025-05-13T09:30"))
    college = IndustryCollegeFactory()
    client.force_login(scene.bob)
    assert client.get(reverse("admin:schools_industrycollege_change", args=[college.pk])).status_code == 200
    assert client.get(reverse("admin:schools_industrycollege_preview", args=[college.pk])).status_code == 403
    assert not AuditEntry.objects.filter(event="preview_link").exists()
