"""The call list: what staff tell by telephone, because no channel reaches the booker."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from content.control_characters import strip_to_one_line
from events.models import Notice
from events.notices import bulk_messages, reminders

KEY_ENDING = ":call"
NOTE_MAX_LENGTH = Notice._meta.get_field("call_note").max_length


def add_to_call_list(notice: Notice, now: dt.datetime):
    """Put a notice that no channel could deliver on the list, as old as its news."""
    content = {"language": notice.language, "subject": notice.subject, "body": notice.body, "created_at": notice.created_at}
    fields = {"booking": notice.booking, "kind": notice.kind, "message_id": notice.message_id, "due_at": now}
    fields |= {"channel": Notice.Channel.CALL, "state": Notice.State.DUE}
    Notice.objects.update_or_create(
        event_key=f"{notice.event_key}{KEY_ENDING}",
        defaults={"state": Notice.State.DUE},
        create_defaults=content | fields,
    )


def take_off_call_list(notice: Notice):
    Notice.objects.to_call().filter(event_key=f"{notice.event_key}{KEY_ENDING}").update(state=Notice.State.DROPPED)


def tick_off_news(booking, real_now: dt.datetime) -> int:
    """Tick off the news of a booking that its booker has just been read on the telephone. Return how many there were."""
    to_call = Notice.objects.news().to_call().filter(booking=booking)
    return to_call.update(state=Notice.State.SENT, sent_at=real_now)


def note_not_reached(calls, note: str, real_now: dt.datetime) -> int:
    """Keep on the list that somebody was telephoned in vain, with a note for whoever tries next. Return how many notices."""
    return calls.to_call().update(not_reached_at=real_now, call_note=strip_to_one_line(note)[:NOTE_MAX_LENGTH])


def drop_outdated_calls(now: dt.datetime):
    """Drop what has nothing to tell any more; other channels check this when they send."""
    reminders.drop_outdated_reminder_calls(now)
    bulk_messages.drop_calls_of_ended_bookings()
    drop_superseded_calls()


def drop_superseded_calls() -> int:
    """Drop news of a booking that later news follows, which says all that holds now. Return how many."""
    is_later = Q(created_at__gt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__gt=OuterRef("pk"))
    later = Notice.objects.news().filter(is_later, booking=OuterRef("booking"), state__in=["due", "sent"])
    later = later.exclude(event_key__endswith=KEY_ENDING)
    return Notice.objects.news().to_call().filter(Exists(later)).update(state=Notice.State.DROPPED)
