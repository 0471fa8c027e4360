"""Which sessions are offered to whom: what only classes book to no family, what only individuals book to no class."""

from collections.abc import Collection

from django.db.models import Q

from events.models import Audience, EventSession

Mode = EventSession.BookingMode
COMES_WITH_CLASS = {Audience.Code.CLASS, Audience.Code.TEACHER}


def is_offered(mode: str, audience: str) -> bool:
    """Return whether a session that is for an audience, and is booked in this way, is offered to that audience."""
    if mode == Mode.CLASS:
        return audience in COMES_WITH_CLASS
    return not (mode == Mode.INDIVIDUAL and audience == Audience.Code.CLASS)


def offered_condition(audiences: Collection[str]) -> Q:
    """Return the condition for sessions that are offered to one of these audiences."""
    condition = Q()
    for mode in Mode.values:
        condition |= Q(booking_mode=mode, audiences__in=[code for code in audiences if is_offered(mode, code)])
    return condition


def modes_offered_beside(mode: str) -> list[str]:
    """Return in which ways that is booked which is offered to the readers of a session booked in this way."""
    not_theirs = {Mode.CLASS: {Mode.INDIVIDUAL}, Mode.BOTH: set()}.get(mode, {Mode.CLASS})
    return [other for other in Mode.values if other not in not_theirs]
