"""Which edition the portal shows: exchanging it in one transaction, and taking that back."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from content.local_time import day_bounds
from content.placeholders import list_placeholders
from events.models import ActivityWeek, Booking, EditionSwap

Status = ActivityWeek.Status
TIME_TO_UNDO = dt.timedelta(days=1)  # an edition that has begun already can be taken back for so long


class EditionError(Exception):
    """Why an edition is not shown, or not taken back; its text is for staff."""


@transaction.atomic
def show_edition(week_id: int, *, instead_of: int | None, user, now: dt.datetime) -> EditionSwap:
    """Show this edition in place of the one that is shown, and publish it if it is a draft.

    `instead_of` is the edition that was shown when it was decided. Raises EditionError if that is another one by now, or if
    the edition may not be shown.
    """
    weeks = lock_editions()
    week, current = find_edition(weeks, week_id), find_current(weeks)
    if current == week:
        raise EditionError(_("“%(name)s” is the edition shown already.") % {"name": week})
    if (current.pk if current else None) != instead_of:
        raise EditionError(_("Meanwhile somebody has changed which edition is shown. Please look again before you decide."))
    if obstacle := find_obstacle(week):
        raise EditionError(obstacle)
    status_before = week.status
    exchange_editions(current, week, status=Status.PUBLISHED, now=now)
    return EditionSwap.objects.create(shown=week, instead_of=current, status_before=status_before, shown_at=now, shown_by=user)


@transaction.atomic
def show_previous_edition(week_id: int, *, now: dt.datetime) -> EditionSwap:
    """Take back that this edition is shown: the one before it is shown again, and this one is what it was.

    It stays public, without being the one shown, while anybody is booked in it. Raises EditionError if it is too late.
    """
    weeks = lock_editions()
    week = find_edition(weeks, week_id)
    swap = find_swap_to_undo(week, now)
    if swap is None:
        raise EditionError(_("This can no longer be taken back. Open the other edition and show that one."))
    status = Status.PUBLISHED if count_live_bookings(week, now) else swap.status_before
    exchange_editions(week, find_edition(weeks, swap.instead_of_id), status=Status.PUBLISHED, status_of_old=status, now=now)
    swap.undone_at = now
    swap.save(update_fields=["undone_at"])
    return swap


def lock_editions() -> list[ActivityWeek]:
    """Lock all editions, which are few, so that of two people who exchange them one comes after the other."""
    return list(ActivityWeek.objects.order_by("pk").select_for_update(no_key=True))


def find_edition(weeks: list[ActivityWeek], key: int) -> ActivityWeek:
    found = next((week for week in weeks if week.pk == key), None)
    if found is None:
        raise EditionError(_("There is no such edition any more."))
    return found


def find_current(weeks: list[ActivityWeek]) -> ActivityWeek | None:
    return next((week for week in weeks if week.is_current), None)


def find_obstacle(week: ActivityWeek) -> str:
    """Return a sentence on why the edition cannot be shown; blank if it can."""
    if week.status == Status.ARCHIVED:
        return _("It is in the archive. Bring it back first.")
    if placeholders := list_placeholders(week):
        names = "、".join(placeholders.values())
        return _("Something in its own words is still missing, and the public would read it: %(names)s") % {"names": names}
    return ""


def exchange_editions(
    old: ActivityWeek | None, new: ActivityWeek, *, status: str, now: dt.datetime, status_of_old: str | None = None
):
    """Save both with a version each; the old one first, for the database allows a single one to be shown."""
    changed = ["is_current", "status", "publish_at", "unpublish_at", "updated_at"]
    if old is not None:
        old.is_current, old.status = False, status_of_old or old.status
        old.save(update_fields=changed)
    new.is_current, new.status = True, status
    if new.publish_at and new.publish_at > now:
        new.publish_at = None
    if new.unpublish_at and new.unpublish_at <= now:
        new.unpublish_at = None
    new.save(update_fields=changed)


def find_swap_to_undo(week: ActivityWeek, now: dt.datetime) -> EditionSwap | None:
    """Return the exchange that made this edition the one shown, as long as taking it back makes sense.

    That is until the edition begins, and for a day in any case; while the one before it is still there to be shown.
    """
    if not week.is_current:
        return None
    swap = EditionSwap.objects.filter(undone_at=None).select_related("instead_of").first()
    if swap is None or swap.shown_id != week.pk or swap.instead_of is None or find_obstacle(swap.instead_of):
        return None
    has_begun = now >= day_bounds(week.starts_on)[0]
    return None if has_begun and now - swap.shown_at > TIME_TO_UNDO else swap


def count_live_bookings(week: ActivityWeek, now: dt.datetime) -> int:
    """Count the bookings that hold or wait for a place in a slot of the edition that is not over."""
    return Booking.objects.live().filter(slot__session__week=week, slot__ends_at__gt=now).count()


def show_in_preview(week: ActivityWeek):
    """Make it the one shown, in a transaction that the caller takes back: to draw the public pages as they will be."""
    ActivityWeek.objects.filter(is_current=True).update(is_current=False)
    shown = {"is_current": True, "status": Status.PUBLISHED, "publish_at": None, "unpublish_at": None}
    ActivityWeek.objects.filter(pk=week.pk).update(**shown)
