"""Rows of the tables of the dashboard."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.publishing import describe_status, is_public
from events.bookings.look import fullness_level
from events.bookings.queries import Availability, places_left
from events.bookings.rules import find_party_places
from events.dashboard import links
from events.models import EventSession, TimeSlot


@dataclass(frozen=True)
class SlotRow:
    """A slot of the day shown; `slot` is read through `with_places` and `with_expected_and_arrived`."""

    slot: TimeSlot
    places: Availability
    now: dt.datetime

    @property
    def taken(self) -> int:
        return self.slot.places_taken - self.slot.expired_people

    @property
    def percent(self) -> int:
        return min(round(100 * self.taken / self.slot.bookable), 100) if self.slot.bookable else 0

    @property
    def fullness(self) -> str:
        if self.places.left is None:
            return "free"
        session = self.slot.session
        level = fullness_level(self.places.left, self.slot.bookable, find_party_places(session, for_class=session.is_for_classes))
        return "few" if level == "too_few" else level

    @property
    def places_left_label(self) -> str:
        if self.places.left is None:
            return ""
        return _("%(left)s left") % {"left": self.places.left} if self.places.left else _("full")

    @property
    def note(self) -> str:
        """Says that the slot is cancelled or not public yet; blank otherwise."""
        session = self.slot.session
        if self.slot.is_cancelled:
            return _("cancelled")
        return "" if is_public(session, self.now) else describe_status(session, self.now)

    @property
    def taken_url(self) -> str:
        return links.bookings_of_slot_url(self.slot)

    @property
    def waiting_url(self) -> str:
        return links.waiting_for_slot_url(self.slot)

    @property
    def arrived_url(self) -> str:
        return links.arrivals_of_slot_url(self.slot)


@dataclass(frozen=True)
class WaitingRow:
    """A slot with a waiting list; `slot` is read through `with_places` and has `waiting_people`."""

    slot: TimeSlot

    @property
    def left(self) -> int:
        return max(places_left(self.slot), 0)

    @property
    def url(self) -> str:
        return links.waiting_for_slot_url(self.slot)


@dataclass(frozen=True)
class UnpublishedRow:
    """A session of the coming days that is not public; `session` has `first_at`, the start of its first coming slot."""

    session: EventSession
    now: dt.datetime

    @property
    def state(self) -> str:
        return describe_status(self.session, self.now)
