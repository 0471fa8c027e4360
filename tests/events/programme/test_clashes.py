import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.programme.clashes import Venues, Want, clash_with, clashes_of, find_clashes, presenters, seal
from events.models import EventSession, TimeSlot
from tests.factories import EventSessionFactory, SchoolFactory, TimeSlotFactory, VenueFactory

CAMPUS, BUILDING, ROOM, NEXT_ROOM, YARD = range(1, 6)
VENUES = Venues({CAMPUS: None, BUILDING: CAMPUS, ROOM: BUILDING, NEXT_ROOM: BUILDING, YARD: CAMPUS}, frozenset({CAMPUS}))
NINE = dt.datetime(2025, 5, 17, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def at(begin=0, end=60, *, pk=None, is_all_day=False, **session):
    """Minutes after nine."""
    start, stop = NINE + dt.timedelta(minutes=begin), NINE + dt.timedelta(minutes=end)
    session = EventSession(**{"venue_id": ROOM, **session})
    return TimeSlot(session=session, pk=pk, starts_at=start, ends_at=stop, is_all_day=is_all_day)


def wants(one, other):
    clash = clash_with(one, other, VENUES)
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
    there, back = clash_with(one, other, VENUES), clash_with(other, one, VENUES)
    assert (there is None) == (back is None)
    if there:
        assert (there.wants, there.is_mild) == (back.wants, back.is_mild)


@given(slots, st.integers(1, 300))
def test_touching_is_no_clash(slot, minutes):
    after = TimeSlot(session=EventSession(venue_id=slot.session.venue_id), starts_at=slot.ends_at)
    after.ends_at = after.starts_at + dt.timedelta(minutes=minutes)
    assert clash_with(slot, after, VENUES) is None
    assert clash_with(after, slot, VENUES) is None
    after.starts_at -= dt.timedelta(microseconds=1)
    assert clash_with(slot, after, VENUES)


@given(slots)
def test_slot_does_not_clash_with_itself(slot):
    assert clash_with(slot, slot, VENUES) is None


@pytest.mark.parametrize(
    ("one", "other", "both_want"),
    [
        (ROOM, ROOM, (Want.VENUE,)),
        (ROOM, NEXT_ROOM, None),
        (ROOM, BUILDING, (Want.PART,)),
        (BUILDING, CAMPUS, None),
        (CAMPUS, ROOM, None),
        (CAMPUS, CAMPUS, (Want.VENUE,)),
    ],
)
def test_venue_is_shared_with_its_parts_and_wholes_but_no_campus(one, other, both_want):
    assert wants(at(venue_id=one), at(venue_id=other)) == both_want


def test_venues_in_a_circle_end_somewhere():
    circle = Venues({1: 2, 2: 1})
    assert circle.wholes(1) == {1, 2}
    assert circle.share(1, 2)


@pytest.mark.parametrize(
    ("one", "other", "both_want", "is_mild"),
    [
        ({"venue_id": CAMPUS}, {"venue_id": CAMPUS}, (Want.VENUE,), True),
        ({}, {"is_all_day": True}, (Want.VENUE,), True),
        ({}, {}, (Want.VENUE,), False),
        (
            {"presenter_name": "李辛未"},
            {"presenter_name": "王，李 辛未", "is_all_day": True},
            (Want.VENUE, Want.PRESENTER),
            False,
        ),
        ({"host_school_id": 1}, {"host_school_id": 1, "venue_id": YARD}, (Want.HOST,), True),
        ({"host_school_id": 1}, {"host_school_id": 1}, (Want.VENUE,), False),
    ],
)
def test_what_is_mild(one, other, both_want, is_mild):
    clash = clash_with(at(**one), at(**other), VENUES)
    assert (clash.wants, clash.is_mild) == (both_want, is_mild)


def test_nobody_in_particular_is_no_presenter():
    assert presenters(EventSession(presenter_name=" 、")) == set()
    assert presenters(EventSession(presenter_name="李 辛未、Wang Wei")) == {"李辛未", "wangwei"}


def test_session_clashes_with_its_own_other_times():
    slot = at()
    again = TimeSlot(session=slot.session, starts_at=slot.starts_at, ends_at=slot.ends_at)
    assert wants(slot, again) == (Want.SESSION,)


def test_in_earnest_first_then_by_time():
    others = [at(is_all_day=True), at(30, 90), at(10, 90)]
    found = clashes_of(at(), others, VENUES)
    assert [clash.other for clash in found] == [others[2], others[1], others[0]]


def test_seal_changes_with_what_was_shown():
    slot, other = at(), at(30, 90, pk=7)
    quiet, loud = seal([slot], [[]]), seal([slot], [clashes_of(slot, [other], VENUES)])
    assert quiet != loud
    assert seal([at()], [clashes_of(at(), [at(30, 90, pk=7)], VENUES)]) == loud


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
