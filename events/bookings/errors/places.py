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
        reason = reason.rstrip(" .。")  # staff write a sentence, and this one goes on
        super().__init__(_("This time slot has been cancelled: %(reason)s. Please choose another.") % {"reason": reason})


class SlotPast(BookingError):
    field, state = "slot", "past"

    def __init__(self):
        super().__init__(_("This time slot is over. Please choose another."))


class NotOpenYet(BookingError):
    field, state = "slot", "soon"

    def __init__(self, opens_at: str):
        super().__init__(_("Booking opens on %(moment)s. Please come back then.") % {"moment": opens_at})


class BookingClosed(BookingError):
    field, state = "slot", "closed"

    def __init__(self, closed_at: str, *, for_class: bool):
        if for_class:  # the places kept for walk-ins are too few for a whole class
            sentence = _("Booking closed on %(moment)s. Please choose another time slot.")
        else:
            sentence = _("Booking closed on %(moment)s. You can still come: places kept for walk-ins are given out at the door.")
        super().__init__(sentence % {"moment": closed_at})


class KeptForWalkIns(BookingError):
    field, state = "slot", "closed"

    def __init__(self):
        super().__init__(_("In the last hour, places that become free go to walk-ins. Please ask at the door."))


class NoPlaces(BookingError):
    """Refused only because places are missing. With `may_wait` the party may join the waiting list instead."""

    may_wait: bool = False


class SlotFull(NoPlaces):
    field = "slot"

    def __init__(self, *, may_wait: bool = False):
        self.may_wait = may_wait
        self.state = "waitlist" if may_wait else "full"
        if may_wait:
            super().__init__(_("This time slot is fully booked. You can join the waiting list or choose another time slot."))
        else:
            super().__init__(_("This time slot is fully booked. Please choose another time slot, or ask at the door."))


class NotEnoughPlaces(NoPlaces):
    field = "people"

    def __init__(self, left: int, people: int, *, may_wait: bool = False):
        self.may_wait = may_wait
        super().__init__(
            ngettext(
                "Only %(left)s place is left and there are %(people)s of you."
                " Please bring fewer people or choose another time slot.",
                "Only %(left)s places are left and there are %(people)s of you."
                " Please bring fewer people or choose another time slot.",
                left,
            )
            % {"left": left, "people": people}
        )


class WouldOvertake(NoPlaces):
    field, state = "people", "waitlist"

    def __init__(self, *, may_wait: bool = False):
        self.may_wait = may_wait
        super().__init__(_("The remaining places go to people already waiting. Please choose another time slot."))


class AcceptsTooFew(BookingError):
    field = "accept_fewer"

    def __init__(self, least: int, people: int):
        super().__init__(
            _("Please give a number from %(least)s to %(people)s, adults included, or leave it blank.")
            % {"least": least, "people": people}
        )
