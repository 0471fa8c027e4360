"""The programme in other sites' frames: what it shows, and that nothing else may be framed."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from tests.factories import GraduateFactory, IndustryCollegeFactory, SchoolFactory, TimeSlotFactory
from tests.page_text import html_without_breaks

pytestmark = pytest.mark.django_db
EMBED = "/embed/programme/"


@pytest.fixture(autouse=True)
def now(clock_at):
    return clock_at("2025-05-14T09:00")


def may_be_framed(answer) -> bool:
    """By another site; the preview in the back office frames our own."""
    ancestors = re.search(r"frame-ancestors ([^;]*)", answer.get("Content-Security-Policy", ""))
    kept_in = bool(ancestors) and ancestors[1] in ("'none'", "'self'")
    return not kept_in or answer.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN")


def test_it_shows_the_sessions_of_the_school_alone(client):
    school = SchoolFactory()
    TimeSlotFactory(session__title="自己的活动", session__host_school=school)
    TimeSlotFactory(session__title="别人的活动", session__host_school=SchoolFactory())
    page = html_without_breaks(client.get(EMBED, {"school": school.slug}))
    assert "自己的活动" in page
    assert "别人的活动" not in page
    assert '<base target="_blank">' in page
    assert "<script" not in page


def test_day_and_kind_narrow_it(client):
    school = SchoolFactory()
    TimeSlotFactory(session__title="讲座", session__kind="lecture", session__host_school=school)
    words = {"school": school.slug, "day": "2025-05-17", "kind": "lecture"}
    assert "5月17日" in client.get(EMBED, words).content.decode()
    for other in ({"day": "2025-05-16"}, {"kind": "visit"}):
        assert "这里还没有活动" in client.get(EMBED, words | other).content.decode()


@pytest.mark.usefixtures("without_page_cache")
def test_it_may_be_framed_and_leaves_nothing_behind(client):
    answer = client.get(EMBED, headers={"Cookie": "theme=dark; a11y=on"})
    assert may_be_framed(answer)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "data-bs-theme" not in answer.content.decode()


@pytest.mark.parametrize("words", [{"school": "none"}, {"day": "soon"}, {"kind": "party"}])
def test_a_slip_in_the_address_is_said(client, words):
    answer = client.get(EMBED, words)
    assert answer.status_code == 400
    assert "后台" in answer.content.decode()
    assert "session-row" not in answer.content.decode()


def test_a_school_that_is_not_public_is_unknown(client):
    assert client.get(EMBED, {"school": SchoolFactory(status="draft").slug}).status_code == 400


def test_after_the_week_it_says_so(client, clock_at):
    school = SchoolFactory()
    TimeSlotFactory(session__host_school=school)
    clock_at("2025-05-20T09:00")
    assert "都已结束" in client.get(EMBED, {"school": school.slug}).content.decode()


def test_questions_do_not_grow_with_the_sessions(client):
    school = SchoolFactory()

    def count():
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(EMBED, {"school": school.slug})
        return len(asked)

    TimeSlotFactory(session__host_school=school)
    one = count()
    TimeSlotFactory.create_batch(5, session__host_school=school)
    assert count() == one


def addresses():
    """Every public address that a pattern gives without arguments or with the slug of a record; of the back office a few."""
    slugs = {
        "session": TimeSlotFactory().session.slug, "school": SchoolFactory().slug, "college": IndustryCollegeFactory().slug,
        "graduate": GraduateFactory().slug,
    }  # fmt: skip
    for name in names(get_resolver()):
        for args in ([], [slugs.get(name.split("_")[0], "none")]):
            try:
                yield reverse(name, args=args)
            except NoReverseMatch:
                continue
    yield from (reverse(f"admin:{name}") for name in ("index", "help", "events_eventsession_changelist", "login"))


def names(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield from filter(None, [pattern.name])
        elif not pattern.namespace:
            yield from names(pattern)


def test_no_other_address_may_be_framed(client, admin_client):
    paths = set(addresses())
    framed = {path for path in paths for reader in (client, admin_client) if may_be_framed(reader.get(path))}
    assert framed == {EMBED}
    assert len(paths) > 40
