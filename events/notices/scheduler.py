"""What the worker does every few seconds: write reminders when their time comes, and enqueue the notices that are due."""

import datetime as dt

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events.models import Notice
from events.notices import bulk_messages, outbox, reminders, tasks, texts

BATCH_SIZE = 200
REMINDER_KIND = Notice.Kind.REMINDER


def run_due_notices(now: dt.datetime):
    """One round, in a fixed number of queries and with at most `BATCH_SIZE` rows; `now` is the portal's clock."""
    write_reminders(now)
    reminders.drop_outdated_reminder_calls(now)
    bulk_messages.drop_calls_of_ended_bookings()
    enqueue_due(now)


def write_reminders(now: dt.datetime):
    """Write the reminders that are due. Two workers at once write each only once, because its key is unique."""
    bookings = list(reminders.bookings_to_remind(now)[:BATCH_SIZE])
    if not bookings:
        return
    custom_texts = texts.load_custom_texts(kinds=[REMINDER_KIND])
    contents = {booking: texts.compose_text(booking, REMINDER_KIND, custom_texts=custom_texts) for booking in bookings}
    rows = [
        outbox.compose_notice(
            booking, REMINDER_KIND, contents[booking], key=reminders.booking_reminder_key(booking), due_at=now, now=now
        )
        for booking in bookings
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def enqueue_due(now: dt.datetime):
    """Enqueue due notices that are not in the queue yet, as long as the queue is shorter than `BATCH_SIZE`."""
    queued = DBTaskResult.objects.ready().filter(task_path=tasks.deliver_notice.module_path)
    queued = {row["args"][0] for row in queued.values_list("args_kwargs", flat=True)[:BATCH_SIZE]}
    due = Notice.objects.to_send(now, timezone.now()).exclude(pk__in=queued).order_by("due_at", "pk")
    for notice_id in due.values_list("pk", flat=True)[: BATCH_SIZE - len(queued)]:
        tasks.deliver_notice.enqueue(notice_id)
