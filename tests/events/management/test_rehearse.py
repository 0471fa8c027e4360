"""`manage.py rehearse`: a day at the door in every state, under a rehearsal clock, that goes without a trace."""

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import DOOR
from content.models import PublicGeneration, RehearsalClock
from events.bookings.checkin_codes import checkin_code
from events.checkin.deeds import Deed, DeedKind, Door
from events.checkin.outcome_words import find_words_key
from events.checkin.services import record_deed
from events.models import Arrival, Booking, BookingChange, CheckIn, EventSession, Notice, TimeSlot
from events.rehearsal.making import make_reference
from events.rehearsal.parties import ODD_CODES, PARTIES
from events.rehearsal.removing import SLUG
from events.rehearsal.sheet import make_odd_code
from schools.models import Editorship
from tests import factories
from tests.database_dump import dump_database

pytestmark = pytest.mark.django_db
RUNNING = 3
COUNTERS = {"sqlite_sequence", PublicGeneration._meta.db_table}
CLOCK = "2025-05-13T09:32:10+08:00"


@pytest.fixture
def site(settings, clock_at, tmp_path):
    """A week with two vocational schools; somebody works at the door of the second. It is 09:32 in a rehearsal."""
    settings.PORTAL_CLOCK = clock_at(CLOCK)
    factories.WeekFactory(status="published")
    _other, host = factories.SchoolFactory(group="city"), factories.SchoolFactory(group="city")
    user = User.objects.create_user("dora", is_staff=True)
    user.groups.add(Group.objects.get(name=DOOR))
    Editorship.objects.create(user=user, school=host)
    site.host, site.door, site.sheet = host, Door(user=User.objects.get(pk=user.pk), device="一号门"), tmp_path / "sheet.html"
    site.now = settings.PORTAL_CLOCK
    return site


def rehearse(site, **options) -> str:
    out = StringIO()
    call_command("rehearse", stdout=out, sheet=site.sheet, **options)
    return out.getvalue()


def find_booking(party) -> Booking:
    return Booking.objects.get(reference=make_reference(party.key))


def choose_desk(now: dt.datetime) -> tuple[int, ...]:
    """The slots of the day at the rehearsed door, by time; the fourth is the one that is running."""
    own = EventSession.objects.filter(slug__in=[f"{SLUG}main", f"{SLUG}small-room"])
    return tuple(slot.pk for slot in TimeSlot.objects.filter(session__in=own) if slot.day == now.date())


def scan(site, **whom):
    return record_deed(Deed(at=site.now, desk=choose_desk(site.now), **whom), door=site.door, now=site.now)


def test_without_a_rehearsal_clock_it_refuses(site, settings):
    settings.PORTAL_CLOCK = None
    with pytest.raises(CommandError, match="set PORTAL_CLOCK"):
        rehearse(site)
    assert not EventSession.objects.exists()


@pytest.mark.parametrize(("now", "says"), [("2025-05-13T23:40", "hours on both sides"), ("2025-06-01T09:30", "no activity week")])
def test_a_moment_without_a_day_around_it_is_refused(site, clock_at, now, says):
    clock_at(now)
    with pytest.raises(CommandError, match=says):
        rehearse(site)


def test_a_school_without_door_staff_is_refused(site):
    other = factories.SchoolFactory(group="city", slug="nobody-there")
    with pytest.raises(CommandError, match="Nobody works at the door"):
        rehearse(site, school=other.slug)
    with pytest.raises(CommandError, match="No vocational school"):
        rehearse(site, school="no-such-school")


@pytest.mark.parametrize("now", [CLOCK, "2025-05-13T02:31:00+08:00", "2025-05-13T20:29:00+08:00", "2025-05-18T19:00:00+08:00"])
def test_the_door_says_to_each_what_the_sheet_says(site, clock_at, now):
    site.now = clock_at(now)
    rehearse(site)
    for party in PARTIES:
        outcome = scan(site, code=checkin_code(find_booking(party).reference))
        assert (party.key, str(find_words_key(outcome))) == (party.key, str(party.words_key))


def test_codes_that_are_none_are_called_so(site):
    rehearse(site)
    bookings = {party.key: find_booking(party) for party in PARTIES}
    day = type("Day", (), {"bookings": bookings})
    for key, (result, _note) in ODD_CODES.items():
        assert scan(site, code=make_odd_code(key, day)).result == result


def test_all_states_are_there_and_all_is_a_sample(site):
    rehearse(site)
    assert {*Booking.objects.values_list("state", flat=True)} == {*Booking.State.values} - {"held"}
    assert {*BookingChange.objects.values_list("state", flat=True)} == {BookingChange.State.LAPSED}
    for model in (Booking, TimeSlot, EventSession):
        assert not model.objects.exclude(source="sample").exists()
    assert Booking.objects.filter(kind="class", pupils=45).exists()
    assert Booking.objects.exclude(access_needs="").exists()
    assert Booking.objects.filter(under_14__gt=0).exists()
    assert not Booking.objects.filter(made_in_rehearsal=False).exists()
    states = {name: [slot for slot in TimeSlot.objects.all() if state(slot)] for name, state in TIMES(site.now).items()}
    assert all(states.values()), states


