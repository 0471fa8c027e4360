import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.models import EventSession, TimeSlot
from events.programme.clashes import (
    SharedResource,
    VenueTree,
    digest_clashes,
    find_clash,
    find_clashes,
    list_clashes,
    presenter_names,
)
from tests.factories import EventSessionFactory, SchoolFactory, TimeSlotFactory, VenueFactory

CAMPUS, BUILDING, ROOM, NEXT_ROOM, YARD = range(1, 6)
VENUES = VenueTree({CAMPUS: None, BUILDING: CAMPUS, ROOM: BUILDING, NEXT_ROOM: BUILDING, YARD: CAMPUS}, frozenset({CAMPUS}))
NINE = dt.datetime(2025, 5, 17, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def at(begin=0, end=60, *, pk=None, is_all_day=False, **session):
    """Minutes after nine."""
    start, stop = NINE + dt.timedelta(minutes=begin), NINE + dt.timedelta(minutes=end)
    session = EventSession(**{"venue_id": ROOM, **session})
    return TimeSlot(session=session, pk=pk, starts_at=start, ends_at=stop, is_all_day=is_all_day)


def wants(one, other):
    clash = find_clash(one, other, VENUES)
    return clash and clash.wants


slots = st.builds(
    at,
    st.integers(0, 100),
    st.integers(101, 200),
    is_all_day=st.booleans(),
    venue_id=st.sampled_from([CAMPUS, BUILDING, ROOM, NEXT_ROOM, YARD]),
    presenter_name=st.sampled_from(["", "李辛未", "李 辛未、王", "王"]),
    host_school_id=st.sampled_from([None, 1, 2]),
)


@given(slots, slots)
def test_clash_is_mutual(one, other):
    there, back = find_clash(one, other, VENUES), find_clash(other, one, VENUES)
    assert (there is None) == (back is None)
    if there:
        assert (there.wants, there.is_mild) == (back.wants, back.is_mild)


@given(slots, st.integers(1, 300))
def test_touching_is_no_clash(slot, minutes):
    after = TimeSlot(session=EventSession(venue_id=slot.session.venue_id), starts_at=slot.ends_at)
    after.ends_at = after.starts_at + dt.timedelta(minutes=minutes)
    assert find_clash(slot, after, VENUES) is None
    assert find_clash(after, slot, VENUES) is None
    after.starts_at -= dt.timedelta(microseconds=1)
    assert find_clash(slot, after, VENUES)


@given(slots)
def test_slot_does_not_clash_with_itself(slot):
    assert find_clash(slot, slot, VENUES) is None


@pytest.mark.parametrize(
    ("one", "other", "both_want"),
    [
        (ROOM, ROOM, (SharedResource.VENUE,)),
        (ROOM, NEXT_ROOM, None),
        (ROOM, BUILDING, (SharedResource.PART,)),
        (BUILDING, CAMPUS, None),
        (CAMPUS, ROOM, None),
        (CAMPUS, CAMPUS, (SharedResource.VENUE,)),
    ],
)
def test_venue_is_shared_with_its_parts_and_wholes_but_no_campus(one, other, both_want):
    assert wants(at(venue_id=one), at(venue_id=other)) == both_want


def test_venues_in_a_circle_end_somewhere():
    circle = VenueTree({1: 2, 2: 1})
    assert circle.enclosing_venues(1) == {1, 2}
    assert circle.share_space(1, 2)


@pytest.mark.parametrize(
    ("one", "other", "both_want", "is_mild"),
    [
        ({"venue_id": CAMPUS}, {"venue_id": CAMPUS}, (SharedResource.VENUE,), True),
        ({}, {"is_all_day": True}, (SharedResource.VENUE,), True),
        ({}, {}, (SharedResource.VENUE,), False),
        (
            {"presenter_name": "李辛未"},
            {"presenter_name": "王，李 辛未", "is_all_day": True},
            (SharedResource.VENUE, SharedResource.PRESENTER),
            False,
        ),
        ({"host_school_id": 1}, {"host_school_id": 1, "venue_id": YARD}, (SharedResource.HOST,), True),
        ({"host_school_id": 1}, {"host_school_id": 1}, (SharedResource.VENUE,), False),
    ],
)
def test_what_is_mild(one, other, both_want, is_mild):
    clash = find_clash(at(**one), at(**other), VENUES)
    assert (clash.wants, clash.is_mild) == (both_want, is_mild)


def test_nobody_in_particular_is_no_presenter():
    assert presenter_names(EventSession(presenter_name=" 、")) == set()
    assert presenter_names(EventSession(presenter_name="李 辛未、Wang Wei")) == {"李辛未", "wangwei"}


def test_session_clashes_with_its_own_other_times():
    slot = at()
    again = TimeSlot(session=slot.session, starts_at=slot.starts_at, ends_at=slot.ends_at)
    assert wants(slot, again) == (SharedResource.SESSION,)


def test_in_earnest_first_then_by_time():
    others = [at(is_all_day=True), at(30, 90), at(10, 90)]
    found = list_clashes(at(), others, VENUES)
    assert [clash.other for clash in found] == [others[2], others[1], others[0]]


def test_seal_changes_with_what_was_shown():
    slot, other = at(), at(30, 90, pk=7)
    quiet, loud = digest_clashes([slot], [[]]), digest_clashes([slot], [list_clashes(slot, [other], VENUES)])
    assert quiet != loud
    assert digest_clashes([at()], [list_clashes(at(), [at(30, 90, pk=7)], VENUES)]) == loud


def test_cancelled_and_put_away_want_nothing(db):
    slot = TimeSlotFactory()
    for changes in (
        {"cancelled_at": NINE, "cancel_reason": "风"},
        {"session__cancelled_at": NINE, "session__cancel_reason": "风"},
    ):
        TimeSlotFactory(session__venue=slot.session.venue, **changes)
    away = TimeSlotFactory(session__venue=slot.session.venue).session
    EventSession.objects.filter(pk=away.pk).update(status="archived")
    assert find_clashes([slot]) == [[]]
    draft = TimeSlotFactory(session__venue=slot.session.venue, session__status="draft")
    assert [clash.other for clash in find_clashes([slot])[0]] == [draft]
    assert not find_clashes([slot])[0][0].other.is_public
    assert find_clashes([slot], leaving_out=[draft.pk]) == [[]]


@pytest.mark.parametrize("count", [1, 60])
def test_two_queries_for_any_number(db, django_assert_num_queries, count):
    school, venue = SchoolFactory(), VenueFactory()
    for _ in range(3):
        TimeSlotFactory(session=EventSessionFactory(venue=venue, host_school=school))
    session = EventSessionFactory(venue=venue, host_school=school)
    standing = TimeSlot.objects.first()
    planned = [TimeSlot(session=session, starts_at=standing.starts_at, ends_at=standing.ends_at) for _ in range(count)]
    with django_assert_num_queries(2):
        found = find_clashes(planned)
    assert {len(clashes) for clashes in found} == {3 + count - 1}
