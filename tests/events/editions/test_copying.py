"""The copy of an edition: nothing lost, nothing taken that belongs to the old one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.local_time import local_time
from edu_week.loading.purge_samples import purge_samples
from events.editions import copying
from events.editions.copying import copy_edition
from events.editions.plan import EditionPlan, TakeOver
from events.models import (
    ActivityWeek,
    Announcement,
    Arrival,
    Booking,
    EditionPreparation,
    EventSession,
    Notice,
    ReportedVisit,
    StorySection,
    TimeSlot,
    WeekDay,
)

D = dt.date.fromisoformat
RULED = {"source", "sample_fields", "loaded"}  # `mark_samples`
ANEW = {
    ActivityWeek: {
        *("id", "slug", "name", "name_en", "starts_on", "ends_on", "status", "publish_at", "unpublish_at", "is_current"),
        *("created_at", "updated_at", "report", "report_en", "closing_line", "quotations", "editor_note"),
        *RULED,
    },
    WeekDay: {"id", "week", "date", "lunar", "observances", "quotations", "editor_note", *RULED},
    EventSession: {
        *("id", "slug", "week", "status", "publish_at", "unpublish_at", "created_at", "updated_at", "quotations"),
        *("editor_note", "presenter_name", "presenter_role", "presenter_role_en", "cancelled_at", "cancel_reason"),
        *RULED,
    },
    TimeSlot: {
        *("id", "session", "bookable", "places_taken", "cancelled_at", "cancel_reason", "uid", "sequence"),
        *("quotations", "editor_note"),
        *RULED,
    },
}
COPIED = {
    ActivityWeek: {*copying.COPIED_WEEK_FIELDS, *copying.NAMED_BY_YEAR, *copying.INTRODUCTION, *copying.WORKED_OUT},
    WeekDay: {*copying.COPIED_DAY_FIELDS},
    EventSession: {
        *(*copying.COPIED_SESSION_FIELDS, *copying.SESSION_TEXTS, *copying.SESSION_MOMENTS),
        *copying.WORKED_OUT,
    },
    TimeSlot: {*copying.COPIED_SLOT_FIELDS, *copying.SLOT_MOMENTS},
}


@pytest.mark.parametrize("model", COPIED)
def test_every_field_is_copied_or_begins_anew(model):
    fields = {field.name for field in model._meta.concrete_fields}
    assert fields == COPIED[model] | ANEW[model]
    assert not COPIED[model] & ANEW[model]


def test_every_link_of_a_session_is_copied():
    assert {field.name for field in EventSession._meta.many_to_many} == set(copying.SESSION_LINKS)


def original_of(copy: EventSession) -> EventSession:
    return EventSession.objects.get(slug=copy.slug.removesuffix("-2026"))


def test_nothing_is_lost(source, make_copy):
    week = make_copy()
    assert week.sessions.count() == source.sessions.filter(cancelled_at=None).count() == 48
    for copy in week.sessions.all():
        original = original_of(copy)
        for name in copying.COPIED_SESSION_FIELDS:
            assert getattr(copy, name) == getattr(original, name), (copy, name)
        for name in copying.SESSION_LINKS:
            assert {*getattr(copy, name).values_list("pk")} == {*getattr(original, name).values_list("pk")}, (copy, name)
        old, new = (list(session.slots.filter(cancelled_at=None).order_by("starts_at", "pk")) for session in (original, copy))
        assert len(old) == len(new), copy
        for before, after in zip(old, new, strict=True):
            assert after.starts_at - before.starts_at == after.ends_at - before.ends_at == dt.timedelta(days=364)
            assert after.day.weekday() == before.day.weekday()
            assert (after.capacity, after.kept_back, after.is_all_day) == (before.capacity, before.kept_back, before.is_all_day)
            assert after.bookable == after.bookable_by_rule() == before.bookable
    assert [day.theme for day in week.days.all()] == [day.theme for day in source.days.all()]
    for name in copying.COPIED_WEEK_FIELDS:
        assert getattr(week, name) == getattr(source, name), name
    assert (week.starts_on, week.ends_on) == (D("2026-05-11"), D("2026-05-17"))


def test_nothing_of_the_old_edition_comes_along(source, make_copy):
    counts = {model: model.objects.count() for model in (Booking, Notice, Arrival, StorySection, ReportedVisit, Announcement)}
    week = make_copy()
    assert {model: model.objects.count() for model in counts} == counts
    assert (week.status, week.is_current, week.quotations, week.report, week.closing_line) == ("draft", False, [], "", "")
    for copy in week.sessions.all():
        assert (copy.status, copy.quotations, copy.editor_note, copy.presenter_name) == ("draft", [], "", "")
        assert copy.source in ("sample", "editor")
        if original_of(copy).source == "article":
            assert not any(getattr(copy, name) for name in copying.SESSION_TEXTS), copy
    assert {*TimeSlot.objects.filter(session__week=week).values_list("places_taken", "sequence")} == {(0, 0)}
    assert set(TimeSlot.objects.filter(session__week=week).values_list("source", flat=True)) == {"sample", "editor"}
    uids = TimeSlot.objects.values_list("uid", flat=True)
    assert len(set(uids)) == len(uids)
    for day in week.days.all():
        assert (day.lunar, day.observances, day.source) == ("", [], "editor")


def test_the_report_tells_of_the_old_edition_alone(source, make_copy):
    """No sentence that the report supports stands in the new edition, and no person of it."""
    reported = source.sessions.filter(source="article").exclude(summary="")
    sentences = {text for session in reported for text in (session.summary, session.description) if text}
    assert sentences
    week = make_copy()
    texts = " ".join(
        str(getattr(copy, field.name)) for copy in week.sessions.all() for field in EventSession._meta.concrete_fields
    )
    assert not [sentence for sentence in sentences if sentence in texts]
    for presenter in source.sessions.exclude(presenter_name="").values_list("presenter_name", flat=True):
        assert presenter not in texts


def test_what_was_made_up_stays_marked(source, make_copy):
    week = make_copy()
    show, aid = (week.sessions.get(slug=f"{slug}-2026") for slug in ("humanoid-robot-show", "first-aid-experience"))
    assert aid.is_sample
    assert (show.source, show.sample_fields) == ("editor", ["venue", "audiences", "booking_mode"])
    assert show.sample_parts == {"place", "audience", "booking"}
    original = original_of(show).slots.first()
    assert show.slots.first().own_sample_parts == original.own_sample_parts != frozenset()
    assert {day.sample_parts for day in week.days.all()} == {frozenset({"whole"})}


def test_removing_the_samples_leaves_what_is_none(source, make_copy):
    week = make_copy()
    result = purge_samples()
    assert not [line for line in result.kept if "2026" in line]
    kept = list(week.sessions.order_by("slug"))
    assert [session.slug.removesuffix("-2026") for session in kept] == sorted(
        ActivityWeek.objects.get(pk=source.pk).sessions.values_list("slug", flat=True)
    )
    assert not any(session.sample_parts for session in kept)


def test_samples_can_stay_behind(source, make_copy):
    week = make_copy(samples=False)
    assert week.sessions.count() == 9
    assert not TimeSlot.objects.filter(session__week=week, source="sample").exists()
    assert {day.theme for day in week.days.all()} == {""}


@pytest.mark.parametrize("take", [{"sessions": False}, {"slots": False}, {"themes": False}])
def test_each_part_can_be_left_out(source, make_copy, take):
    week = make_copy(**take)
    slots = TimeSlot.objects.filter(session__week=week).count()
    assert (week.sessions.count(), slots, week.days.count()) == {
        "sessions": (0, 0, 7),
        "slots": (48, 0, 7),
        "themes": (48, 92, 0),
    }[next(iter(take))]


def test_versions_begin_with_the_copy(source, make_copy, client, alice):
    week = make_copy()
    session = week.sessions.get(slug="first-aid-experience-2026")
    version = session.history.get()
    assert (version.history_type, version.history_change_reason) == ("+", f"由“{source}”复制")
    assert {link.audience_id for link in version.audiences.all()} == set(session.audiences.values_list("pk", flat=True)) != set()
    assert {slot.history.count() for slot in TimeSlot.objects.filter(session__week=week)} == {1}
    assert {day.history.count() for day in week.days.all()} == {1}
    assert EditionPreparation.objects.get().copied_from == source


def test_moments_of_booking_move_with_the_days(source, make_copy):
    week = make_copy()
    copy, original = week.sessions.get(slug="family-rc-workshop-2026"), EventSession.objects.get(slug="family-rc-workshop")
    assert local_time(copy.opens_at).isoformat() == "2026-05-12T12:00:00+08:00"
    assert copy.opens_at - original.opens_at == dt.timedelta(days=364)


def test_the_copy_is_found_by_what_it_says(source, make_copy):
    """What is worked out for the search is that of the copy's own texts."""
    week = make_copy()
    for copy in week.sessions.all():
        stored = copy.search_text, copy.sort_key, copy.phrases
        copy.index()
        assert stored == (copy.search_text, copy.sort_key, copy.phrases), copy


