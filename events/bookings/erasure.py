"""Erase the personal data of bookings."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.audit_log import events as audit
from events.models import ActivityWeek, Booking, BookingChange, BookingEvent, Notice, Submission

BLANK = dict.fromkeys(
    ("contact_name", "phone", "email", "access_needs", "arrival", "school_name", "class_name", "class_key"), ""
) | dict.fromkeys(("school", "grade", "feed_token"))


@transaction.atomic
def erase_personal_data(*, now: dt.datetime) -> int:
    """Blank the personal fields of every booking whose week's `erase_on` has come; return how many.

    The texts of their notices and the reasons in their history and requests are blanked too; the numbers stay.
    """
    today = timezone.localdate(now)
    over = [week.pk for week in ActivityWeek.objects.filter(ends_on__lt=today) if week.erase_on <= today]
    due = Booking.objects.filter(slot__session__week__in=over, erased_at__isnull=True)
    ids = list(due.values_list("pk", flat=True))
    Notice.objects.filter(booking__in=ids).update(subject="", body="", last_error="")
    BookingEvent.objects.filter(booking__in=ids).update(reason="")
    BookingChange.objects.filter(booking__in=ids).update(reason="")
    Submission.objects.filter(booking__in=ids).delete()
    count = Booking.objects.filter(pk__in=ids).update(erased_at=now, **BLANK)
    if count:
        audit.record_audit_event(audit.Event.ERASED, detail=_("%(count)s bookings, as their week says") % {"count": count})
    return count
