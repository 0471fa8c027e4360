"""The reasons to refuse a booking, each with the one sentence that a visitor reads."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class BookingError(Exception):
    """A refusal. `field` is the form field to show it beside; `state` is the `Availability.state` of a slot it speaks of."""

    field: str | None = None
    state: str | None = None

    @property
    def sentence(self) -> str:
        return str(self)


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


class ForClassesOnly(BookingError):
    field = "slot"

    def __init__(self):
        super().__init__(_("This session is for whole classes. Please let a teacher book for the class."))


class ForIndividualsOnly(BookingError):
    field = "slot"

    def __init__(self):
        super().__init__(_("This session takes individual bookings only. Please book for each family."))


class TooFewPeople(BookingError):
    def __init__(self, least: int, field: str):
        self.field = field
        super().__init__(_("At least %(least)s are needed for this session.") % {"least": least})


class TooManyPeople(BookingError):
    def __init__(self, most: int, field: str):
        self.field = field
        super().__init__(_("At most %(most)s can be booked at once. Please book the others separately.") % {"most": most})


class TooManyUnder14(BookingError):
    field = "under_14"

    def __init__(self, most: int):
        super().__init__(_("At most %(most)s of the party may be under 14.") % {"most": most})


class NobodyOlder(BookingError):
    field = "under_14"

    def __init__(self):
        super().__init__(_("Somebody of 14 or older must come along. Please count them among the people too."))


class TooFewAdults(BookingError):
    field = "adults"

    def __init__(self, missing: int, needed: int, pupils: int):
        super().__init__(
            ngettext(
                "%(pupils)s pupils need %(needed)s adults; %(missing)s is missing.",
                "%(pupils)s pupils need %(needed)s adults; %(missing)s are missing.",
                missing,
            )
            % {"pupils": pupils, "needed": needed, "missing": missing}
        )


class PhoneAlreadyBooked(BookingError):
    """The same sentence for the same slot and for one that overlaps: it must not say what the number is booked for."""

    field = "phone"

    def __init__(self):
        super().__init__(
            _(
                "This mobile number already has a booking at this time. Find it under “My bookings” to change or cancel it,"
                " or choose another time."
            )
        )


class ClassAlreadyBooked(BookingError):
    field = "class_name"

    def __init__(self):
        super().__init__(
            _(
                "This class already has a booking at this time. If it is yours, find it under “My bookings”; if somebody else"
                " has booked for the class, please ask the school that offers the session."
            )
        )


class ClassNameNeeded(BookingError):
    field = "class_name"

    def __init__(self):
        super().__init__(
            _("A class of this school and grade without a name is booked at this time. Please give the name of your class.")
        )


class TooManyUndecidedClasses(BookingError):
    field = "phone"

    def __init__(self, most: int):
        super().__init__(
            _("This mobile number has %(most)s class bookings that nobody has decided on yet. Please wait for a decision first.")
            % {"most": most}
        )


class HalvesOnOneDay(BookingError):
    field = "slot"

    def __init__(self):
        super().__init__(_("The two halves of a class come on the same day. Please choose a time of that day."))


class BookingOfRequestEnded(BookingError):
    """The same form was sent before, and the booking it made has ended or went to another number."""

    def __init__(self):
        super().__init__(
            _("This form was sent before, and the booking it made no longer stands. Nothing is booked; send it again to book anew.")
        )


class BusyBooking(BookingError):
    def __init__(self):
        super().__init__(_("This booking is being changed at this very moment. Please try again."))


class TooLateToCancel(BookingError):
    def __init__(self):
        super().__init__(_("The session has begun, so this booking can no longer be cancelled."))


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
            super().__init__(_("This was changed elsewhere meanwhile. Please look, and send it once more if you still want it."))
        else:
            super().__init__(
                _("A change was asked for meanwhile, and this one would take its place. Send it once more if you want that.")
            )


class TooLateToChange(BookingError):
    def __init__(self, until: str):
        super().__init__(_("Changes were possible until %(moment)s. You may still cancel until the start.") % {"moment": until})


class OtherSession(BookingError):
    field = "slot"

    def __init__(self):
        super().__init__(_("A booking can be moved to another time of the same session only."))


class PlanClash(BookingError):
    def __init__(self, one: str, other: str):
        super().__init__(
            _("“%(one)s” and “%(other)s” overlap: one class cannot be at both. Please leave one out.")
            % {"one": one, "other": other}
        )


class PlanOfOneDay(BookingError):
    def __init__(self):
        super().__init__(_("A plan is for one day. Please choose times of the same day."))


class PlanRefused(BookingError):
    """One slot of a plan was refused, so none of them is held."""

    def __init__(self, title: str, refusal: BookingError):
        super().__init__(f"“{title}”: {refusal.sentence}")
        self.field = refusal.field if refusal.field in ("pupils", "adults") else None


class PlanOver(BookingError):
    def __init__(self):
        super().__init__(
            _("The ten minutes for which the places were held are over, and they are free again. Please choose once more.")
        )


class PlanBooked(BookingError):
    def __init__(self):
        super().__init__(
            _(
                "The places of this plan have been booked. Find them under “My bookings”;"
                " for another class, please choose the times again."
            )
        )