def test_days_over_the_end_of_a_year(source, make_copy):
    week = make_copy("2027-12-27")  # a Monday; its last days lie in 2028
    assert (week.starts_on, week.ends_on) == (D("2027-12-27"), D("2028-01-02"))
    assert {slot.day for slot in TimeSlot.objects.filter(session__week=week)} <= set(week.dates)
    assert week.sessions.filter(slug="first-aid-experience-2027").exists()


def test_a_copy_is_copied_again(source, make_copy):
    first = make_copy()
    plan = EditionPlan(first, D("2027-05-10"), TakeOver())
    second = copy_edition(plan, name="再下一届", name_en="", slug="after-next")
    assert second.sessions.count() == first.sessions.count()
    assert second.sessions.filter(slug="first-aid-experience-2027").exists()


def test_statements_do_not_grow_with_the_sessions(source, make_copy):
    """SQLite takes few values at a time, so long lists are written in parts; a hundred sessions are not a hundred statements."""
    with CaptureQueriesContext(connection) as statements:
        week = make_copy()
    assert len(statements) < 60 < week.sessions.count() + TimeSlot.objects.filter(session__week=week).count()


def test_a_failure_leaves_nothing(source, make_copy, monkeypatch):
    monkeypatch.setattr(copying, "copy_slots", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_copy()
    assert ActivityWeek.objects.count() == 1
    assert EventSession.objects.filter(slug__endswith="-2026").count() == 0
