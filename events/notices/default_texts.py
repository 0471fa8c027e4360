"""What notices say where the bureau has no text of its own: subject and paragraphs of each kind, with placeholders."""

from django.utils.translation import gettext_lazy

from events.models import Notice

Kind = Notice.Kind

FACTS = gettext_lazy("{session}\nTime: {when}\nPlace: {venue}\nPeople: {people}\nReference: {reference}")
CHANGE = "{change}"
ASKED = gettext_lazy("Asked for: {change}")
REASON = gettext_lazy("Reason: {reason}")
BRING = gettext_lazy("Please bring: {bring}")
AT_THE_DOOR = gettext_lazy("At the door, show the QR code of your ticket or say the reference.")
CANNOT_COME = gettext_lazy("If you cannot come, please cancel in time: somebody else is glad of the place.")
DECIDED_BY = gettext_lazy("The places are kept for you until {expires}. You will hear from us as soon as it is decided.")
TICKET = gettext_lazy("Your ticket, where you can change or cancel: {address}")
WEEK = "{week}"
RECORD = gettext_lazy("The record of this booking: {address}")

# kind → subject, paragraphs
DEFAULT_TEXTS = {
    Kind.RECEIVED: (
        gettext_lazy("Received, awaiting approval: {session}"),
        (gettext_lazy("We have received your class booking. Thank you!"), FACTS, DECIDED_BY, TICKET),
    ),
    Kind.CONFIRMED: (
        gettext_lazy("Booked: {session}, {when}"),
        (gettext_lazy("You are booked. See you there!"), FACTS, BRING, AT_THE_DOOR, CANNOT_COME, TICKET),
    ),
    Kind.REJECTED: (
        gettext_lazy("Not approved: {session}, {when}"),
        (
            gettext_lazy("We are sorry: this class booking could not be approved."),
            REASON,
            FACTS,
            gettext_lazy("Please choose another time or session, or telephone us: we help you find one."),
            RECORD,
        ),
    ),
    Kind.WAITLISTED: (
        gettext_lazy("On the waiting list: {session}, {when}"),
        (
            gettext_lazy("This time is full; you are on its waiting list."),
            FACTS,
            gettext_lazy(
                "Places that come free go to the first in line that fits. We tell you when it is your turn; "
                "there is nothing you need to do. If you no longer want to wait, please leave the list on your ticket."
            ),
            TICKET,
        ),
    ),
    Kind.PROMOTED: (
        gettext_lazy("Places came free: {session}, {when}"),
        (
            gettext_lazy("Good news: places came free, and they are yours."),
            CHANGE,
            FACTS,
            DECIDED_BY,
            BRING,
            CANNOT_COME,
            TICKET,
        ),
    ),
    Kind.CHANGED_BY_BOOKER: (
        gettext_lazy("Changed: {session}"),
        (gettext_lazy("Your booking is changed as you asked."), CHANGE, FACTS, DECIDED_BY, CANNOT_COME, TICKET),
    ),
    Kind.CHANGED_BY_STAFF: (
        gettext_lazy("Please note, changed: {session}"),
        (
            gettext_lazy("We had to change your booking, and are sorry for the trouble."),
            CHANGE,
            REASON,
            FACTS,
            DECIDED_BY,
            gettext_lazy("If this does not suit you, please choose another time or cancel on your ticket."),
            TICKET,
        ),
    ),
    Kind.CANCELLED: (
        gettext_lazy("Cancelled: {session}, {when}"),
        (
            gettext_lazy("This booking is cancelled; you need not come."),
            REASON,
            FACTS,
            gettext_lazy("You are welcome to book again while places are left."),
            RECORD,
        ),
    ),
    Kind.CHANGE_REQUESTED: (
        gettext_lazy("Change received, awaiting approval: {session}"),
        (
            gettext_lazy("We have received the change you asked for."),
            ASKED,
            gettext_lazy("You will hear from us by {expires} at the latest. Until then your booking stays as it is:"),
            FACTS,
            TICKET,
        ),
    ),
    Kind.CHANGE_APPROVED: (
        gettext_lazy("Change approved: {session}, {when}"),
        (gettext_lazy("The change you asked for is approved."), CHANGE, FACTS, BRING, AT_THE_DOOR, CANNOT_COME, TICKET),
    ),
    Kind.CHANGE_ENDED: (
        gettext_lazy("Not changed: {session}, {when}"),
        (
            gettext_lazy("The change you asked for was not made. Your booking stays as it was."),
            ASKED,
            REASON,
            FACTS,
            gettext_lazy("You can ask for another change on your ticket."),
            TICKET,
        ),
    ),
    Kind.TICKET_LINK: (
        gettext_lazy("Your ticket: {session}, {when}"),
        (
            gettext_lazy("You asked us to send you the address of your ticket once more."),
            FACTS,
            TICKET,
            gettext_lazy(
                "Anyone who has this address can change or cancel the booking, so please do not pass it on. "
                "If you did not ask for it, you need do nothing."
            ),
        ),
    ),
    Kind.REMINDER: (
        gettext_lazy("Reminder: {session}, {when}"),
        (gettext_lazy("Your session is coming up. See you there!"), FACTS, BRING, AT_THE_DOOR, CANNOT_COME, TICKET),
    ),
    Kind.LAPSED: (
        gettext_lazy("Lapsed: {session}, {when}"),
        (
            gettext_lazy("We are sorry: this booking was not settled in time, so its places were given back."),
            FACTS,
            gettext_lazy("Please choose another time, or telephone us: we help you find one."),
            RECORD,
        ),
    ),
}
