"""What is decided for many sessions at once follows the rules of publishing, and each session has its version."""

import pytest

from edu_week.loading.purge_samples import purge_samples
from events.editions.bulk_decisions import adopt_samples, publish_complete_sessions
from events.editions.check_items import confirm_item
from events.editions.checklist import Checklist
from events.models import ActivityWeek, EventSession, TimeSlot, Venue


@pytest.fixture
def week(make_copy) -> ActivityWeek:
    Venue.objects.update(source="editor")
    return make_copy()


def test_what_is_adopted_wears_no_mark_and_is_not_removed(week):
    assert adopt_samples(week) == 48
    assert adopt_samples(week) == 0
    sessions = list(week.sessions.all())
    assert not any(session.sample_parts for session in sessions)
    assert {slot.own_sample_parts for slot in TimeSlot.objects.filter(session__week=week)} == {frozenset()}
    version = sessions[0].history.first()
    assert (version.history_type, version.history_change_reason) == ("~", "确为本届安排，不再是示例")
    assert version.audiences.count() == sessions[0].audiences.count()
    purge_samples()
    assert week.sessions.count() == 48


def test_only_what_is_complete_is_published(week, alice):
    assert publish_complete_sessions(week) == []  # all of it is a sample, or partly so
    adopt_samples(week)
    changed = {"talk-magang": {"description": "5月13日"}, "first-aid-experience": {"summary": "地点待定"}}
    for slug, values in changed.items():
        EventSession.objects.filter(slug=f"{slug}-2026").update(**values)
    TimeSlot.objects.filter(session__slug="robot-programming-experience-2026").delete()
    published = publish_complete_sessions(week)
    assert len(published) == 45
    left = set(week.sessions.filter(status="draft").values_list("slug", flat=True))
    assert left == {f"{slug}-2026" for slug in ("talk-magang", "first-aid-experience", "robot-programming-experience")}
    version = published[0].history.first()
    assert (version.status, version.history_change_reason) == ("published", "由待定清单一并发布")
    assert not published[0].is_published  # nobody outside sees it before the edition
    confirm_item(week, "dates", user=alice)
    assert [session.slug for session in publish_complete_sessions(week)] == ["talk-magang-2026"]


def test_what_takes_place_where_nothing_is_waits(week):
    """A venue that is a sample belongs to no edition: its own record says so, and is put right there."""
    adopt_samples(week)
    Venue.objects.filter(pk=week.sessions.get(slug="talk-magang-2026").venue_id).update(source="sample")
    assert len(publish_complete_sessions(week)) < 48
    assert week.sessions.get(slug="talk-magang-2026").status == "draft"


def test_what_is_in_review_counts_as_a_draft_and_the_archive_stays(week):
    adopt_samples(week)
    week.sessions.filter(slug="talk-magang-2026").update(status="review")
    week.sessions.filter(slug="home-care-class-2026").update(status="archived")
    assert len(publish_complete_sessions(week)) == 47
    assert Checklist(week).drafts == []
    assert week.sessions.get(slug="home-care-class-2026").status == "archived"
