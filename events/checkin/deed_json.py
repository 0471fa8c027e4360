"""Deeds as devices send them (`docs/checkin.md`). What of a deed cannot be understood is refused; the other deeds count."""

import datetime as dt
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.control_characters import clean_text
from events.checkin.deeds import Deed, DeedKind
from events.models import Arrival, Result
from events.models.arrival import DEVICE_LENGTH

MAX_DEEDS = 500
MAX_PEOPLE = 1000
MAX_SLOTS = 100
LARGEST_ID = 2**63 - 1


class BadRequest(Exception):
    """The request as a whole is not of this form."""


class TooManyDeeds(Exception):
    """The request holds more than `MAX_DEEDS`."""


class BadValue(Exception):
    """A value of a deed is not of its kind."""


@dataclass(frozen=True)
class BadDeed:
    nonce: str
    sentence: str


def parse_deeds(body: bytes, now: dt.datetime) -> list[Deed | BadDeed]:
    """Return the deeds of a request in their order. Raises `BadRequest`, `TooManyDeeds`."""
    try:
        scans = json.loads(body)["scans"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadRequest from None
    if not isinstance(scans, list) or not all(isinstance(scan, dict) for scan in scans):
        raise BadRequest
    if len(scans) > MAX_DEEDS:
        raise TooManyDeeds
    return [parse_scan(scan, now) for scan in scans]


def parse_scan(scan: dict, now: dt.datetime) -> Deed | BadDeed:
    try:
        return build_deed(scan, now)
    except BadValue as refusal:
        name = str(refusal)
        return BadDeed(str(scan.get("id", ""))[:64], _("The value of “%(name)s” cannot be understood.") % {"name": name})


def build_deed(scan: dict, now: dt.datetime) -> Deed:
    is_queued = read_boolean(scan, "queued")
    return Deed(
        nonce=read_text(scan, "id", 64, required=True),
        kind=DeedKind(read_choice(scan, "deed", DeedKind, DeedKind.ADMIT)),
        at=min(read_moment(scan, "at"), now) if is_queued else now,
        desk=read_ids(scan, "desk"),
        code=read_text(scan, "code", 200),
        reference=normalise_reference(read_text(scan, "ref", 40)),
        booking_id=read_number(scan, "booking", LARGEST_ID),
        slot_id=read_number(scan, "slot", LARGEST_ID),
        people=read_number(scan, "people", MAX_PEOPLE),
        pupils=read_number(scan, "pupils", MAX_PEOPLE),
        adults=read_number(scan, "adults", MAX_PEOPLE),
        entry=read_choice(scan, "entry", Arrival.Entry.values, Arrival.Entry.SCANNED),
        device=read_text(scan, "device", DEVICE_LENGTH),
        is_queued=is_queued,
        let_in=read_boolean(scan, "let_in"),
        device_result=read_choice(scan, "result", Result.values, "") if is_queued else "",
        about=read_text(scan, "about", 64),
        reason=read_text(scan, "reason", 200),
    )


def normalise_reference(text: str) -> str:
    """Return what was typed without spaces and hyphens, in capitals."""
    return "".join(char for char in text if char.isalnum()).upper()


def read_text(scan: dict, name: str, most: int, *, required: bool = False) -> str:
    value = scan.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise BadValue(name)
    text = clean_text(value).strip()
    if required and not text:
        raise BadValue(name)
    return text


def read_number(scan: dict, name: str, most: int) -> int | None:
    value = scan.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise BadValue(name)
    return value


def read_boolean(scan: dict, name: str) -> bool:
    value = scan.get(name, False)
    if not isinstance(value, bool):
        raise BadValue(name)
    return value


def read_choice(scan: dict, name: str, choices, default: str) -> str:
    value = scan.get(name) or default
    if value not in [*choices] and value != default:
        raise BadValue(name)
    return value


def read_ids(scan: dict, name: str) -> tuple[int, ...]:
    values = scan.get(name, [])
    if not isinstance(values, list) or len(values) > MAX_SLOTS:
        raise BadValue(name)
    return tuple(read_number({name: value}, name, LARGEST_ID) or 0 for value in values)


def read_moment(scan: dict, name: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(read_text(scan, name, 40, required=True))
        if moment.tzinfo is None or not 2000 <= moment.year <= 2999:
            raise BadValue(name)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise BadValue(name) from None
