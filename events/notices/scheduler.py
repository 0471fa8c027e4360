"""What the worker does every few seconds: reminders are written when their hour comes, and what is due is sent."""

import datetime as dt

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events.models import Notice
from events.notices import bulk_messages, outbox, reminders, tasks, texts

BATCH_SIZE = 200
REMINDER_KIND = Notice.Kind.REMINDER


def run_due_notices(now: dt.datetime):
    """In a fixed number of queries, at most `BATCH` rows a round; `now` is the portal's clock."""
    write_reminders(now)
    reminders.drop_outdated_reminder_calls(now)
    bulk_messages.drop_calls_of_ended_bookings()
    enqueue_due(now)


def write_reminders(now: dt.datetime):
    """Two timers that meet write each reminder once, as its key is unique."""
    bookings = list(reminders.bookings_to_remind(now)[:BATCH_SIZE])
    if not bookings:
        return
    own = texts.load_custom_texts()
    words = {booking: texts.compose_text(booking, REMINDER_KIND, own=own) for booking in bookings}
    rows = [
        outbox.compose_notice(
            booking, REMINDER_KIND, words[booking], key=reminders.booking_reminder_key(booking), due_at=now, now=now
        )
        for booking in bookings
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def enqueue_due(now: dt.datetime):
    """What stands in the queue already is not put there again; while the queue is long, nothing is."""
    queued = DBTaskResult.objects.ready().filter(task_path=tasks.deliver_notice.module_path)
    queued = {row["args"][0] for row in queued.values_list("args_kwargs", flat=True)[:BATCH_SIZE]}
    due = Notice.objects.to_send(now, timezone.now()).exclude(pk__in=queued).order_by("due_at", "pk")
    for notice_id in due.values_list("pk", flat=True)[: BATCH_SIZE - len(queued)]:
        tasks.deliver_notice.enqueue(notice_id)
