"""Refusals about who comes: the kind and size of the party, and what its number or class has booked already."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.bookings.errors.base import BookingError


class ForClassesOnly(BookingError):
    field = "slot"

    def __init__(self):
        super().__init__(_("This session is for whole classes. Please ask a teacher to book for the class."))


class ForIndividualsOnly(BookingError):
    field = "slot"

    def __init__(self):
        super().__init__(_("This session takes individual bookings only. Please make one booking for each family."))


class TooFewPeople(BookingError):
    def __init__(self, least: int, field: str):
        self.field = field
        super().__init__(_("This session needs a party of at least %(least)s.") % {"least": least})


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
        super().__init__(_("Someone aged 14 or over must come too. Please include them in the number of people."))


class TooFewAdults(BookingError):
    field = "adults"

    def __init__(self, missing: int, needed: int, pupils: int):
        sentence = _("%(pupils)s pupils need 1 adult; 1 is missing.")  # needing one, they can miss no more than one
        if needed > 1:
            sentence = ngettext(
                "%(pupils)s pupils need %(needed)s adults; %(missing)s is missing.",
                "%(pupils)s pupils need %(needed)s adults; %(missing)s are missing.",
                missing,
            )
        super().__init__(sentence % {"pupils": pupils, "needed": needed, "missing": missing})


class PhoneAlreadyBooked(BookingError):
    """The same sentence for the same slot and for one that overlaps: it must not say what the number is booked for."""

    field = "phone"

    def __init__(self):
        super().__init__(
            _(
                "This mobile number already has a booking at this time. Find it under “My bookings” to change or cancel"
                " it, or choose another time slot."
            )
        )


class ClassAlreadyBooked(BookingError):
    field = "class_name"

    def __init__(self):
        super().__init__(
            _(
                "This class already has a booking at this time. If it is yours, find it under “My bookings”; if someone"
                " else has booked for the class, please ask the school that hosts the session."
            )
        )


class ClassNameNeeded(BookingError):
    field = "class_name"

    def __init__(self):
        super().__init__(
            _(
                "A class of this school and grade is already booked at this time without a class name."
                " Please give the name of your class."
            )
        )


class TooManyUndecidedClasses(BookingError):
    field = "phone"

    def __init__(self, most: int):
        super().__init__(
            _("This mobile number has %(most)s class bookings awaiting approval. Please wait until one of them is decided.")
            % {"most": most}
        )


class HalvesOnOneDay(BookingError):
    field = "slot"

    def __init__(self):
        super().__init__(_("The two halves of a class must come on the same day. Please choose a time slot on that day."))
