"""A day at the door to be measured: `python -m benchmarks.checkin_scene SLOTS`. Prints JSON.

Slots that begin in ten minutes, each with as many families and classes as a hall takes; `doors` has for each slot its id and the
codes of its bookings, `cookies` the session of somebody who works at all these doors.
"""

import datetime as dt
import json
import os
import sys

PARTIES = 60  # in each slot
PUPILS = 40  # of every tenth party, which is a class
FAMILY = 3
PEOPLE = sum(PUPILS + 2 if number % 10 == 0 else FAMILY for number in range(PARTIES))


def add_doors(count: int) -> dict:
    from content import clock
    from events.bookings.checkin_codes import checkin_code

    now = clock.now()
    slots = add_slots(count, now)
    bookings = add_bookings(slots, now)
    doors = {slot.pk: [] for slot in slots}
    for booking in bookings:
        doors[booking.slot_id].append(checkin_code(booking.reference))
    return {"doors": list(doors.items()), "cookies": log_in_at_door()}


def add_slots(count: int, now: dt.datetime) -> list:
    from events.models import EventSession, TimeSlot

    session = EventSession.objects.published().filter(booking_mode="individual", host_school__isnull=False).first()
    session.pk, session.slug, session._state.adding = None, "bench-doors", True
    session.save()
    starts_at = now + dt.timedelta(minutes=10)
    times = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=2)}
    places = {"capacity": 10_000, "bookable": 10_000, "kept_back": 0, "places_taken": PEOPLE}
    return TimeSlot.objects.bulk_create(TimeSlot(session=session, **times, **places) for _number in range(count))


def add_bookings(slots: list, now: dt.datetime) -> list:
    """Add the parties of each slot, with what keeps the sums and histories right."""
    from events.models import Booking, BookingEvent

    parties = [make_party(slot, place, number, now) for place, slot in enumerate(slots) for number in range(PARTIES)]
    bookings = Booking.objects.bulk_create(parties, 1_000)
    rows = [
        BookingEvent(booking=one, at=now, actor="visitor", to_state=one.state, to_people=one.people, to_slot_id=one.slot_id)
        for one in bookings
    ]
    BookingEvent.objects.bulk_create(rows, 1_000)
    return bookings


def make_party(slot, place: int, number: int, now: dt.datetime):
    from events.models import Booking

    made = {"state": "confirmed", "created_at": now, "changed_at": now, "consented_at": now, "consent_version": "bench"}
    booking = Booking(slot=slot, phone=f"139{number:03d}{place:05d}", contact_name="李明", people=FAMILY, **made)
    if number % 10 == 0:
        booking.kind, booking.people, booking.pupils, booking.adults = "class", PUPILS + 2, PUPILS, 2
        booking.school_name, booking.class_name = "测速中学", f"{place * PARTIES + number}班"
        booking.class_key = booking.make_class_key()
    return booking


def log_in_at_door() -> str:
    """Return the cookies of a session of the door, and of the token that goes with its requests."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from accounts.models import User
    from accounts.roles import DOOR
    from schools.models import Editorship, School

    user = User.objects.create_user("bench-door", is_staff=True, password_changed_at=timezone.now())
    user.groups.add(Group.objects.get(name=DOOR))
    Editorship.objects.bulk_create(Editorship(user=user, school=school) for school in School.objects.all())
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["desk"], session["seen"] = True, int(timezone.now().timestamp()) + 3600
    session.create()
    return session.session_key


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
    import django

    django.setup()
    print(json.dumps(add_doors(int(sys.argv[1]))))
