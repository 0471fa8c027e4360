"""A small week for tests of the home page and the search."""

import datetime as dt
from zoneinfo import ZoneInfo

from alumni.models import Graduate
from events.models import ActivityWeek, Announcement, EventSession, ReportedVisit, TimeSlot, Venue
from schools.models import Figure, School

SHANGHAI = ZoneInfo("Asia/Shanghai")
TALK = "5月13日，在晋中市卫生学校中医传承技艺中心，教师李辛未为前来参观的中学生进行中医针灸知识讲解"
VISITS = "先后来到晋中职教港各职业院校进行职业体验"


def portal_time(text):
    return dt.datetime.fromisoformat(f"2025-{text}").replace(tzinfo=SHANGHAI)


def make_week():
    venue = Venue.objects.create(slug="campus", name="晋中职教港", kind="campus", status="published")
    week = ActivityWeek.objects.create(
        slug="week-2025",
        name="晋中市2025年职业教育活动周暨全民终身学习活动周",
        name_en="Jinzhong 2025 Vocational Education Week",
        starts_on=dt.date(2025, 5, 12),
        ends_on=dt.date(2025, 5, 18),
        venue=venue,
        is_current=True,
        closing_line="一技在手，一生无忧",
        status="published",
    )
    week.refresh_from_db()
    return week


def make_session(week, slug="acupuncture", title="中医针灸知识讲解", start="05-13T10:00", end="05-13T10:40", **more):
    values = {"kind": "experience", "booking_mode": "individual", "status": "published", "venue": week.venue} | more
    session = EventSession.objects.create(week=week, slug=slug, title=title, **values)
    TimeSlot.objects.create(session=session, starts_at=portal_time(start), ends_at=portal_time(end), capacity=20)
    return session


def make_home_records():
    """Make the week with one of each kind of record that the home page shows."""
    week = make_week()
    talk = {"source": "article", "summary": "教师李辛未讲解中医针灸知识。", "quotations": [{"ref": "a17", "quote": TALK}]}
    make_session(week, **talk)
    make_session(week, "rc-cars", "亲子RC模型组装", "05-17T09:30", "05-17T11:00", source="sample")
    school = School.objects.create(slug="yuci-no1", name="榆次一中", group="visiting", status="published")
    ReportedVisit.objects.create(
        week=week,
        slug="visit",
        school=school,
        activity="职业体验",
        starts_on=dt.date(2025, 5, 13),
        ends_on=dt.date(2025, 5, 15),
        source="article",
        quotations=[{"ref": "a18", "quote": VISITS}],
    )
    figure = {"label": "参加职业体验的初中学生", "display": "近500名", "value": 500, "group": "experience"}
    quotation = [{"ref": "a18", "quote": "初中年级近500名学生"}]
    Figure.objects.create(slug="pupils", is_headline=True, status="published", quotations=quotation, **figure)
    Graduate.objects.create(slug="hu", name="胡兴盛", school=school, summary="钳工", status="published")
    Announcement.objects.create(
        slug="news", week=week, title="时段陆续开放", publish_at=portal_time("05-01T08:00"), status="published"
    )
    return week
