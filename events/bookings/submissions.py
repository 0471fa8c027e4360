"""A request to book is granted once: whoever sends it again with the same token gets the booking it made (rule 3)."""

import datetime as dt
import hashlib
import json

from content.prepared_inserts import build_row
from events.bookings import errors
from events.models import Booking, Submission


def hash_request(**content) -> str:
    """Return a hash of what was asked for, cleaned but otherwise as it was sent."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def find_submission(token: str, request_hash: str) -> Submission | None:
    """Return the same request sent before with this token. The caller holds the token's lock."""
    if not token:
        return None
    return Submission.objects.filter(token=token, request_hash=request_hash).select_related("booking").first()


def find_standing_booking(submission: Submission, phone: str, now: dt.datetime) -> Booking:
    """Return the booking that the request made; if it has ended, another of its plan or the other half of its class.

    Raises `BookingOfRequestEnded` if none is live or has the phone number it was made with.
    """
    booking = submission.booking
    for one in (booking, *Booking.objects.live().made_together_with(booking).order_by("pk")):
        if one.is_live and not one.has_expired(now) and one.phone == phone:
            return one
    raise errors.BookingOfRequestEnded()


def build_submission(token: str, request_hash: str, booking: Booking, now: dt.datetime) -> list[Submission]:
    """Return the unsaved record of the request beside the booking it made; none of one without a token."""
    return [build_row(Submission, token=token, request_hash=request_hash, booking=booking, submitted_at=now)] if token else []


def record_submission(token: str, request_hash: str, booking: Booking, now: dt.datetime):
    for submission in build_submission(token, request_hash, booking, now):
        submission.save()
