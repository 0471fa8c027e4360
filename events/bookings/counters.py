"""What is counted of bookings, for `/metrics`: how often something was done, and why it was refused. Nothing personal.

These are counters of this process since it started. How many bookings there are is asked of the database.
"""

from collections.abc import Callable
from functools import wraps

from prometheus_client import Counter

from events.bookings.errors import BookingError

DONE, REPEATED, REFUSED = "done", "repeated", "refused"

DEEDS = Counter("portal_booking_deeds_total", "Bookings made, changed and ended, by how it went", ["deed", "outcome"])
REFUSALS = Counter("portal_booking_refusals_total", "Refusals, by the reason that was given", ["deed", "reason"])
RATE_LIMITED = Counter("portal_rate_limited_total", "Tries beyond a limit, by what was limited", ["action"])


def count_refusal(deed: str, reason: str, times: int = 1):
    """Count a refusal; `reason` is the name of its `BookingError`."""
    DEEDS.labels(deed, REFUSED).inc(times)
    REFUSALS.labels(deed, reason).inc(times)


def counts_deed(deed: str, *, name_outcome: Callable[..., str] = lambda result, **arguments: DONE):
    """Decorate a service: count it once its transaction is over, by its outcome or by the reason it was refused with."""

    def decorate(service):
        @wraps(service)
        def counted(**arguments):
            try:
                result = service(**arguments)
            except BookingError as refusal:
                count_refusal(deed, type(refusal).__name__)
                raise
            DEEDS.labels(deed, name_outcome(result, **arguments)).inc()
            return result

        return counted

    return decorate


def name_new_booking(booking, *, now, **arguments) -> str:
    """Return the state that a new booking got; a request that had been granted before made none."""
    return booking.state if booking.created_at == now else REPEATED
