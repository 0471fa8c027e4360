"""What the worker does every few seconds: write reminders when their time comes, and clear the call list of what is outdated.

Sending has threads of its own (`events/notices/senders.py`).
"""

import datetime as dt

from events.models import Notice
from events.notices import call_list, outbox, reminders, texts

BATCH_SIZE = 200
REMINDER_KIND = Notice.Kind.REMINDER


def prepare_due_notices(now: dt.datetime):
    """One round, in a fixed number of queries and with at most `BATCH_SIZE` rows; `now` is the portal's clock."""
    write_reminders(now)
    call_list.drop_outdated_calls(now)


def write_reminders(now: dt.datetime):
    """Write the reminders that are due. Two workers at once write each only once, because its key is unique."""
    bookings = list(reminders.bookings_to_remind(now)[:BATCH_SIZE])
    if not bookings:
        return
    custom_texts = texts.load_custom_texts(kinds=[REMINDER_KIND])
    contents = {booking: texts.compose_text(booking, REMINDER_KIND, custom_texts=custom_texts) for booking in bookings}
    rows = [
        outbox.compose_notice(booking, REMINDER_KIND, contents[booking], key=reminders.booking_reminder_key(booking), now=now)
        for booking in bookings
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
