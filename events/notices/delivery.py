"""Deliver one notice, with retries, and record the outcome.

No transaction is open and no row is locked during the conversation with a mail server. A worker claims the row with one
conditional update, which is also its lease: no other worker tries it until the lease has expired, and the worker renews it
as long as the conversation lasts. A mail can arrive twice (with the same Message-ID) in two cases: a worker dies between
sending and recording it, or the connection breaks between the server's accepting the mail and its reply. Trying again is
right in both: neither can be told from "not sent".
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Collection
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from content.masking import mask_contacts_in
from events.models import Notice
from events.notices import call_list, channels, reminders
from events.notices.errors import PermanentDeliveryError
from events.notices.refreshing import refresh_notice

CLAIM_LEASE = dt.timedelta(seconds=40)  # what a worker was sending when it died goes on after that, so within a minute
RENEW_SECONDS = 10
RETRY_WAITS = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, *[240] * 6)]  # 25 hours and 21 minutes in all
RECORD_AGAIN_SECONDS = 1
AGAIN = ":again:"  # in the key of a notice that staff sent once more
CANDIDATES = 10  # due notices looked at in one go, in case other workers claim the first ones

logger = logging.getLogger(__name__)


class Leases:
    """The notices that this process is sending now."""

    def __init__(self):
        self.ids: set[int] = set()
        self.lock = threading.Lock()

    @contextmanager
    def hold(self, notice_id: int):
        with self.lock:
            self.ids.add(notice_id)
        try:
            yield
        finally:
            with self.lock:
                self.ids.discard(notice_id)

    def list_held(self) -> list[int]:
        with self.lock:
            return list(self.ids)

    def renew(self):
        with self.lock:
            if self.ids:  # what is recorded meanwhile is no longer in flight, so its outcome stands
                held = Notice.objects.in_flight(timezone.now()).filter(pk__in=self.ids)
                held.update(next_try_at=timezone.now() + CLAIM_LEASE)


leases = Leases()


def attempt_delivery(notice_id: int, *, now: dt.datetime):
    """Try to send a notice once, unless it is not due, claimed by another worker or outdated.

    `now` is the portal's clock, by which notices are due; the tries follow real time.
    """
    if notice := claim_notice(notice_id, now):
        deliver_claimed(notice, now=now)


def deliver_claimed(notice: Notice, *, now: dt.datetime):
    """Send it and record what came of it. Its lease is kept to the end: the record may have to wait for the database."""
    with leases.hold(notice.pk):
        if reason := reason_to_drop(notice, now):
            drop_notice(notice, reason)
        else:
            send_and_record(notice, now)


def send_and_record(notice: Notice, now: dt.datetime):
    try:
        refresh_notice(notice, now)
        channels.send_notice(notice)
    except PermanentDeliveryError as problem:
        give_up_delivery(notice, problem, now)
    except Exception as problem:  # whatever a channel raises, the notice must not be lost
        schedule_retry(notice, problem, now)
    else:
        record_sent(notice)


def claim_next(priorities: Collection[Notice.Priority], *, now: dt.datetime) -> Notice | None:
    """Claim the most urgent due notice of these priorities, of equal ones the oldest; None if there is none."""
    due = Notice.objects.to_send(now, timezone.now()).filter(priority__in=priorities)
    due = due.exclude(pk__in=leases.list_held())  # ours, although the database was away for longer than the lease
    for notice_id in due.order_by("priority", "due_at", "pk").values_list("pk", flat=True)[:CANDIDATES]:
        if notice := claim_notice(notice_id, now):
            return notice
    return None


def claim_notice(notice_id: int, now: dt.datetime) -> Notice | None:
    real_now = timezone.now()
    free = Notice.objects.to_send(now, real_now).filter(pk=notice_id)
    if not free.update(attempts=F("attempts") + 1, next_try_at=real_now + CLAIM_LEASE, last_error=""):
        return None
    return Notice.objects.select_related("booking__slot__session__venue__parent", "message").get(pk=notice_id)


def reason_to_drop(notice: Notice, now: dt.datetime) -> str:
    """Return why the notice should not be sent any more, blank if it should.

    News is dropped once later news of the same booking was sent, so that old news does not arrive after new. Messages to
    many and reminders report no change, so they do not make other notices outdated.
    """
    if notice.booking.erased_at:
        return _("The booking's personal data are erased.")
    if notice.kind == Notice.Kind.REMINDER and not reminders.is_reminder_current(notice, now):
        return _("The reminder no longer fits the booking.")
    if notice.kind == Notice.Kind.MESSAGE and not notice.booking.is_live:
        return _("The booking has ended.")
    if is_outdated_news(notice):
        return _("A later notice was sent before it.")
    return ""


def is_outdated_news(notice: Notice) -> bool:
    if notice.kind in Notice.INDEPENDENT_KINDS or AGAIN in notice.event_key:
        return False
    later = Notice.objects.news().filter(booking=notice.booking_id, pk__gt=notice.pk, state=Notice.State.SENT)
    # rows that tell older news once more are no later news
    return later.exclude(event_key__contains=AGAIN).exclude(event_key__endswith=call_list.KEY_ENDING).exists()


def drop_notice(notice: Notice, why: str):
    claimed_notice(notice).update(state=Notice.State.DROPPED, next_try_at=None, last_error=why)


def record_sent(notice: Notice):
    """Record it as sent, however long the database is locked or away: without the record it would be sent again."""
    while True:
        try:
            mark_notice_sent(notice)
        except (InterfaceError, OperationalError):
            logger.warning("Notice %s: sent, but not recorded yet; next try in %s seconds", notice.pk, RECORD_AGAIN_SECONDS)
            time.sleep(RECORD_AGAIN_SECONDS)
            close_old_connections()
        else:
            return


def mark_notice_sent(notice: Notice):
    """Record it as sent, even if another worker has claimed it since, and take it off the call list."""
    Notice.objects.filter(pk=notice.pk).update(
        state=Notice.State.SENT, sent_at=timezone.now(), next_try_at=None, failed_at=None, last_error=""
    )
    call_list.take_off_call_list(notice)


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
    call_list.add_to_call_list(notice, now)


def claimed_notice(notice: Notice):
    """Return a query for the row that is empty once another worker has claimed it."""
    return Notice.objects.filter(pk=notice.pk, state=Notice.State.DUE, attempts=notice.attempts)


def redact_error(problem: Exception) -> str:
    """Return the error for staff to read, with addresses and numbers masked: servers repeat the recipient they reject."""
    text = f"{type(problem).__name__}: {problem}".rstrip(": ")
    return mask_contacts_in(text)[:200]
