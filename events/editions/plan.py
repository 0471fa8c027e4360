"""What the next edition takes over from an earlier one, and what stays behind and why. Nothing is written here."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.local_time import local_time
from events.editions.days import ShiftedDay, shift_days
from events.models import ActivityWeek, Announcement, Booking, EventSession, ReportedVisit, StorySection, TimeSlot
from events.models.sample_parts import MARK_COLUMNS
from events.rehearsal.removing import SLUG as REHEARSAL_SLUG

Status, Source = EventSession.Status, EventSession.Source
WHY_LEFT = {
    "cancelled": (gettext_lazy("cancelled sessions"), gettext_lazy("They did not take place.")),
    "archived": (gettext_lazy("archived sessions"), gettext_lazy("They were put away.")),
    "rehearsal": (gettext_lazy("sessions of a rehearsal"), gettext_lazy("They were made to practise at the door.")),
    "sample": (gettext_lazy("sample sessions"), gettext_lazy("You have not ticked samples.")),
}


@dataclass(frozen=True, kw_only=True)
class TakeOver:
    """What of the old edition the new one begins with."""

    themes: bool = True
    sessions: bool = True
    slots: bool = True
    samples: bool = True


@dataclass(frozen=True)
class LeftOut:
    """`count` records that are not taken over, or a kind of words where there is nothing to count."""

    label: str
    reason: str
    count: int | None = None


class EditionPlan:
    """The next edition of `source`, beginning on `first_day`."""

    def __init__(self, source: ActivityWeek, first_day: dt.date, take: TakeOver):
        self.origin, self.first_day, self.take = source, first_day, take
        self.shift = first_day - source.starts_on

    @property
    def last_day(self) -> dt.date:
        return self.origin.ends_on + self.shift

    @cached_property
    def all_sessions(self) -> list[EventSession]:
        """The sessions of the old edition with little more than what decides about them."""
        rows = EventSession.objects.filter(week=self.origin).order_by("sort_key", "pk")
        return list(rows.only("slug", "status", *MARK_COLUMNS, "cancelled_at", "presenter_name"))

    @cached_property
    def sessions(self) -> list[EventSession]:
        return [session for session in self.all_sessions if not self.why_left(session)] if self.take.sessions else []

    def why_left(self, session: EventSession) -> str:
        """Return the key in `WHY_LEFT` of why the session stays behind; blank if it does not."""
        if session.status == Status.ARCHIVED:
            return "archived"
        if session.cancelled_at is not None:
            return "cancelled"
        if is_of_rehearsal(session):
            return "rehearsal"
        return "sample" if session.is_sample and not self.take.samples else ""

    @cached_property
    def slots(self) -> list[TimeSlot]:
        """The slots that are taken over, with little more than their times."""
        if not self.take.slots:
            return []
        return [
            slot for slot in self.slots_of_sessions if slot.cancelled_at is None and (self.take.samples or not slot.is_sample)
        ]

    @cached_property
    def slots_of_sessions(self) -> list[TimeSlot]:
        taken = {session.pk for session in self.sessions}
        rows = TimeSlot.objects.filter(session__week=self.origin).only("session_id", "starts_at", "cancelled_at", *MARK_COLUMNS)
        return [slot for slot in rows.order_by("starts_at", "pk") if slot.session_id in taken]

    @cached_property
    def days(self) -> list[ShiftedDay]:
        """Every day of the edition, and those beside it on which something takes place."""
        slots = Counter(local_time(slot.starts_at).date() for slot in self.slots)
        themes = dict(self.origin.days.values_list("date", "theme")) if self.take.themes else {}
        days = [(old, new) for old, new in shift_days(self.origin.dates, self.first_day)]
        beside = sorted(set(slots) - set(self.origin.dates))
        days += [(old, old + self.shift) for old in beside]
        return [ShiftedDay(old, new, themes.get(old, ""), slots[old]) for old, new in sorted(days)]

    def list_left_out(self) -> list[LeftOut]:
        """Return what stays with the old edition, with the reasons; what there is none of is not mentioned."""
        found = [*self.left_out_sessions(), *self.left_out_slots(), *self.left_out_of_week(), *self.left_out_words()]
        return [left for left in found if left.count is None or left.count]

    def left_out_sessions(self) -> list[LeftOut]:
        if not self.take.sessions:
            return [LeftOut(_("sessions"), _("You have not ticked them."), len(self.all_sessions))]
        counts = Counter(map(self.why_left, self.all_sessions))
        return [LeftOut(str(label), str(reason), counts[key]) for key, (label, reason) in WHY_LEFT.items()]

    def left_out_slots(self) -> list[LeftOut]:
        if not self.take.slots:
            return [LeftOut(_("time slots"), _("You have not ticked them."), len(self.slots_of_sessions))]
        cancelled = sum(slot.cancelled_at is not None for slot in self.slots_of_sessions)
        samples = len(self.slots_of_sessions) - len(self.slots) - cancelled
        return [
            LeftOut(_("cancelled time slots"), _("They did not take place."), cancelled),
            LeftOut(_("sample time slots"), _("You have not ticked samples."), samples),
        ]

    def left_out_of_week(self) -> list[LeftOut]:
        week = self.origin
        bookings = Booking.objects.filter(slot__session__week=week).count()
        return [
            LeftOut(_("bookings"), _("They stay with their time slots, with all that was sent and checked in."), bookings),
            LeftOut(_("sections of the story"), _("They tell what was reported of that week."), count_of(StorySection, week)),
            LeftOut(_("reported visits"), _("They were those of that week."), count_of(ReportedVisit, week)),
            LeftOut(_("announcements"), _("They were news of that week."), count_of(Announcement, week)),
        ]

    def left_out_words(self) -> list[LeftOut]:
        reported = sum(is_reported(session) for session in self.sessions)
        presenters = sum(session.presenter_name != "" for session in self.sessions)
        return [
            LeftOut(
                _("summaries and descriptions of reported sessions"),
                _("They repeat what the report tells of that week. Title, place, host and audience are taken over."),
                reported,
            ),
            LeftOut(_("presenters"), _("Nobody has said that they come again. Only who agreed is named."), presenters),
            LeftOut(_("the report, its quotations and the closing line"), _("They belong to that week.")),
            LeftOut(_("lunar dates and observances"), _("They are other ones on the new days.")),
            LeftOut(_("moments of publishing"), _("Everything begins as a draft.")),
        ]


def is_reported(session: EventSession) -> bool:
    return session.source == Source.ARTICLE


def is_of_rehearsal(session: EventSession) -> bool:
    return session.is_sample and session.slug.startswith(REHEARSAL_SLUG)


def count_of(model, week: ActivityWeek) -> int:
    return model.objects.filter(week=week).count()
