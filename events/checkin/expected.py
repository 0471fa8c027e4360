"""Who is expected on a day, for paper: the list of the door, and the pack that a host school prints the day before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from content.absolute_urls import absolute_url
from content.local_time import day_bounds
from events.bookings.checkin_codes import qr_data_uri
from events.checkin.device_list import mask_name
from events.checkin.outcome_words import name_class
from events.checkin.queries import slots_of_day, with_guest_list
from events.models import Booking, EventSession, TimeSlot

EMPTY_ROWS = 6  # to write walk-ins and the forgotten into


@dataclass(frozen=True)
class ExpectedParty:
    """One confirmed booking as the paper names it: a class by its name, individuals by the first character of theirs."""

    booking: Booking

    @property
    def name(self) -> str:
        return name_class(self.booking) or mask_name(self.booking.contact_name)

    @property
    def last_characters(self) -> str:
        return self.booking.reference[4:]

    @property
    def has_needs(self) -> bool:
        return bool(self.booking.access_needs)


@dataclass(frozen=True)
class ExpectedSlot:
    """A slot with its parties: classes first, then by the last characters of the reference, which people show."""

    slot: TimeSlot

    @cached_property
    def parties(self) -> list[ExpectedParty]:
        parties = [ExpectedParty(booking) for booking in self.slot.guests]
        return sorted(parties, key=lambda party: (not party.booking.is_for_class, party.last_characters))

    @property
    def classes(self) -> list[ExpectedParty]:
        return [party for party in self.parties if party.booking.is_for_class]

    @property
    def people(self) -> int:
        return sum(party.booking.people for party in self.parties)

    @property
    def pupils(self) -> int:
        return sum(party.booking.pupils for party in self.parties)

    @property
    def needs_count(self) -> int:
        return sum(party.has_needs for party in self.parties)

    @property
    def empty_rows(self) -> range:
        return range(EMPTY_ROWS)


@dataclass(frozen=True)
class Poster:
    """A sheet for the door of a session: what, where, when, and a QR of its public page, if it has one."""

    session: EventSession
    slots: list[TimeSlot]
    sample_parts: frozenset[str]

    @property
    def address(self) -> str:
        return absolute_url("session_detail", self.session.slug)

    @property
    def qr(self) -> str:
        return qr_data_uri(self.address) if self.session.is_published else ""


def list_expected(user, day: dt.date) -> list[ExpectedSlot]:
    """Return the slots of the day that the user looks after, by time, in a fixed number of queries."""
    slots = with_guest_list(slots_of_day(user, *day_bounds(day)))
    return [ExpectedSlot(slot) for slot in slots.select_related("session__venue__parent")]


def make_posters(expected: Sequence[ExpectedSlot]) -> list[Poster]:
    """Return one for each session, in order of its first slot."""
    slots_of_session: dict[int, list[TimeSlot]] = {}
    for row in expected:
        slots_of_session.setdefault(row.slot.session_id, []).append(row.slot)
    return [
        Poster(slots[0].session, slots, frozenset().union(*(slot.sample_parts for slot in slots)))
        for slots in slots_of_session.values()
    ]
