"""Refusals about who comes: the kind and size of the party, and what its number or class has booked already."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.bookings.errors.base import BookingError


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
