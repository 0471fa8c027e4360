"""The sitemap: every public page once in each language, with when it changed."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.models import School
from tests.factories import EventSessionFactory, FigureFactory, SchoolFactory, TimeSlotFactory, WeekFactory

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
QUERIES = 18
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(clock_at):
    return clock_at("2025-05-14T09:00")


def read(client):
    """Address without host → entry."""
    urls = ElementTree.fromstring(client.get("/sitemap.xml").content).findall(f"{MAP}url")  # noqa: S314 - written by ourselves
    found = {url.findtext(f"{MAP}loc").removeprefix("http://testserver"): url for url in urls}
    assert len(found) == len(urls)
    return found


def changed(entry):
    text = entry.findtext(f"{MAP}lastmod")
    return text and dt.datetime.fromisoformat(text)


def test_published_pages_stand_in_both_languages(client):
    SchoolFactory(slug="alpha")
    SchoolFactory(slug="beta", status="draft")
    pages = read(client)
    assert {"/schools/alpha/", "/en/schools/alpha/"} <= set(pages)
    assert not [path for path in pages if "beta" in path or "?" in path]
    for page in pages.values():
        links = {link.get("hreflang"): link.get("href") for link in page.findall(LINK)}
        assert set(links) == {"zh-CN", "en", "x-default"}
        assert links["x-default"] == links["zh-CN"]


def test_every_address_is_the_page_s_own(client):
    TimeSlotFactory(session__host_school=SchoolFactory())
    for path in read(client):
        page = client.get(path).content.decode()
        assert f'<link rel="canonical" href="http://testserver{path}">' in page, path
        assert 'hreflang="x-default"' in page


def test_a_filter_is_no_page_of_its_own(client):
    WeekFactory()
    for query in ("?day=2025-05-13", "?kind=lecture&open=1", "?q=漆"):
        page = client.get(reverse("programme") + query).content.decode()
        assert '<link rel="canonical" href="http://testserver/events/">' in page


def test_editions_of_the_past_stay(client):
    old = WeekFactory(slug="week-2024", is_current=False, starts_on=dt.date(2024, 5, 12), ends_on=dt.date(2024, 5, 18))
    session = EventSessionFactory(week=old)
    assert f"/events/{session.slug}/" in read(client)


def test_lists_change_with_their_records_and_sessions_with_their_times(client):
    slot, school = TimeSlotFactory(), SchoolFactory()
    FigureFactory()
    before = read(client)
    School.objects.filter(pk=school.pk).update(updated_at=timezone.now() + dt.timedelta(hours=1))
    later = read(client)
    for path in ("/schools/", f"/schools/{school.slug}/", "/"):
        assert changed(later[path]) - changed(before[path]) > dt.timedelta(minutes=59), path
    assert later["/numbers/"].findtext(f"{MAP}lastmod") == before["/numbers/"].findtext(f"{MAP}lastmod")
    slot.session.__class__.objects.update(updated_at=timezone.now() - dt.timedelta(days=2))
    assert timezone.now() - changed(read(client)[f"/events/{slot.session.slug}/"]) < dt.timedelta(minutes=5)


@pytest.mark.usefixtures("without_public_cache")
@pytest.mark.usefixtures("without_page_cache")
def test_questions_do_not_grow_with_the_records(client, django_assert_num_queries):
    SchoolFactory()
    with django_assert_num_queries(QUERIES):
        read(client)
    TimeSlotFactory.create_batch(3, session__host_school=SchoolFactory())
    with django_assert_num_queries(QUERIES):
        read(client)
