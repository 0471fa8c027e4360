"""Previews of notice texts before they are saved, with an example booking that is never stored."""

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from content import clock
from events.models import ActivityWeek, Booking, EventSession, Notice, NoticeText, TimeSlot, Venue
from events.notices import texts
from events.notices.texts import NoticeContent

Kind = Notice.Kind
CLASS_KINDS = {
    Kind.RECEIVED,
    Kind.REJECTED,
    Kind.LAPSED,
    Kind.CHANGE_REQUESTED,
    Kind.CHANGE_APPROVED,
    Kind.CHANGE_ENDED,
}
CHANGE_KINDS = {Kind.PROMOTED, Kind.CHANGED_BY_BOOKER, Kind.CHANGED_BY_STAFF, Kind.CHANGE_APPROVED}
ASKED_KINDS = {Kind.CHANGE_REQUESTED, Kind.CHANGE_ENDED}
EXAMPLE_REASONS = {"zh-hans": "场地临时检修", "en": "The workshop is under repair"}
EXAMPLE_CHANGES = {"zh-hans": "42人 → 50人", "en": "42 people → 50 people"}
EXAMPLE_NOTICE = dt.timedelta(hours=21)  # 17:00 of the day before


def preview_notice_text(*, kind: str, language: str, subject: str, body: str) -> NoticeContent:
    booking = build_example_booking(kind, language)
    slot = booking.slot
    earlier = dt.timedelta(hours=0 if kind == Kind.PROMOTED else 2)
    before = replace(
        texts.take_snapshot(booking),
        starts_at=slot.starts_at - earlier,
        ends_at=slot.ends_at - earlier,
        people=booking.people + 2,
        state=Booking.State.WAITLISTED if kind == Kind.PROMOTED else booking.state,
    )
    text = NoticeText(kind=kind, language=language, subject=subject, body=body)
    return texts.render_text(
        text,
        booking,
        reason=EXAMPLE_REASONS[language],
        before=before if kind in CHANGE_KINDS else None,
        asked=EXAMPLE_CHANGES[language] if kind in ASKED_KINDS else "",
        expires_at=slot.starts_at - EXAMPLE_NOTICE if kind == Kind.CHANGE_REQUESTED else None,
    )


def build_example_booking(kind: str, language: str) -> Booking:
    day = timezone.localdate(clock.now()) + dt.timedelta(days=3)
    start = timezone.make_aware(dt.datetime.combine(day, dt.time(14, 0)))
    session = EventSession(
        title="亲子RC模型组装",
        title_en="Building RC models together",
        week=ActivityWeek.objects.current() or ActivityWeek(name="职业教育活动周", name_en="Vocational Education Week"),
        venue=Venue(name="实训楼一层", name_en="Training hall, ground floor"),
        what_to_bring="长裤和不露脚趾的鞋",
        what_to_bring_en="Long trousers and closed shoes",
    )
    is_for_class = kind in CLASS_KINDS
    return Booking(
        slot=TimeSlot(session=session, starts_at=start, ends_at=start + dt.timedelta(minutes=90)),
        state=Booking.State.PENDING if kind == Kind.RECEIVED else Booking.State.CONFIRMED,
        reference="ABCD2345",
        token="example",  # noqa: S106 (of nobody)
        people=42 if is_for_class else 3,
        contact_name="王女士" if language == "zh-hans" else "Ms Wang",
        language=language,
        expires_at=start - EXAMPLE_NOTICE if kind == Kind.RECEIVED else None,
    )