def TIMES(now):  # noqa: N802 (a table)
    return {
        "over": lambda slot: slot.ends_at <= now,
        "running": lambda slot: slot.starts_at <= now < slot.ends_at,
        "soon": lambda slot: now < slot.starts_at <= now + dt.timedelta(minutes=15),
        "called off": lambda slot: slot.is_cancelled,
    }


def test_nobody_is_told_and_the_places_are_right(site):
    rehearse(site)
    assert not Notice.objects.exists()
    out = StringIO()
    call_command("audit_places", stdout=out)
    assert out.getvalue() == "All places are right.\n"


def test_the_sheet_has_a_code_for_each_and_words_of_the_field(site):
    report = rehearse(site)
    page = site.sheet.read_text(encoding="utf-8")
    assert page.count("data:image/png") == len(PARTIES) + len(ODD_CODES)
    for party in PARTIES:
        assert find_booking(party).spaced_reference in page
    assert "dora" in report
    assert str(site.host) in page
    assert "请进" in page


def test_it_says_a_clock_that_was_never_used(site):
    for value in ("2025-05-13T09:30:00+08:00", "2025-05-13T10:30:00+08:00", "2025-05-13T10:30:01+08:00"):
        RehearsalClock.objects.create(value=value, offset=dt.timedelta())
    report = rehearse(site)
    assert "PORTAL_CLOCK=2025-05-13T09:30:01+08:00," in report
    assert "PORTAL_CLOCK=2025-05-13T10:30:02+08:00," in report


def test_a_second_time_makes_the_day_anew_with_the_same_codes(site, clock_at):
    rehearse(site)
    before = {*Booking.objects.values_list("reference", flat=True)}
    scan(site, code=checkin_code(find_booking(PARTIES[0]).reference))
    counts = [model.objects.count() for model in (EventSession, TimeSlot, Booking)]
    site.now = clock_at("2025-05-13T11:00")
    rehearse(site)
    assert {*Booking.objects.values_list("reference", flat=True)} == before
    assert [model.objects.count() for model in (EventSession, TimeSlot, Booking)] == counts
    assert scan(site, code=checkin_code(find_booking(PARTIES[0]).reference)).result == "welcome"


def drill(site):
    """Do all that a drill does, with walk-ins between the rehearsal and a true slot, and a booking of a visitor."""
    times = {"starts_at": site.now, "ends_at": site.now + dt.timedelta(hours=1)}
    true_slot = factories.TimeSlotFactory(session__host_school=site.host, **times)
    true = factories.BookingFactory(slot=true_slot, people=2)
    yield
    rehearse(site)
    desk = choose_desk(site.now)
    for party in PARTIES:
        scan(site, code=checkin_code(find_booking(party).reference), nonce=f"drill-{party.key}")
    scan(site, kind=DeedKind.WALK_IN, slot_id=desk[RUNNING], people=2)
    scan(site, kind=DeedKind.CORRECT, about="drill-class_of_45", pupils=44, adults=3)
    scan(site, kind=DeedKind.UNDO, about="drill-family", reason="演练")
    into_true = {"desk": (true_slot.pk,), "slot_id": true_slot.pk, "booking_id": find_booking(PARTIES[10]).pk}
    record_deed(Deed(at=site.now, kind=DeedKind.WALK_IN, **into_true), door=site.door, now=site.now)
    scan(site, kind=DeedKind.WALK_IN, slot_id=desk[RUNNING], booking_id=true.pk)
    factories.BookingFactory(slot=TimeSlot.objects.get(pk=desk[RUNNING]), made_in_rehearsal=True)
    assert CheckIn.objects.filter(booking=true).exists()
    assert Arrival.objects.filter(slot=true_slot).exists()
    yield


def dump_rows() -> dict[str, set]:
    """Return the rows of each table, but for what only counts upwards."""
    return {table: {*text.splitlines()} for table, text in dump_database().items() if table not in COUNTERS}


@pytest.mark.parametrize("way", ["rehearse", "purge_samples"])
def test_it_goes_without_a_trace(site, way):
    steps = drill(site)
    next(steps)
    before = dump_rows()
    next(steps)
    if way == "rehearse":
        assert "Removed: 4 sessions, 25 bookings" in rehearse(site, remove=True)
        assert not site.sheet.exists()
    else:
        call_command("purge_samples", yes=True, stdout=StringIO())
    after = dump_rows()
    assert {table: (rows ^ after[table]) for table, rows in before.items() if rows != after[table]} == {}
    assert rehearse(site, remove=True) == "There was nothing to remove.\n"


def test_what_somebody_booked_in_real_time_stays_and_is_named(site):
    rehearse(site)
    slot = TimeSlot.objects.get(pk=choose_desk(site.now)[RUNNING])
    booking = factories.BookingFactory(slot=slot, made_in_rehearsal=False)
    assert "kept, because somebody booked it in real time" in rehearse(site, remove=True)
    assert Booking.objects.filter(pk=booking.pk).exists()
    with pytest.raises(CommandError, match="booked in real time"):
        rehearse(site)
