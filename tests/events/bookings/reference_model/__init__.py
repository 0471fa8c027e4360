"""The booking rules told once more in plain Python, with nothing of the portal in it, for the machine to compare with."""

from tests.events.bookings.reference_model.model import ReferenceModel
from tests.events.bookings.reference_model.nouns import (
    HALF_MIN_PUPILS,
    MAX_PUPILS,
    MIN_PUPILS,
    MOST_UNDECIDED,
    PUPILS_PER_ADULT,
    ReferenceBooking,
    ReferenceParty,
    ReferenceSlot,
    Refused,
)

__all__ = [
    "HALF_MIN_PUPILS",
    "MAX_PUPILS",
    "MIN_PUPILS",
    "MOST_UNDECIDED",
    "PUPILS_PER_ADULT",
    "ReferenceBooking",
    "ReferenceModel",
    "ReferenceParty",
    "ReferenceSlot",
    "Refused",
]
