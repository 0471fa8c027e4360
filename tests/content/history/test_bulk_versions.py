"""Many records with their versions at once are like those that were saved one by one."""

import pytest

from content.history.bulk_versions import create_with_versions, keep_versions
from content.history.change_context import group_as_one_change
from events.models import Audience, EventSession
from tests.factories import EventSessionFactory


@pytest.fixture
def sessions(db) -> list[EventSession]:
    model = EventSessionFactory()
    made = [
        EventSession(slug=f"made-{number}", title=f"第{number}项", week=model.week, venue=model.venue, kind="visit")
        for number in range(3)
    ]
    for session in made:
        session.index()
    return made


def test_each_has_a_first_version_with_its_links(sessions):
    codes = [["class"], [], ["family", "public"]]
    with group_as_one_change() as change:
        create_with_versions(sessions, links={"audiences": codes}, reason="一并制作")
    for session, linked in zip(sessions, codes, strict=True):
        version = session.history.get()
        assert (version.history_type, version.history_change_reason, version.change_key) == ("+", "一并制作", change.key)
        assert (version.title, version.slug) == (session.title, session.slug)
        assert sorted(session.audiences.values_list("pk", flat=True)) == linked
        assert sorted(link.audience_id for link in version.audiences.all()) == linked


def test_a_change_has_a_version_with_the_links_as_they_are(sessions):
    create_with_versions(sessions)
    sessions[0].audiences.set(Audience.objects.filter(code="class"))
    EventSession.objects.filter(pk__in=[session.pk for session in sessions]).update(title="新题")
    for session in sessions:
        session.title = "新题"
    keep_versions(sessions, reason="一并改题")
    versions = [session.history.first() for session in sessions]
    assert [(version.history_type, version.title) for version in versions] == [("~", "新题")] * 3
    assert [version.audiences.count() for version in versions] == [1, 0, 0]


def test_nothing_is_nothing():
    create_with_versions([])
    keep_versions([])
