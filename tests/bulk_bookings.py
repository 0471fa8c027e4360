"""Makes many bookings at once, to test lists: of twenty, one is pending, two wait, four are cancelled, rejected or lapsed."""

import datetime as dt
from collections import Counter
from itertools import chain

from django.db.models import F

from events.models import Arrival, Booking, EventSession, Notice, TimeSlot
from schools.models import School

STATES = {0: "pending", 1: "waitlisted", 2: "waitlisted", 3: "cancelled", 4: "cancelled", 5: "rejected", 6: "lapsed"}
ROOM = 1000
BATCH = 5_000


def add_slots(scene, *, schools: int, sessions: int, slots: int) -> list[TimeSlot]:
    """Make for each of `schools` schools, `scene.own` included, `sessions` sessions (one a draft) of `slots` slots in a week."""
    names = [f"第{number}学校" for number in range(1, schools)]
    more = [School.objects.create(slug=f"crowd-{n}", name=name, group="city", status="published") for n, name in enumerate(names)]
    made = [add_session(scene, school, number) for school in (scene.own.school, *more) for number in range(sessions)]
    first = scene.now.replace(hour=9, minute=0) - dt.timedelta(days=1)
    starts = [first + dt.timedelta(days=number % 7, hours=number // 7 * 2) for number in range(slots)]
    return TimeSlot.objects.bulk_create(
        TimeSlot(session=session, starts_at=at, ends_at=at + dt.timedelta(hours=1), capacity=ROOM, kept_back=0, bookable=ROOM)
        for session in made
        for at in starts
    )


def add_session(scene, school, number) -> EventSession:
    return EventSession.objects.create(
        slug=f"crowd-{school.pk}-{number}",
        week=scene.week,
        venue=scene.venue,
        host_school=school,
        title=f"{school.name}体验{number}",
        kind="experience",
        booking_mode="both",
        status="published" if number else "draft",
    )


def add_bookings(scene, slots: list[TimeSlot], numbers: range):
    """Make bookings with two notices each, one in fifty to be telephoned; confirmed ones of past slots have arrived."""
    bookings = Booking.objects.bulk_create([build_booking(scene, slots, number) for number in numbers], BATCH)
    taken = Counter()
    for booking in bookings:
        taken[booking.slot_id] += booking.people if booking.takes_places else 0
    for slot_id, people in taken.items():
        TimeSlot.objects.filter(pk=slot_id).update(places_taken=F("places_taken") + people)
    Notice.objects.bulk_create(chain.from_iterable(map(build_notices, bookings)), BATCH)
    arrived = [booking for booking in bookings if booking.state == "confirmed" and booking.slot.starts_at < scene.now]
    Arrival.objects.bulk_create([build_arrival(scene, booking) for booking in arrived], BATCH)


def build_booking(scene, slots, number) -> Booking:
    state = STATES.get(number % 20, "confirmed")
    is_class = number % 20 == 0 or number % 7 == 0
    made = scene.now - dt.timedelta(minutes=number % 20_000)
    party = {"kind": "class", "people": 12, "pupils": 11, "adults": 1, "class_name": "八年级1班"} if is_class else {}
    return Booking(
        slot=slots[number * 7919 % len(slots)],
        state=state,
        contact_name=f"联系人{number}",
        phone=f"139{number:08d}",
        school=scene.other.school if is_class else None,
        created_at=made,
        changed_at=made,
        consented_at=made,
        consent_version="2025-05",
        queued_at=made if state == "waitlisted" else None,
        expires_at=scene.now + dt.timedelta(minutes=1 + number % 2000) if state == "pending" else None,
        **({"people": 1 + number % 3} | party),
    )


def build_notices(booking):
    number = int(booking.phone[3:])
    by_phone = {"channel": "call", "state": "due"} if number % 50 == 0 else {"channel": "sms", "state": "sent"}
    by_mail = {"channel": "mail", "state": "failed" if number % 80 == 0 else "sent"}
    for sent in (by_phone, by_mail):
        yield Notice(
            booking=booking,
            kind="confirmed",
            event_key=f"{booking.reference}-{sent['channel']}",
            body="你已经预约成功。" * 10,
            due_at=booking.created_at,
            sent_at=booking.created_at,
            created_at=booking.created_at,
            **sent,
        )


def build_arrival(scene, booking) -> Arrival:
    return Arrival(
        slot_id=booking.slot_id,
        booking=booking,
        verdict="admitted",
        people=booking.people,
        nonce=booking.reference,
        arrived_at=scene.now,
        recorded_by=scene.alice,
    )
