"""What somebody does at the door, and what it comes to."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.models import User
from events.models import Arrival, Booking, CheckIn, Result, TimeSlot
from schools.scoping import find_own_school_ids


class DeedKind(StrEnum):
    ADMIT = "admit"
    WALK_IN = "walk_in"
    CORRECT = "correct"
    UNDO = "undo"


def new_nonce() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, kw_only=True)
class Door:
    """Who stands at the door, with which device. `school_ids` are those of the account, where they were read together with it."""

    user: User
    device: str = ""
    school_ids: frozenset[int] | None = None

    @property
    def own_school_ids(self) -> Collection[int] | None:
        """Return the ids of the schools whose records the account sees; None for all of them."""
        return find_own_school_ids(self.user) if self.school_ids is None else self.school_ids


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One deed, whole and valid in form. Whom it concerns is said by `code`, `reference`, `booking_id` or `about`.

    `desk` are the slots that the device is the door of. Without numbers the party is as it was booked. What is queued was decided
    on the device: `let_in` says whether the people went in, `device_result` what it told them.
    """

    nonce: str = field(default_factory=new_nonce)
    kind: DeedKind = DeedKind.ADMIT
    at: dt.datetime
    desk: tuple[int, ...] = ()
    code: str = ""
    reference: str = ""
    booking_id: int | None = None
    slot_id: int | None = None
    people: int | None = None
    pupils: int | None = None
    adults: int | None = None
    entry: str = Arrival.Entry.SCANNED
    device: str = ""
    is_queued: bool = False
    let_in: bool = False
    device_result: str = ""
    about: str = ""
    reason: str = ""

    @property
    def went_in(self) -> bool:
        """Whether the people are inside, whatever the server thinks of it."""
        return self.is_queued and self.let_in

    @property
    def target_slot_id(self) -> int | None:
        """Which slot walk-ins enter, and where a code is noted that opens none."""
        return self.slot_id if self.slot_id is not None else next(iter(self.desk), None)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a deed came to. Without an `arrival` nothing was stored; `is_stored` false asks for it to be sent again.

    `check_in` is that of the booking, if the party is in. `slot` is where they are, or where their ticket is for;
    `walk_in_places` are those of that slot then.
    """

    nonce: str
    result: Result = Result.WELCOME
    verdict: str = ""
    arrival: Arrival | None = None
    booking: Booking | None = None
    check_in: CheckIn | None = None
    slot: TimeSlot | None = None
    people: int = 0
    pupils: int = 0
    adults: int = 0
    is_late: bool = False
    has_conflict: bool = False
    walk_in_places: int | None = None
    is_stored: bool = True
    error: str = ""
