"""Extreme content for tests of pages: the longest, the emptiest, the fullest, and one booking in every state.

It is added to the loaded week, with fixed slugs and tokens.
"""

import datetime as dt

from events.models import ActivityWeek, Booking, BookingChange, BookingEvent, EventSession, TimeSlot
from schools.models import School
from tests.awkward_week_pictures import make_pictures
from tests.factories import (
    AnnouncementFactory,
    BookingFactory,
    ClassBookingFactory,
    EventSessionFactory,
    SchoolFactory,
    TimeSlotFactory,
    VenueFactory,
    WeekFactory,
)
from tests.factories.events import SHANGHAI

LONGEST_TITLE = (  # 60 characters
    "晋中市二〇二五年平遥推光漆器髹饰技艺非物质文化遗产传承人现场教学与亲子手工漆画创作体验活动暨学生优秀作品展示交流会（下午"
)
CLASS = {"kind": Booking.Kind.CLASS, "pupils": 42, "adults": 3, "people": 45, "grade": 8}
TEACHER = {
    "school_name": "晋中市示例初级中学",
    "contact_name": "示例联系人",
    "email": "teacher@example.com",
}


def portal_time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2025-{text}").replace(tzinfo=SHANGHAI)


def make_awkward_week():
    """Add the content. The week is published from 1 April, so that before that date the portal is between two editions."""
    week = ActivityWeek.objects.current()
    ActivityWeek.objects.filter(pk=week.pk).update(publish_at=portal_time("04-01T00:00"))
    venue = VenueFactory(slug="awkward-venue", name="晋中职教港综合实训楼东侧一层推光漆器髹饰技艺传承与创新工作室（示例）")
    make_sessions(week, venue)
    make_bookings()
    make_schools()
    make_earlier_week(venue)
    make_pictures()
    AnnouncementFactory(
        slug="awkward-urgent",
        title="今天下午有雷阵雨，室外活动改到一层大厅",
        body="请从**南门**进。已预约的时段不变。",
        is_urgent=True,
        publish_at=portal_time("05-14T08:00"),
        unpublish_at=portal_time("05-14T18:00"),
    )


def make_sessions(week, venue):
    def session(state, slots, **more):
        values = {"week": week, "venue": venue, "source": "sample", "title": f"示例活动：{state}"} | more
        made = EventSessionFactory(slug=f"awkward-{state}", **values)
        for starts_at, capacity, taken in slots:
            slot = TimeSlotFactory(session=made, starts_at=portal_time(starts_at), capacity=capacity)
            TimeSlot.objects.filter(pk=slot.pk).update(places_taken=taken)

    session("open", [("05-16T09:00", 30, 0)])
    session("few", [("05-16T09:00", 30, 27)])
    session("waitlist", [("05-16T09:00", 10, 10), ("05-16T14:00", 10, 3)])
    session("full", [("05-13T10:15", 10, 10)])
    session("soon", [("05-16T09:00", 20, 0)], opens_at=portal_time("05-14T08:00"))
    session("past", [("05-12T09:00", 20, 6)])
    session(
        "cancelled", [("05-16T09:00", 20, 0)], cancelled_at=portal_time("05-12T12:00"), cancel_reason="设备检修，请改看其他时段"
    )
    session("free", [("05-16T09:00", None, 0)], booking_mode=EventSession.BookingMode.NONE, kind="exhibition")
    session("both", [("05-16T09:00", 60, 0)], booking_mode=EventSession.BookingMode.BOTH)
    session("class", [("05-16T09:00", 100, 90), ("05-16T14:00", 100, 45)], booking_mode=EventSession.BookingMode.CLASS)
    session("bare", [])
    session("many", [(f"05-16T{8 + n // 2:02}:{n % 2 * 30:02}", 12, n % 13) for n in range(14)])
    session(
        "longest",
        [("05-16T09:00", 30, 0)],
        title=LONGEST_TITLE,
        title_en="A very long English title: lacquer painting for families with inheritors of the Pingyao craft, in two parts",
        summary="每人完成一件可以带走的小漆画，不需要基础。" * 8,
        what_to_bring="穿不怕弄脏的衣服和不露脚趾的鞋",
        access_notes="无台阶；10:00有手语讲解",
        organiser="晋中市推光漆器髹饰技艺传承与创新产教融合共同体筹备工作委员会（示例）",
    )


