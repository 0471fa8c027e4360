"""Sessions to book in, added to the example week after its pages were measured: `python -m benchmarks.scene RUSHES`.

Prints JSON: `open` (eight slots with room for everybody), `full` (one slot without a place, whose line is closed since it
begins within the hour) and `rushes` (a slot of 45 places each), each as [address of the form, slot ids].
"""

import datetime as dt
import json
import os
import sys

ROOM = 1_000_000
SLOTS = 8
PLACES = 45


def add_scene(rushes: int) -> dict:
    from content import clock

    now = clock.now()
    full = add_session("bench-full", slots=1, places=1, starts_at=now + dt.timedelta(minutes=58))
    fill_slot(full[1][0], now)
    return {
        "open": add_session("bench-open", slots=SLOTS, places=ROOM),
        "full": full,
        "rushes": [add_session(f"bench-rush-{number}", slots=1, places=PLACES) for number in range(rushes)],
    }


def add_session(slug: str, *, slots: int, places: int, starts_at: dt.datetime | None = None) -> tuple[str, list[int]]:
    """Add a session for individuals, on the week's last evening unless said otherwise; return its form's address and slots."""
    from django.urls import reverse

    from events.models import EventSession

    example = EventSession.objects.published().filter(booking_mode="individual", cancelled_at=None).first()
    audiences = list(example.audiences.all())
    session = EventSession.objects.get(pk=example.pk)
    session.pk, session.slug, session.title, session._state.adding = None, slug, slug, True
    session.save()
    session.audiences.set(audiences)
    starts_at = starts_at or dt.datetime.combine(session.week.ends_on, dt.time(18), dt.timezone(dt.timedelta(hours=8)))
    starts = [starts_at + dt.timedelta(minutes=30 * number) for number in range(slots)]
    return reverse("session_book", args=[slug]), [add_slot(session, start, places).pk for start in starts]


def add_slot(session, starts_at: dt.datetime, places: int):
    from events.models import TimeSlot

    ends_at = starts_at + dt.timedelta(minutes=25)
    return TimeSlot.objects.create(session=session, starts_at=starts_at, ends_at=ends_at, capacity=places, kept_back=0)


def fill_slot(slot_id: int, now: dt.datetime):
    from events.bookings import services
    from events.bookings.rules import Party

    party = Party(kind="individual", people=1, phone="13800000000")
    details = services.BookerDetails(contact_name="先到的人", phone="13800000000")
    services.book_place(slot_id=slot_id, party=party, details=details, now=now)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
    import django

    django.setup()
    print(json.dumps(add_scene(int(sys.argv[1]))))
