"""Clashes: two slots at overlapping times that need the same venue, presenter or host school.

- A venue is needed by what happens in it, in a part of it, or in the whole it is part of. A campus does not count as such
  a whole, because many things happen there at once.
- A clash is mild, worth a note but not a question, if one slot is open all day (an exhibition), if the venue is a campus,
  or if only the host school is the same.
Cancelled slots and archived sessions never clash.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef

from events.models import EventSession, TimeSlot, Venue
from events.time_spans import slots_overlap

PRESENTER_SEPARATORS = re.compile(r"[、,，;；/&]")
HIDDEN_STATUSES = (EventSession.Status.ARCHIVED,)


class SharedResource(StrEnum):
    SESSION = "session"
    VENUE = "venue"
    PART = "part"  # of the venue, or the whole it is part of
    PRESENTER = "presenter"
    HOST = "host"


@dataclass(frozen=True)
class Clash:
    """The other slot, and what both need."""

    other: TimeSlot
    wants: tuple[SharedResource, ...]
    is_mild: bool

    @property
    def key(self) -> tuple:
        return (self.other.pk, to_timestamp(self.other.starts_at), to_timestamp(self.other.ends_at), *self.wants)


@dataclass(frozen=True)
class VenueTree:
    """Which venue is part of which, by id; `campuses` are not occupied by what happens in one of their parts."""

    parents: dict[int, int | None]
    campuses: frozenset[int] = frozenset()

    @classmethod
    def load(cls) -> "VenueTree":
        rows = list(Venue.objects.values_list("pk", "parent_id", "kind"))
        return cls({pk: parent for pk, parent, _kind in rows}, frozenset(pk for pk, _, kind in rows if kind == Venue.Kind.CAMPUS))

    def enclosing_venues(self, venue_id: int) -> set[int]:
        """Return the venue and all that it is part of, campuses excluded unless it is one itself. Stops at a cycle."""
        found, current = set(), venue_id
        while current is not None and current not in found and (current == venue_id or current not in self.campuses):
            found.add(current)
            current = self.parents.get(current)
        return found

    def share_space(self, one: int, other: int) -> bool:
        return one in self.enclosing_venues(other) or other in self.enclosing_venues(one)


def list_clashes(planned: TimeSlot, others: Iterable[TimeSlot], venues: VenueTree) -> list[Clash]:
    """Return the clashes of a slot, the mild ones last. Slots that only touch do not clash, nor does a slot with itself."""
    found = [clash for other in others if (clash := find_clash(planned, other, venues))]
    return sorted(found, key=lambda clash: (clash.is_mild, clash.other.starts_at))


def find_clash(planned: TimeSlot, other: TimeSlot, venues: VenueTree) -> Clash | None:
    if is_same_row(planned, other) or not slots_overlap(planned, other):
        return None
    wants = shared_resources(planned.session, other.session, venues)
    return Clash(other, wants, is_mild_clash(planned, other, wants, venues)) if wants else None


def is_same_row(one: TimeSlot | EventSession, other: TimeSlot | EventSession) -> bool:
    return one is other or (one.pk is not None and one.pk == other.pk)


def shared_resources(one: EventSession, other: EventSession, venues: VenueTree) -> tuple[SharedResource, ...]:
    if is_same_row(one, other):
        return (SharedResource.SESSION,)
    wants = []
    if one.venue_id == other.venue_id:
        wants.append(SharedResource.VENUE)
    elif venues.share_space(one.venue_id, other.venue_id):
        wants.append(SharedResource.PART)
    if presenter_names(one) & presenter_names(other):
        wants.append(SharedResource.PRESENTER)
    if not wants and one.host_school_id is not None and one.host_school_id == other.host_school_id:
        wants.append(SharedResource.HOST)
    return tuple(wants)


def presenter_names(session: EventSession) -> set[str]:
    """Return the names for comparison, without spaces: 李 辛未 is 李辛未."""
    names = PRESENTER_SEPARATORS.split(session.presenter_name)
    return {"".join(name.split()).casefold() for name in names} - {""}


def is_mild_clash(one: TimeSlot, other: TimeSlot, wants: tuple[SharedResource, ...], venues: VenueTree) -> bool:
    if SharedResource.PRESENTER in wants:
        return False
    is_shareable = one.is_all_day or other.is_all_day or one.session.venue_id in venues.campuses
    return SharedResource.HOST in wants or is_shareable


def find_clashes(planned: Sequence[TimeSlot], *, leaving_out: Iterable[int] = (), together: bool = True) -> list[list[Clash]]:
    """Return the clashes of each planned slot with all saved slots and, if `together`, with one another, in two queries.

    `leaving_out` are ids of saved slots to ignore, because they are about to change.
    """
    if not planned:
        return []
    venues = VenueTree.load()
    ignored = {slot.pk for slot in planned if slot.pk} | set(leaving_out)
    others = [*overlapping_slots(planned, ignored), *(planned if together else ())]
    return [list_clashes(slot, others, venues) for slot in planned]


def overlapping_slots(planned: Sequence[TimeSlot], leaving_out: set[int]) -> list[TimeSlot]:
    """Return slots within the time the planned ones span; `is_public` says whether visitors can see their session."""
    public = EventSession.objects.published().filter(pk=OuterRef("session"))
    slots = TimeSlot.objects.filter(
        starts_at__lt=max(slot.ends_at for slot in planned), ends_at__gt=min(slot.starts_at for slot in planned)
    )
    slots = slots.filter(cancelled_at=None, session__cancelled_at=None).exclude(session__status__in=HIDDEN_STATUSES)
    return list(slots.exclude(pk__in=leaving_out).select_related("session").annotate(is_public=Exists(public)))


def digest_clashes(slots: Iterable[TimeSlot], clashes: Iterable[Iterable[Clash]]) -> str:
    """Return a hash of the slots and their clashes, with which staff confirm exactly what they were shown."""
    content = [
        (slot.pk, to_timestamp(slot.starts_at), to_timestamp(slot.ends_at), [clash.key for clash in slot_clashes])
        for slot, slot_clashes in zip(slots, clashes, strict=True)
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def to_timestamp(at: dt.datetime) -> float:
    return at.timestamp()
