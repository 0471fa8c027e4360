"""Exchanging the edition that is shown, and taking it back."""

import datetime as dt
import threading

import pytest
from django.db import connection

from content.models import PublicGeneration
from events.editions import showing
from events.editions.showing import EditionError, show_edition, show_previous_edition
from events.models import ActivityWeek, EditionSwap
from tests.factories import BookingFactory, TimeSlotFactory, WeekFactory

D = dt.date.fromisoformat


@pytest.fixture
def now(db, clock_at):
    return clock_at("2026-04-01T09:00")


@pytest.fixture
def old(now) -> ActivityWeek:
    return WeekFactory()


@pytest.fixture
def new(old) -> ActivityWeek:
    return WeekFactory(slug="week-2026", starts_on=D("2026-05-11"), ends_on=D("2026-05-17"), status="draft")


def states() -> dict[str, tuple]:
    return {week.slug: (week.is_current, week.status) for week in ActivityWeek.objects.all()}


def show(week, instead_of, now):
    return show_edition(week.pk, instead_of=instead_of and instead_of.pk, user=None, now=now)


def test_one_step_exchanges_both(old, new, now):
    swap = show(new, old, now)
    assert states() == {"week-2025": (False, "published"), "week-2026": (True, "published")}
    assert (swap.shown, swap.instead_of, swap.status_before) == (new, old, "draft")
    assert [week.history.count() for week in (old, new)] == [2, 2]


def test_the_first_edition_takes_nobodys_place(new, now):
    ActivityWeek.objects.filter(is_current=True).delete()
    show(new, None, now)
    assert states() == {"week-2026": (True, "published")}
    assert showing.find_swap_to_undo(ActivityWeek.objects.get(), now) is None


def test_what_was_decided_about_another_state_is_refused(old, new, now):
    other = WeekFactory(slug="other", starts_on=D("2026-06-01"), ends_on=D("2026-06-02"))
    show(other, old, now)
    with pytest.raises(EditionError, match="在此期间"):
        show(new, old, now)
    with pytest.raises(EditionError, match="已经是"):
        show(other, old, now)
    assert states()["other"] == (True, "published")


@pytest.mark.parametrize("values", [{"status": "archived"}, {"introduction": "地点待定"}])
def test_what_may_not_be_public_is_not_shown(old, new, now, values):
    ActivityWeek.objects.filter(pk=new.pk).update(**values)
    with pytest.raises(EditionError):
        show(new, old, now)
    assert states()["week-2025"] == (True, "published")


def test_moments_that_would_hide_it_go(old, new, now):
    ActivityWeek.objects.filter(pk=new.pk).update(publish_at=now + dt.timedelta(days=1))
    show(new, old, now)
    assert ActivityWeek.objects.current() == new


def test_taken_back_both_are_as_before(old, new, now):
    show(new, old, now)
    show_previous_edition(new.pk, now=now)
    assert states() == {"week-2025": (True, "published"), "week-2026": (False, "draft")}
    with pytest.raises(EditionError):
        show_previous_edition(new.pk, now=now)
    assert EditionSwap.objects.get().undone_at == now


def test_who_has_booked_meanwhile_keeps_the_place_and_the_page(old, new, now, client):
    show(new, old, now)
    start = dt.datetime(2026, 5, 12, 2, tzinfo=dt.UTC)
    slot = TimeSlotFactory(session__week=new, starts_at=start, ends_at=start + dt.timedelta(hours=1))
    booking = BookingFactory(slot=slot, token="a-long-token-of-one-booking")
    show_previous_edition(new.pk, now=now)
    assert states() == {"week-2025": (True, "published"), "week-2026": (False, "published")}
    booking.refresh_from_db()
    assert booking.state == "confirmed"
    assert client.get(f"/bookings/{booking.token}/").status_code == 200
    assert client.get(f"/events/{slot.session.slug}/").status_code == 200


def test_booking_open_in_the_old_edition_goes_on(old, new, clock_at, client):
    """An edition that is exchanged before it is over: its bookings stay, and its pages."""
    now = clock_at("2025-05-13T09:30")
    slot = TimeSlotFactory(session__week=old)
    booking = BookingFactory(slot=slot, token="another-long-token-of-one")
    assert showing.count_live_bookings(old, now) == 1
    show(new, old, now)
    booking.refresh_from_db()
    assert booking.state == "confirmed"
    assert client.get(f"/bookings/{booking.token}/").status_code == 200
    assert client.get(f"/events/{slot.session.slug}/").status_code == 200
    show_previous_edition(new.pk, now=now)
    assert states()["week-2025"] == (True, "published")


@pytest.mark.parametrize(
    ("later", "is_offered"),
    [("2026-05-10T23:59", True), ("2026-05-11T00:00", False)],
)
def test_it_is_offered_until_the_edition_begins(old, new, now, clock_at, later, is_offered):
    show(new, old, now)
    new.refresh_from_db()
    assert bool(showing.find_swap_to_undo(new, clock_at(later))) == is_offered


def test_an_edition_that_has_begun_can_be_taken_back_for_a_day(old, new, clock_at):
    now = clock_at("2026-05-12T09:00")
    show(new, old, now)
    new.refresh_from_db()
    assert showing.find_swap_to_undo(new, now + dt.timedelta(hours=23))
    assert showing.find_swap_to_undo(new, now + dt.timedelta(hours=25)) is None


def test_it_is_not_offered_when_the_old_one_is_put_away_or_gone(old, new, now):
    show(new, old, now)
    new.refresh_from_db()
    ActivityWeek.objects.filter(pk=old.pk).update(status="archived")
    assert showing.find_swap_to_undo(new, now) is None
    ActivityWeek.objects.filter(pk=old.pk).delete()
    assert showing.find_swap_to_undo(new, now) is None


def test_the_public_pages_are_made_anew(old, new, now):
    before = PublicGeneration.objects.get().number
    show(new, old, now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert PublicGeneration.objects.get().number > before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("clicks", [8])
def test_of_many_who_press_at_once_one_exchanges(old, new, now, clicks):
    outcomes, gate = [], threading.Barrier(clicks)

    def press():
        gate.wait()
        try:
            show(new, old, now)
            outcomes.append("shown")
        except EditionError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("shown") == 1
    assert len(outcomes) == clicks
    assert EditionSwap.objects.count() == 1
    assert states() == {"week-2025": (False, "published"), "week-2026": (True, "published")}
