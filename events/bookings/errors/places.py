"""Refusals about the slot: its time, its booking window and its places."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.bookings.errors.base import BookingError


class NoBookingNeeded(BookingError):
    field, state = "slot", "closed"

    def __init__(self):
        super().__init__(_("This session needs no booking. Just come."))


class SlotCancelled(BookingError):
    field, state = "slot", "cancelled"

    def __init__(self, reason: str):
        super().__init__(_("This time has been cancelled: %(reason)s. Please choose another.") % {"reason": reason})


class SlotPast(BookingError):
    field, state = "slot", "past"

    def __init__(self):
        super().__init__(_("This time is over. Please choose another."))


class NotOpenYet(BookingError):
    field, state = "slot", "soon"

    def __init__(self, opens_at: str):
        super().__init__(_("Booking opens at %(moment)s. Please come back then.") % {"moment": opens_at})


class BookingClosed(BookingError):
    field, state = "slot", "closed"

    def __init__(self, closed_at: str, *, for_class: bool):
        if for_class:  # the places kept for walk-ins are too few for a whole class
            sentence = _("Booking closed at %(moment)s. Please choose another time.")
        else:
            sentence = _("Booking closed at %(moment)s. Come to the door: places kept for walk-ins are given out there.")
        super().__init__(sentence % {"moment": closed_at})


class KeptForWalkIns(BookingError):
    field, state = "slot", "closed"

    def __init__(self):
        super().__init__(_("In the last hour the places that come free are kept for people at the door. Please ask there."))


class NoPlaces(BookingError):
    """Refused only because places are missing. With `may_wait` the party may join the waiting list instead."""

    may_wait: bool = False


class SlotFull(NoPlaces):
    field = "slot"

    def __init__(self, *, may_wait: bool = False):
        self.may_wait = may_wait
        self.state = "waitlist" if may_wait else "full"
        if may_wait:
            super().__init__(_("This time is fully booked. You may join the waiting list, or choose another time."))
        else:
            super().__init__(_("This time is fully booked. Please choose another time, or ask at the door."))


class NotEnoughPlaces(NoPlaces):
    field = "people"

    def __init__(self, left: int, people: int, *, may_wait: bool = False):
        self.may_wait = may_wait
        super().__init__(
            ngettext(
                "Only %(left)s place is left, and you are %(people)s. Please bring fewer people or choose another time.",
                "Only %(left)s places are left, and you are %(people)s. Please bring fewer people or choose another time.",
                left,
            )
            % {"left": left, "people": people}
        )


class WouldOvertake(NoPlaces):
    field, state = "people", "waitlist"

    def __init__(self, *, may_wait: bool = False):
        self.may_wait = may_wait
        super().__init__(_("The places left go to people already waiting. Please choose another time."))


class AcceptsTooFew(BookingError):
    field = "accept_fewer"

    def __init__(self, least: int, people: int):
        super().__init__(
            _("Please give a number from %(least)s to %(people)s, all adults counted, or leave it blank.")
            % {"least": least, "people": people}
        )
