"""Erase the personal data of bookings: of a week on its set date, of one booking at once when its booker asks.

Erasing cannot be undone, so the set date comes by real time, also where the portal's clock is that of a rehearsal.
"""

import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backoffice.audit_log import events as audit
from content import clock
from content.local_time import day_bounds
from events.bookings.locks import lock_booking
from events.bookings.services import CLOCK, VISITOR, Actor, end_booking
from events.bookings.visiting_counts import keep_visiting_counts
from events.models import ActivityWeek, Arrival, Booking, BookingChange, BookingEvent, Notice, Submission
from events.models.booking import BookingQuerySet
from spreadsheets.jobs import delete_exports_of

# Field → what stands there after erasing. `reference` and `token` stay: the ticket's page says what became of the booking.
BLANK: dict = {
    **dict.fromkeys(("contact_name", "phone", "email", "access_needs", "arrival"), ""),
    **dict.fromkeys(("school_name", "class_name", "class_key", "editor_note"), ""),
    **dict.fromkeys(("school", "grade", "feed_token")),
    "quotations": [],
}
# What stays, and why no person can be found by it. A test compares the two with the columns of the table.
KEPT = {
    **dict.fromkeys(("id", "slot", "people", "under_14", "pupils", "adults", "accept_fewer", "may_split"), "numbers"),
    **dict.fromkeys(("kind", "state", "expires_at", "queued_at", "created_at", "changed_at", "erased_at"), "what became of it"),
    **dict.fromkeys(("reference", "token", "uid", "sequence"), "random; the ticket and calendars say what became of it"),
    **dict.fromkeys(("plan", "split"), "random; which bookings were made together"),
    **dict.fromkeys(("consented_at", "consent_version", "guardian_consented"), "proof that the rules were accepted"),
    **dict.fromkeys(("language", "source", "sample_fields", "made_in_rehearsal"), "one of a few values"),
    "booked_by": "the account of staff who answered the telephone",
    "loaded": "the key of a sample in the file it was loaded from",
}

logger = logging.getLogger(__name__)

DAY = dt.timedelta(days=1)


def erase_due_bookings(*, real_now: dt.datetime, week: ActivityWeek | None = None) -> int:
    """Erase every booking whose date for that has come, of all weeks or of one; return how many."""
    return sum(erase_due_bookings_of(each, real_now) for each in ([week] if week else ActivityWeek.objects.all()))


def erase_due_bookings_of(week: ActivityWeek, real_now: dt.datetime) -> int:
    due = due_bookings(week, real_now)
    upcoming = list(due.live().filter(slot__starts_at__gt=real_now).values_list("pk", flat=True))
    for pk in upcoming:  # of a time that was moved behind the week
        erase_booking(booking_id=pk, now=real_now, actor=CLOCK)
    with transaction.atomic():
        count = len(upcoming) + blank_bookings(due, real_now)
        if has_date_come(week, real_now):  # what the door noted of people without a booking
            Arrival.objects.filter(slot__session__week=week, booking=None).exclude(reason="").update(reason="")
        if count:
            audit.record_audit_event(audit.Event.ERASED, detail=_("%(count)s bookings, as their week says") % {"count": count})
    return count


def has_date_come(week: ActivityWeek, real_now: dt.datetime) -> bool:
    today = timezone.localdate(real_now)
    return week.ends_on < today and week.erase_on <= today


def due_bookings(week: ActivityWeek, real_now: dt.datetime) -> BookingQuerySet:
    """Return the bookings to be erased by now. One made after the week's end is counted from the day it was made."""
    if not has_date_come(week, real_now):
        return Booking.objects.none()
    today = timezone.localdate(real_now)
    made_before = day_bounds(today - dt.timedelta(days=week.erase_after_days))[1]
    return Booking.objects.filter(slot__session__week=week, erased_at=None, created_at__lt=made_before)


def find_erasure_date(booking: Booking, real_now: dt.datetime) -> dt.date | None:
    """Return the day on which the booking will be erased by itself; None if that day has come, or in a rehearsal never comes."""
    if booking.erased_at or clock.is_rehearsal():
        return None
    week = booking.slot.session.week
    made_on = timezone.localdate(booking.created_at)
    due = max(week.erase_on, week.ends_on + DAY, made_on + week.erase_after_days * DAY)
    return due if due > timezone.localdate(real_now) else None


def describe_erasure(week: ActivityWeek, real_now: dt.datetime) -> str:
    """Return the sentence that says when the contact details of a week's bookers are erased, or that they have been.

    By the real date; a rehearsal's are never erased by themselves.
    """
    date = date_format(week.erase_on, _("j F Y"))
    if week.erase_on > timezone.localdate(real_now):
        return _("Contact details of bookers will be erased on %(date)s.") % {"date": date}
    if clock.is_rehearsal():
        return _("In a rehearsal, contact details of bookers are erased by hand; their real date was %(date)s.") % {"date": date}
    return _("Contact details of bookers were erased on %(date)s.") % {"date": date}


def will_cancel(booking: Booking, now: dt.datetime) -> bool:
    """Whether erasing the booking now cancels it. One whose time has begun, or who is in, counts among those that came."""
    return booking.is_live and now < booking.slot.starts_at and not booking.is_checked_in


@transaction.atomic
def erase_booking(*, booking_id: int, now: dt.datetime, actor: Actor = VISITOR) -> Booking:
    """Erase one booking at once. A live one whose time has not begun is cancelled, since nobody could be told anything more.

    Its numbers stay, and its state where its time has begun. Raises `Booking.DoesNotExist`.
    """
    booking, _slots = lock_booking(booking_id, now)
    if booking.erased_at:
        return booking
    blank_bookings(Booking.objects.filter(pk=booking.pk), now)
    booking = Booking.objects.select_related("slot__session").get(pk=booking.pk)
    if will_cancel(booking, now):
        end_booking(booking, Booking.State.CANCELLED, Notice.Kind.CANCELLED, now=now, actor=actor, reason="")
    return booking


def blank_bookings(bookings: BookingQuerySet, now: dt.datetime) -> int:
    """Blank them, the texts of their notices, which name the booker, and what staff wrote in their history; the numbers stay.

    How many came from each school is added up before its name is gone. Files that were exported meanwhile hold other bookings
    too: they are deleted, and made anew by who needs them.
    """
    bookings = Booking.objects.filter(pk__in=bookings.values("pk"))
    keep_visiting_counts(bookings, now)
    notices = Notice.objects.filter(booking__in=bookings.values("pk"))
    notices.filter(state=Notice.State.DUE).update(state=Notice.State.DROPPED, next_try_at=None)
    notices.update(subject="", body="", last_error="", call_note="")
    for history in (BookingEvent, BookingChange, Arrival):
        history.objects.filter(booking__in=bookings.values("pk")).update(reason="")
    Submission.objects.filter(booking__in=bookings.values("pk")).delete()
    made = dict(bookings.values_list("reference", "created_at"))
    if made:
        delete_exports_of(Booking, since=None if clock.is_rehearsal() else min(made.values()))
        logger.info("Personal data erased: %s", " ".join(made))  # after a restore they are erased once more
    return bookings.update(erased_at=now, **BLANK)
