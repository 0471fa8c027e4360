"""The halls and those who booked: `python -m tests.door_rehearsal.scene make PUPILS`, `read`. Prints JSON.

Six schools come: a class of each, the rest of its pupils with tickets of their own. Each hall has room for all who booked it and
a few more.
"""

import datetime as dt
import json
import os
import random
import sys

SCHOOLS = 6
STARTS_AFTER, ENDS_AFTER = dt.timedelta(minutes=15), dt.timedelta(minutes=90)
SPARE = 6  # places in a hall for walk-ins, before anybody stays away
PASSWORD = "only-for-the-rehearsal-9"  # noqa: S105 (of accounts that live for a minute)
SIZES = (1, 2, 3, 2, 1)
ENDED = ("cancelled", "waitlisted")


def make_scene(pupils: int) -> dict:
    from tests.factories import SchoolFactory
    from tests.factories.events import WeekFactory

    WeekFactory(starts_on=dt.date(2025, 5, 12), ends_on=dt.date(2025, 5, 18), status="published")
    hosts = [SchoolFactory(name=f"承办学校{number}", group="city") for number in range(2)]
    halls = [make_hall(hosts[number // 3], number) for number in range(SCHOOLS)]
    tickets = [ticket for number in range(SCHOOLS) for ticket in list_tickets(number, pupils)]
    book_tickets(halls, tickets)
    accounts = [make_account(f"door-{number}", host) for number, host in enumerate(hosts)]
    return {"halls": [hall.pk for hall in halls], "tickets": tickets, "accounts": accounts}


def make_hall(host, number: int):
    from events.models import TimeSlot
    from tests.door_rehearsal.quick_clock import START
    from tests.factories.events import EventSessionFactory

    session = EventSessionFactory(title=f"体验{number}", host_school=host, booking_mode="both", status="published")
    times = {"starts_at": START + STARTS_AFTER, "ends_at": START + ENDS_AFTER}
    return TimeSlot.objects.create(session=session, capacity=1000, kept_back=0, **times)


def list_tickets(school: int, pupils: int) -> list[dict]:
    """Return a class, and the other pupils of the school in ones, twos and threes, who go to any hall."""
    chance = random.Random(school)  # noqa: S311 (the same scene each time)
    own = pupils // SCHOOLS + (school < pupils % SCHOOLS)
    in_class = min(45, own * 3 // 5)
    found = [
        {
            "school": school,
            "hall": school,
            "kind": "class",
            "pupils": in_class,
            "adults": -(-in_class // 20),
            "state": "confirmed",
        }
    ]
    left = own - in_class
    while left:
        people = min(chance.choice(SIZES), left)
        left -= people
        found.append(
            {"school": school, "hall": chance.randrange(SCHOOLS), "kind": "individual", "people": people, "state": "confirmed"}
        )
    found += [{"school": school, "hall": school, "kind": "individual", "people": 2, "state": state} for state in ENDED]
    return found


def book_tickets(halls: list, tickets: list[dict]):
    """Store the bookings, write into each ticket what its holder carries, and give each hall its room."""
    from events.bookings.checkin_codes import checkin_code
    from events.models import Booking, TimeSlot
    from tests.door_rehearsal.quick_clock import START

    made = {"created_at": START, "changed_at": START, "consented_at": START, "consent_version": "rehearsal"}
    for number, ticket in enumerate(tickets):
        ticket["people"] = ticket.get("people") or ticket["pupils"] + ticket["adults"]
        names = {"school_name": f"来访学校{ticket['school']}", "class_name": "1班"} if ticket["kind"] == "class" else {}
        values = {name: ticket[name] for name in ("kind", "people", "pupils", "adults", "state") if name in ticket}
        queued = {"queued_at": START} if ticket["state"] == "waitlisted" else {}
        slot = halls[ticket["hall"]]
        booking = Booking.objects.create(
            slot=slot, phone=f"139{number:08}", contact_name="来访", **names, **values, **queued, **made
        )
        ticket |= {"booking": booking.pk, "token": booking.token, "code": checkin_code(booking.reference)}
    for number, hall in enumerate(halls):
        taken = sum(ticket["people"] for ticket in tickets if ticket["hall"] == number and ticket["state"] == "confirmed")
        hall.capacity, hall.kept_back = taken + SPARE, SPARE
        hall.save()
        TimeSlot.objects.filter(pk=hall.pk).update(places_taken=taken)


def make_account(name: str, host) -> str:
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from accounts.models import User
    from accounts.roles import DOOR, create_missing_groups
    from schools.models import Editorship

    create_missing_groups()
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True, password_changed_at=timezone.now())
    user.groups.add(Group.objects.get(name=DOOR))
    Editorship.objects.create(user=user, school=host)
    return name


def read_back() -> dict:
    from events.models import Arrival, Booking, CheckIn, SlotAttendance, TimeSlot

    rows = Arrival.objects.order_by("arrived_at", "pk")
    fields = ("nonce", "slot_id", "booking_id", "verdict", "people", "pupils", "has_conflict", "is_queued", "arrived_at")
    arrivals = [dict(zip(fields, row, strict=True)) for row in rows.values_list(*fields)]
    for row in arrivals:
        row["arrived_at"] = row["arrived_at"].isoformat()
    return {
        "arrivals": arrivals,
        "check_ins": {row.booking_id: [row.slot_id, row.people, row.pupils] for row in CheckIn.objects.all()},
        "attendance": {row.slot_id: [row.people_in, row.walk_ins, row.over] for row in SlotAttendance.objects.all()},
        "bookings": [*Booking.objects.values("pk", "slot_id", "people", "state")],
        "halls": {
            slot.pk: {"capacity": slot.capacity, "kept_until": slot.places_kept_until.isoformat()}
            for slot in TimeSlot.objects.select_related("session__week")
        },
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
    import django

    django.setup()
    from tests.door_rehearsal.quick_clock import quicken_portal

    quicken_portal()
    deed, *words = sys.argv[1:]
    deeds = {"make": lambda: make_scene(int(words[0])), "read": read_back}
    print(json.dumps(deeds[deed](), default=str))
