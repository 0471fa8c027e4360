"""What notices say where the bureau has no text of its own: subject and paragraphs of each kind, with placeholders."""

from django.utils.translation import gettext_lazy

from events.models import Notice

Kind = Notice.Kind

FACTS = gettext_lazy("{session}\nTime: {when}\nPlace: {venue}\nParty: {people}\nReference: {reference}")
CHANGE = "{change}"
ASKED = gettext_lazy("Asked for: {change}")
REASON = gettext_lazy("Reason: {reason}")
BRING = gettext_lazy("Please bring: {bring}")
AT_THE_DOOR = gettext_lazy("At the door, show the QR code of your ticket or say the reference.")
CANNOT_COME = gettext_lazy("If you cannot come, please cancel early so that someone else can have your place.")
DECIDED_BY = gettext_lazy("The places are kept for you until {expires}. We will tell you as soon as there is a decision.")
ASK_US = gettext_lazy("If none suits you, ask us and we will help you find one: {contact}")
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
        (gettext_lazy("You're booked. See you there!"), FACTS, BRING, AT_THE_DOOR, CANNOT_COME, TICKET),
    ),
    Kind.REJECTED: (
        gettext_lazy("Not approved: {session}, {when}"),
        (
            gettext_lazy("We are sorry: this class booking could not be approved."),
            REASON,
            FACTS,
            gettext_lazy("Please choose another time slot or session."),
            ASK_US,
            RECORD,
        ),
    ),
    Kind.WAITLISTED: (
        gettext_lazy("On the waiting list: {session}, {when}"),
        (
            gettext_lazy("This time slot is full. You are on the waiting list."),
            FACTS,
            gettext_lazy(
                "Places that become free go to the first party in line that fits. We will tell you when it is your"
                " turn; until then you need not do anything. If you no longer want to wait, you can leave the list on"
                " your ticket page."
            ),
            TICKET,
        ),
    ),
    Kind.PROMOTED: (
        gettext_lazy("Places have become free: {session}, {when}"),
        (
            gettext_lazy("Good news: places have become free for you."),
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
        (gettext_lazy("Your booking has been changed as you asked."), CHANGE, FACTS, DECIDED_BY, CANNOT_COME, TICKET),
    ),
    Kind.CHANGED_BY_STAFF: (
        gettext_lazy("Your booking has changed: {session}"),
        (
            gettext_lazy("We had to change your booking. We are sorry for the inconvenience."),
            CHANGE,
            REASON,
            FACTS,
            DECIDED_BY,
            gettext_lazy("If this does not suit you, you can choose another time slot or cancel on your ticket page."),
            TICKET,
        ),
    ),
    Kind.CANCELLED: (
        gettext_lazy("Cancelled: {session}, {when}"),
        (
            gettext_lazy("This booking has been cancelled, so you need not come."),
            REASON,
            FACTS,
            gettext_lazy("You are welcome to book again while places are left."),
            RECORD,
        ),
    ),
    Kind.CHANGE_REQUESTED: (
        gettext_lazy("Change received, awaiting approval: {session}"),
        (
            gettext_lazy("We have received your request for a change."),
            ASKED,
            gettext_lazy("You will hear from us by {expires} at the latest. Until then your booking stays as it is:"),
            FACTS,
            TICKET,
        ),
    ),
    Kind.CHANGE_APPROVED: (
        gettext_lazy("Change approved: {session}, {when}"),
        (gettext_lazy("The change you asked for has been approved."), CHANGE, FACTS, BRING, AT_THE_DOOR, CANNOT_COME, TICKET),
    ),
    Kind.CHANGE_ENDED: (
        gettext_lazy("Not changed: {session}, {when}"),
        (
            gettext_lazy("The change you asked for was not made. Your booking stays as it was."),
            ASKED,
            REASON,
            FACTS,
            gettext_lazy("You can ask for another change on your ticket page."),
            TICKET,
        ),
    ),
    Kind.TICKET_LINK: (
        gettext_lazy("Your ticket: {session}, {when}"),
        (
            gettext_lazy("You asked us to send you the address of your ticket again."),
            FACTS,
            TICKET,
            gettext_lazy(
                "Anyone who has this address can change or cancel the booking, so please do not pass it on. If you did"
                " not ask for it, you need not do anything."
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
            gettext_lazy("We are sorry: this booking was not decided in time, so its places have been released."),
            FACTS,
            gettext_lazy("Please choose another time slot."),
            ASK_US,
            RECORD,
        ),
    ),
}
