"""Deliver one notice, with retries, and record the outcome.

No transaction is open and no row is locked during the conversation with a mail server. A worker claims the row with one
conditional update, which is also its lease: no other worker tries it until the lease has expired. A mail can arrive twice
(with the same Message-ID) in two cases: a worker dies between sending and recording it, or the connection breaks between
the server's accepting the mail and its reply. Trying again is right in both: neither can be told from "not sent".
"""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from content.masking import mask_contacts_in
from events.models import Notice
from events.notices import channels, reminders
from events.notices.errors import PermanentDeliveryError

CLAIM_LEASE = dt.timedelta(minutes=5)  # longer than sending one mail takes on a slow server
RETRY_WAITS = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, *[240] * 6)]  # 25 hours and 21 minutes in all

INDEPENDENT_KINDS = (Notice.Kind.REMINDER, Notice.Kind.MESSAGE)  # they report no change of the booking


logger = logging.getLogger(__name__)


def attempt_delivery(notice_id: int, *, now: dt.datetime):
    """Try to send a notice once, unless it is not due, claimed by another worker or outdated.

    `now` is the portal's clock, by which notices are due; the tries follow real time.
    """
    notice = claim_notice(notice_id, now)
    if notice is None:
        return
    if reason := reason_to_drop(notice, now):
        drop_notice(notice, reason)
        return
    try:
        channels.send_notice(notice)
    except PermanentDeliveryError as problem:
        give_up_delivery(notice, problem, now)
    except Exception as problem:  # whatever a channel raises, the notice must not be lost
        schedule_retry(notice, problem, now)
    else:
        mark_notice_sent(notice)


def claim_notice(notice_id: int, now: dt.datetime) -> Notice | None:
    real_now = timezone.now()
    free = Notice.objects.to_send(now, real_now).filter(pk=notice_id)
    if not free.update(attempts=F("attempts") + 1, next_try_at=real_now + CLAIM_LEASE):
        return None
    return Notice.objects.select_related("booking__slot__session__venue__parent").get(pk=notice_id)


def reason_to_drop(notice: Notice, now: dt.datetime) -> str:
    """Return why the notice should not be sent any more, blank if it should.

    A notice that had to wait is dropped once a later one of the same booking was sent, so that old news does not arrive
    after new. Messages to many and reminders report no change, so they do not make other notices outdated.
    """
    if notice.booking.erased_at:
        return _("The booking's personal data are erased.")
    if notice.kind == Notice.Kind.REMINDER and not reminders.is_reminder_current(notice, now):
        return _("The reminder no longer fits the booking.")
    if notice.kind == Notice.Kind.MESSAGE:
        return "" if notice.booking.is_live else _("The booking has ended.")
    is_late = notice.attempts > 1 and ":again:" not in notice.event_key
    later = Notice.objects.filter(booking=notice.booking_id, pk__gt=notice.pk, state=Notice.State.SENT)
    if is_late and later.exclude(kind__in=INDEPENDENT_KINDS).exists():
        return _("A later notice was sent before it.")
    return ""


def drop_notice(notice: Notice, why: str):
    claimed_notice(notice).update(state=Notice.State.DROPPED, next_try_at=None, last_error=why)


def mark_notice_sent(notice: Notice):
    """Record it as sent, even if another worker has claimed it since, and take it off the call list."""
    Notice.objects.filter(pk=notice.pk).update(
        state=Notice.State.SENT, sent_at=timezone.now(), next_try_at=None, failed_at=None, last_error=""
    )
    Notice.objects.to_call().filter(event_key=call_list_key(notice)).update(state=Notice.State.DROPPED)


def schedule_retry(notice: Notice, problem: Exception, now: dt.datetime):
    if notice.attempts > len(RETRY_WAITS):
        give_up_delivery(notice, problem, now)
        return
    wait = RETRY_WAITS[notice.attempts - 1]
    claimed_notice(notice).update(next_try_at=timezone.now() + wait, last_error=redact_error(problem))
    logger.warning("Notice %s: try %s failed (%s), next in %s", notice.pk, notice.attempts, type(problem).__name__, wait)


@transaction.atomic
def give_up_delivery(notice: Notice, problem: Exception, now: dt.datetime):
    """Record the failure and put the booker on the call list."""
    failure = {
        "state": Notice.State.FAILED,
        "failed_at": timezone.now(),
        "next_try_at": None,
        "last_error": redact_error(problem),
    }
    if not claimed_notice(notice).update(**failure):
        return
    logger.warning("Notice %s: given up after try %s (%s)", notice.pk, notice.attempts, type(problem).__name__)
    content = {"language": notice.language, "subject": notice.subject, "body": notice.body}
    fields = {"booking": notice.booking, "kind": notice.kind, "message_id": notice.message_id}
    fields |= {"channel": Notice.Channel.CALL, "state": Notice.State.DUE}
    Notice.objects.update_or_create(
        event_key=call_list_key(notice),
        defaults={"state": Notice.State.DUE},
        create_defaults=content | fields | {"due_at": now, "created_at": now},
    )


def claimed_notice(notice: Notice):
    """Return a query for the row that is empty once another worker has claimed it."""
    return Notice.objects.filter(pk=notice.pk, state=Notice.State.DUE, attempts=notice.attempts)


def call_list_key(notice: Notice) -> str:
    return f"{notice.event_key}:call"


def redact_error(problem: Exception) -> str:
    """Return the error for staff to read, with addresses and numbers masked: servers repeat the recipient they reject."""
    text = f"{type(problem).__name__}: {problem}".rstrip(": ")
    return mask_contacts_in(text)[:200]
