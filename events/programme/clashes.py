"""What a clash is, said once: two slots at overlapping times that want the same venue, presenter or host school.

- A venue is shared by what happens in it, in a part of it, or in the whole it is part of. A campus is no whole in this
  sense: many things happen there at once.
- Opening hours of an exhibition, a campus, and a school that runs several things leave room for others: such a clash is
  mild, worth a note and not a question.
Cancelled slots want nothing. What is no longer shown to anybody wants nothing either.
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
    """Another slot, and what both want of the same."""

    other: TimeSlot
    wants: tuple[SharedResource, ...]
    is_mild: bool

    @property
    def key(self) -> tuple:
        return (self.other.pk, to_timestamp(self.other.starts_at), to_timestamp(self.other.ends_at), *self.wants)


@dataclass(frozen=True)
class VenueTree:
    """Which venue is part of which; `campuses` are the wholes that are not taken up by what happens in a part."""

    parents: dict[int, int | None]
    campuses: frozenset[int] = frozenset()

    @classmethod
    def load(cls) -> "VenueTree":
        rows = list(Venue.objects.values_list("pk", "parent_id", "kind"))
        return cls({pk: parent for pk, parent, _kind in rows}, frozenset(pk for pk, _, kind in rows if kind == Venue.Kind.CAMPUS))

    def enclosing_venues(self, venue_id: int) -> set[int]:
        """The venue and all that it is a part of, up to a campus."""
        found, place = set(), venue_id
        while place is not None and place not in found and (place == venue_id or place not in self.campuses):
            found.add(place)
            place = self.parents.get(place)
        return found

    def share_space(self, one: int, other: int) -> bool:
        return one in self.enclosing_venues(other) or other in self.enclosing_venues(one)


def list_clashes(planned: TimeSlot, others: Iterable[TimeSlot], venues: VenueTree) -> list[Clash]:
    """Those that matter most first. Slots that only touch do not clash, nor does a slot with itself."""
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
    """Names compare without their spaces: 李 辛未 is 李辛未."""
    names = PRESENTER_SEPARATORS.split(session.presenter_name)
    return {"".join(name.split()).casefold() for name in names} - {""}


def is_mild_clash(one: TimeSlot, other: TimeSlot, wants: tuple[SharedResource, ...], venues: VenueTree) -> bool:
    if SharedResource.PRESENTER in wants:
        return False
    is_open_place = one.is_all_day or other.is_all_day or one.session.venue_id in venues.campuses
    return SharedResource.HOST in wants or is_open_place


def find_clashes(planned: Sequence[TimeSlot], *, leaving_out: Iterable[int] = (), together: bool = True) -> list[list[Clash]]:
    """Of each planned slot in turn, with all others there are and, `together`, with one another: two queries in all.

    Slots of the ids left out are not what they will be, so they do not count.
    """
    if not planned:
        return []
    venues = VenueTree.load()
    mine = {slot.pk for slot in planned if slot.pk} | set(leaving_out)
    others = [*overlapping_slots(planned, mine), *(planned if together else ())]
    return [list_clashes(slot, others, venues) for slot in planned]


def overlapping_slots(planned: Sequence[TimeSlot], leaving_out: set[int]) -> list[TimeSlot]:
    """Slots within the time the planned ones span; `is_public` says whether visitors may read of their session."""
    public = EventSession.objects.published().filter(pk=OuterRef("session"))
    slots = TimeSlot.objects.filter(
        starts_at__lt=max(slot.ends_at for slot in planned), ends_at__gt=min(slot.starts_at for slot in planned)
    )
    slots = slots.filter(cancelled_at=None, session__cancelled_at=None).exclude(session__status__in=HIDDEN_STATUSES)
    return list(slots.exclude(pk__in=leaving_out).select_related("session").annotate(is_public=Exists(public)))


def digest_clashes(slots: Iterable[TimeSlot], clashes: Iterable[Iterable[Clash]]) -> str:
    """The same while nothing about those slots and their clashes has changed; what was shown is confirmed with it."""
    said = [
        (slot.pk, to_timestamp(slot.starts_at), to_timestamp(slot.ends_at), [clash.key for clash in of_slot])
        for slot, of_slot in zip(slots, clashes, strict=True)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def to_timestamp(at: dt.datetime) -> float:
    return at.timestamp()
