"""What the machine plays with: a small week, and who wants to come to it."""

import datetime as dt
from types import SimpleNamespace

from hypothesis import strategies as st

from accounts.models import User
from events.bookings import services
from events.models import ActivityWeek, EventSession, TimeSlot, Venue
from tests.events.bookings import reference_model as reference
from tests.events.bookings.conftest import at
from tests.events.bookings.reference_model import ReferenceParty, ReferenceSlot

# session, start, end, capacity, keeps back: some overlap, some only touch, and rooms are small so that they fill
SLOTS = [
    ("family", "05-16 10:00", "05-16 11:00", 5, False),
    ("family", "05-16 10:30", "05-16 11:30", 7, True),
    ("family", "05-16 11:00", "05-16 12:00", 4, False),
    ("lathe", "05-16 09:00", "05-16 10:30", 14, False),
    ("lathe", "05-16 14:00", "05-16 15:30", 9, False),
    ("lathe", "05-16 16:00", "05-16 17:00", 7, False),
    ("weld", "05-16 10:00", "05-16 11:00", 12, False),
    ("weld", "05-17 10:00", "05-17 11:00", 10, False),
    ("fair", "05-16 10:30", "05-16 11:30", 12, True),
    ("fair", "05-16 13:00", "05-16 14:00", 8, False),
]
MODES = {"family": "individual", "lathe": "class", "weld": "class", "fair": "both"}
STARTS = ["05-14 09:00", "05-13 13:00", "05-15 10:00", "05-15 16:30", "05-16 07:45", "05-09 07:50"]
PLANS = [(3, 4), (4, 6), (4,), (3, 6), (4, 5), (6, 7), (7,)]
PHONES = [f"1380000000{number}" for number in range(9)]
CLASS_PHONES = PHONES[4:8]
STEPS = [dt.timedelta(**step) for step in ({"minutes": 4}, {"minutes": 11}, {"minutes": 45}, {"hours": 5}, {"hours": 25})]

# school, grade, name as the key has it; and how it is written
CLASSES = {
    ("榆次一中", 7, "3"): ["3班", "七年级（三）班", "初一３班", "703班"],
    ("榆次一中", 7, "13"): ["13班", "七年级十三班"],
    ("榆次一中", 7, ""): ["", "七年级"],
    ("太谷二中", 8, "11"): ["十一班", "811班"],
    ("太谷二中", 8, "2"): ["二班", "8-2"],
    ("平遥中学", 9, "实验1"): ["实验一班", "初三 实验（1）班"],
    ("左权中学", 7, "a"): ["A班", "ａ班"],
}


def make_scene():
    """Four sessions: for families, for small classes, and for both."""
    week = ActivityWeek.objects.create(
        slug="week",
        name="活动周",
        starts_on=dt.date(2025, 5, 12),
        ends_on=dt.date(2025, 5, 18),
        is_current=True,
        status="published",
        class_min_pupils=reference.MIN_PUPILS,
        class_max_pupils=reference.MAX_PUPILS,
        half_min_pupils=reference.HALF_MIN_PUPILS,
        pupils_per_adult=reference.PUPILS_PER_ADULT,
        class_max_undecided=reference.MOST_UNDECIDED,
    )
    week.refresh_from_db()
    venue = Venue.objects.create(slug="hall", name="报告厅", status="published")
    sessions = {
        name: EventSession.objects.create(
            slug=name, week=week, venue=venue, title=name, kind="experience", booking_mode=mode, status="published"
        )
        for name, mode in MODES.items()
    }
    slots = [
        TimeSlot.objects.create(
            session=sessions[name], starts_at=at(start), ends_at=at(end), capacity=capacity, kept_back=None if keeps_back else 0
        )
        for name, start, end, capacity, keeps_back in SLOTS
    ]
    staff = User.objects.create(username="bob", is_staff=True, is_superuser=True)
    return SimpleNamespace(slots=[slot.pk for slot in slots], staff=services.staff_actor(staff))


def make_rooms():
    return {
        number: ReferenceSlot(number, session, MODES[session], at(start), at(end), capacity, keeps_back)
        for number, (session, start, end, capacity, keeps_back) in enumerate(SLOTS)
    }


def name_class(school, grade, name, spelling=0):
    """What a teacher writes about the class, as arguments of a party."""
    spellings = CLASSES[school, grade, name]
    written = spellings[spelling % len(spellings)]
    return {"school": school, "grade": grade, "class_name": written, "class_id": f"{school}/{grade}/{name}"}


def make_class(pupils, adults, phone=CLASS_PHONES[0], name=("榆次一中", 7, "3"), spelling=0, **more):
    numbers = {"people": pupils + adults, "pupils": pupils, "adults": adults}
    return ReferenceParty(for_class=True, phone=phone, name="Teacher", **numbers, **name_class(*name, spelling), **more)


rooms = st.integers(0, len(SLOTS) - 1)
family_rooms, class_rooms = st.sampled_from([0, 1, 2, 8, 9]), st.integers(3, len(SLOTS) - 1)
phones = st.sampled_from(PHONES)
class_phones = st.sampled_from(CLASS_PHONES)
steps = st.sampled_from(STEPS)
flags = st.booleans()
seldom = st.integers(0, 5).map(lambda number: number == 5)
numbers = st.integers(0, 40)
class_names = st.builds(lambda name, spelling: name_class(*name, spelling), st.sampled_from(list(CLASSES)), st.integers(0, 3))


@st.composite
def individual_parties(draw):
    people = draw(st.sampled_from([1, 2, 2, 3, 3, 4, 5, 6]))
    return ReferenceParty(people=people, phone=draw(phones), under_14=draw(st.integers(0, min(people, 4))) if draw(seldom) else 0)


@st.composite
def class_parties(draw):
    pupils = draw(st.integers(reference.MIN_PUPILS, reference.MAX_PUPILS)) + draw(st.sampled_from([0, 0, 0, 0, -1, 1]))
    adults = max(1, -(-pupils // reference.PUPILS_PER_ADULT)) + draw(st.sampled_from([0, 0, 0, 1]))
    people = pupils + adults
    return ReferenceParty(
        for_class=True,
        people=people,
        phone=draw(class_phones),
        name="Teacher",
        pupils=pupils,
        adults=adults,
        accept_fewer=draw(st.none() | st.integers(min(adults + reference.MIN_PUPILS, people), people)),
        may_split=draw(flags),
        **draw(class_names),
    )


parties = individual_parties() | class_parties()
lines = st.lists(individual_parties(), min_size=4, max_size=7, unique_by=lambda ask: ask.phone)
class_bookings = st.tuples(class_rooms, class_parties())
bookings = st.tuples(family_rooms, individual_parties()) | class_bookings