def slot_of(session: str, number: int = 0) -> TimeSlot:
    return TimeSlot.objects.filter(session__slug=f"awkward-{session}")[number]


def make_bookings():
    """Make a booking of each state, by an individual and by a class; the tokens of the tickets are named after the state."""
    for number, state in enumerate(Booking.State.values):
        individual = {"held": "open", "pending": "open"}.get(state, "waitlist")
        common = {"state": state, "phone": f"1390000000{number}"}
        if state in ("held", "pending"):
            common["expires_at"] = portal_time("05-15T17:00")
        slot = slot_of(individual, number=1 if state == "confirmed" else 0)
        booking = BookingFactory(slot=slot, token=state, reference=f"SHWN222{number + 2}", **common)
        BookingEvent.objects.create(booking=booking, at=booking.created_at, actor="visitor", to_state=state, to_people=1)
        slot = slot_of("class", number=1 if state == "held" else 0)
        own = {"token": f"class-{state}", "plan": f"plan-{state}", "class_name": f"八年级{number + 1}班"}
        values = common | CLASS | TEACHER | own
        ClassBookingFactory(slot=slot, counted=False, **values)
    held = Booking.objects.filter(state="held", kind="class")
    held.update(contact_name="", phone="", email="", school_name="", class_name="", expires_at=portal_time("05-13T12:00"))
    make_request_for_a_change()
    BookingFactory(slot=slot_of("cancelled"), token="slot-cancelled", phone="13900000020", people=5)


def make_request_for_a_change():
    """Make the ticket of an approved class that asks to bring more people."""
    values = CLASS | TEACHER | {"state": Booking.State.CONFIRMED, "phone": "13900000030", "class_name": "八年级9班"}
    booking = ClassBookingFactory(slot=slot_of("class"), token="class-asking", expires_at=None, counted=False, **values)
    asked = {"pupils": 52, "adults": 3, "people": 55, "places": 10, "expires_at": portal_time("05-15T17:00")}
    BookingChange.objects.create(booking=booking, slot=booking.slot, created_at=booking.created_at, **asked)


def make_schools():
    """Make a school without any content, and one whose name fills two lines."""
    SchoolFactory(slug="awkward-bare", name="示例职业学校")
    School.objects.filter(slug="awkward-bare").update(source="sample")
    SchoolFactory(slug="awkward-longest", name="晋中市示例高级技工学校暨示例职业技术学院附属中等职业教育中心", source="sample")


def make_earlier_week(venue):
    """Make the previous edition, with a talk and an exhibition of three days."""
    days = {"starts_on": dt.date(2024, 5, 13), "ends_on": dt.date(2024, 5, 19)}
    name = "晋中市2024年职业教育活动周暨全民终身学习活动周（示例）"
    week = WeekFactory(slug="awkward-earlier", name=name, short_name="2024年活动周", is_current=False, source="sample", **days)
    talk = EventSessionFactory(slug="awkward-talk", week=week, venue=venue, source="sample", title="示例活动：往届漆艺讲座")
    exhibition = EventSessionFactory(
        slug="awkward-exhibition", week=week, venue=venue, source="sample", title="示例活动：往届作品展"
    )
    TimeSlotFactory(session=talk, starts_at=portal_time("05-14T10:00").replace(year=2024), capacity=30)
    for day in range(13, 16):
        TimeSlotFactory(session=exhibition, starts_at=portal_time(f"05-{day}T09:00").replace(year=2024), capacity=None)
