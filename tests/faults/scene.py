"""What people book in while the portal is hurt, and what the database says afterwards; each prints JSON.

python -m tests.faults.scene make        python -m tests.faults.scene read
"""

import datetime as dt
import json
import os
import sys

DAYS_AHEAD = 4  # so that classes can book, and wait for a decision
INDIVIDUAL_SLOTS, PLACES = 4, 4_000  # more than come: nobody here waits in line
CLASS_SLOTS, CLASS_PLACES = 4, 6000


def make_scene() -> dict:
    """Make two sessions, for families and for classes, and somebody who decides about classes; return their addresses."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from content import clock
    from tests.factories.events import EventSessionFactory, WeekFactory

    day = clock.today() + dt.timedelta(days=DAYS_AHEAD)
    WeekFactory(starts_on=day, ends_on=day, status="published")
    family = EventSessionFactory(slug="faults-family", title="家庭体验", booking_mode="individual", status="published")
    classes = EventSessionFactory(slug="faults-class", title="班级体验", booking_mode="class", status="published")
    staff = User.objects.create_superuser("faults", "", "only-for-the-faults-9")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(staff, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return {
        "family": {"slug": family.slug, "slots": add_slots(family, day, INDIVIDUAL_SLOTS, PLACES)},
        "class": {"slug": classes.slug, "slots": add_slots(classes, day, CLASS_SLOTS, CLASS_PLACES)},
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


def add_slots(session, day: dt.date, count: int, places: int) -> list[int]:
    from events.models import TimeSlot
    from tests.factories.events import SHANGHAI

    starts = [dt.datetime.combine(day, dt.time(9 + hour), SHANGHAI) for hour in range(count)]
    slots = [
        TimeSlot(session=session, starts_at=at, ends_at=at + dt.timedelta(minutes=50), capacity=places, kept_back=0)
        for at in starts
    ]
    for slot in slots:
        slot.save()
    return [slot.pk for slot in slots]


def read_back() -> dict:
    """Return all bookings, and all notices by mail that are due by now, as the database has them."""
    from content import clock
    from events.models import Booking, Notice
    from events.notices.channels import message_id

    fields = ("pk", "token", "phone", "slot_id", "people", "state", "kind", "class_key")
    notices = Notice.objects.filter(channel=Notice.Channel.MAIL, due_at__lte=clock.now()).select_related("booking")
    return {
        "bookings": [{name: getattr(booking, name) for name in fields} for booking in Booking.objects.all()],
        "notices": [
            {"id": message_id(notice), "state": notice.state, "kind": notice.kind, "booking": notice.booking.token}
            for notice in notices
        ],
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
    import django

    django.setup()
    print(json.dumps({"make": make_scene, "read": read_back}[sys.argv[1]]()))
