"""How ready each session of an edition is to be published, read in a number of queries that does not grow with them."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch

from content.local_time import local_time
from content.placeholders import list_placeholders
from content.publishing import PUBLISHED
from events.editions.dated_words import find_dated_words
from events.models import ActivityWeek, EventSession, TimeSlot
from events.models.sample_parts import MARK_COLUMNS, has_own_mark
from schools.models import School

Status = EventSession.Status
TEXTS = (
    *("title", "title_en", "summary", "summary_en", "description", "description_en"),
    *("what_to_bring", "what_to_bring_en", "access_notes", "access_notes_en"),
)
NOT_READ = ("quotations", "editor_note", "search_text", "loaded")


@dataclass
class SessionReadiness:
    """One session with its slots that are not cancelled. Each property is one thing that may be missing."""

    session: EventSession
    year: int
    days: frozenset
    slots: list[TimeSlot] = field(default_factory=list)

    @property
    def is_made_up(self) -> bool:
        """Whether anything of it is made up."""
        return any(has_own_mark(record) for record in (self.session, *self.slots))

    @property
    def has_no_slot(self) -> bool:
        return not self.slots

    @property
    def is_outside(self) -> bool:
        """Whether it takes place on a day that is none of the edition's."""
        return any(local_time(slot.starts_at).date() not in self.days for slot in self.slots)

    @property
    def has_closed_place(self) -> bool:
        host = self.session.host_school
        return self.session.venue.status != PUBLISHED or (host is not None and host.status != PUBLISHED)

    @property
    def has_sample_place(self) -> bool:
        return bool(self.session.venue.sample_parts)

    @cached_property
    def dated_words(self) -> list[str]:
        texts = " ".join(getattr(self.session, name) for name in TEXTS)
        return find_dated_words(texts, year=self.year)

    @cached_property
    def has_placeholder(self) -> bool:
        return bool(list_placeholders(self.session))

    @property
    def has_no_summary(self) -> bool:
        return not self.session.summary

    @property
    def is_draft(self) -> bool:
        return self.session.status in (Status.DRAFT, Status.REVIEW)

    def is_complete(self, *, dates_are_right: bool) -> bool:
        """Whether nothing is missing that visitors would be misled without."""
        if self.is_made_up or self.has_sample_place or self.has_no_slot or self.is_outside or self.has_closed_place:
            return False
        return not ((self.dated_words and not dates_are_right) or self.has_placeholder)  # looking through texts takes longest


def read_readiness(week: ActivityWeek) -> list[SessionReadiness]:
    """Return every session of the edition that is neither archived nor cancelled, in the order of their titles."""
    schools = Prefetch("host_school", School.objects.only("name", "status"))
    sessions = EventSession.objects.filter(week=week, cancelled_at=None).exclude(status=Status.ARCHIVED)
    rows = sessions.select_related("venue").defer(*NOT_READ, *(f"venue__{name}" for name in NOT_READ)).prefetch_related(schools)
    slots = defaultdict(list)
    fields = ("session_id", "starts_at", *MARK_COLUMNS)
    for slot in TimeSlot.objects.filter(session__week=week, cancelled_at=None).only(*fields):
        slots[slot.session_id].append(slot)
    days = frozenset(week.dates)
    return [
        SessionReadiness(session, week.starts_on.year, days, slots[session.pk]) for session in rows.order_by("sort_key", "pk")
    ]
