"""Refusals of a request that came too late or twice, of a change, and of a plan."""

from django.utils.translation import gettext as _

from events.bookings.errors.base import BookingError


class BookingOfRequestEnded(BookingError):
    """The same form was sent before, and the booking it made has ended or went to another number."""

    def __init__(self):
        super().__init__(
            _(
                "This form was sent before, and that booking is no longer valid. Nothing has been booked this time;"
                " send the form again to make a new booking."
            )
        )


class ServerBusy(BookingError):
    """More people are booking than the server lets wait in its line; nothing was looked at."""

    status = 429

    def __init__(self):
        super().__init__(
            _("Very many people are booking right now. What you typed is kept: please wait a few seconds and send this again.")
        )


class BusyBooking(BookingError):
    def __init__(self):
        super().__init__(_("This booking is being changed right now. Please try again."))


class TooLateToCancel(BookingError):
    def __init__(self):
        super().__init__(_("The session has begun, so this booking can no longer be cancelled."))


class CheckedIn(BookingError):
    def __init__(self):
        super().__init__(
            _("You have been checked in, so this booking can no longer be changed or cancelled. Door staff can correct it.")
        )


class NothingToDo(BookingError):
    def __init__(self, state: str):
        super().__init__(_("This booking is already %(state)s.") % {"state": state})


class ChangeRequestOver(BookingError):
    def __init__(self, state: str):
        super().__init__(_("This request for a change is already %(state)s.") % {"state": state})


class ChangedMeanwhile(BookingError):
    """A page that was opened earlier would undo a change made since. `current` has the values of the fields in question."""

    def __init__(self, current: dict[str, str]):
        self.current = current
        if current:
            super().__init__(
                _("This was changed elsewhere in the meantime. Please check it, and send it again if you still want your change.")
            )
        else:
            super().__init__(
                _(
                    "A change was requested elsewhere in the meantime, and this one would replace it."
                    " Send it again if you want that."
                )
            )


class TooLateToChange(BookingError):
    def __init__(self, until: str):
        super().__init__(_("Changes were possible until %(moment)s. You can still cancel until the start.") % {"moment": until})


class OtherSession(BookingError):
    field = "slot"

    def __init__(self):
        super().__init__(_("A booking can only be moved to another time slot of the same session."))


class PlanClash(BookingError):
    def __init__(self, one: str, other: str):
        super().__init__(
            _("“%(one)s” and “%(other)s” overlap: one class cannot be at both. Please leave one out.")
            % {"one": one, "other": other}
        )


class PlanOfOneDay(BookingError):
    def __init__(self):
        super().__init__(_("A plan is for one day. Please choose time slots on the same day."))


class PlanRefused(BookingError):
    """One slot of a plan was refused, so none of them is held."""

    def __init__(self, title: str, refusal: BookingError):
        super().__init__(_("“%(title)s”: %(refusal)s") % {"title": title, "refusal": refusal.sentence})
        self.field = refusal.field if refusal.field in ("pupils", "adults") else None


class PlanOver(BookingError):
    def __init__(self):
        super().__init__(
            _("The time for which your places were held is over and the places have been released. Please choose again.")
        )


class HoldExtended(BookingError):
    def __init__(self):
        super().__init__(_("These places have been held longer once already; that is possible only once."))


class PlanBooked(BookingError):
    def __init__(self):
        super().__init__(
            _(
                "The places of this plan have been booked. Find them under “My bookings”; for another class, please"
                " choose the time slots again."
            )
        )
