"""The whole model."""

import copy
import datetime as dt
from dataclasses import dataclass, field

from tests.events.bookings.reference_model.bookings import Bookings
from tests.events.bookings.reference_model.changes import Changes
from tests.events.bookings.reference_model.checks import Checks
from tests.events.bookings.reference_model.places import Places
from tests.events.bookings.reference_model.plans import Plans
from tests.events.bookings.reference_model.rescheduling import Rescheduling


@dataclass
class ReferenceModel(Places, Checks, Bookings, Plans, Changes, Rescheduling):
    """The time, the slots, all bookings there have ever been, and which request made which."""

    now: dt.datetime
    rooms: dict
    entries: list = field(default_factory=list)
    submissions: dict = field(default_factory=dict)  # (token, what was asked for) → number of the booking

    def attempt(self, name, **said):
        """The world after a deed, and what the deed gave; raises `Refused`, and then this world stands as it was."""
        after = copy.deepcopy(self)
        return after, getattr(after, name)(**said)
