"""Deeds as the pages send them. A number that cannot be read is as good as none: then the party is as it was booked."""

import datetime as dt
from collections.abc import Iterable, Mapping

from content.control_characters import clean_text
from content.query_values import parse_id
from events.checkin.deed_json import MAX_PEOPLE, normalise_reference
from events.checkin.deeds import Deed, DeedKind, new_nonce
from events.models import Arrival

NONCE_LENGTH, REASON_LENGTH = 64, 200


def read_admission(sent: Mapping[str, str], *, now: dt.datetime, desk: Iterable[int]) -> Deed:
    booking_id = parse_id(sent.get("booking"))
    code = clean_text(sent.get("code", "")).strip()[:200]
    is_signed = "." in code
    return Deed(
        nonce=read_nonce(sent),
        at=now,
        desk=tuple(desk),
        booking_id=booking_id,
        code=code if is_signed else "",
        reference="" if is_signed else normalise_reference(code),
        entry=Arrival.Entry.PICKED if booking_id else Arrival.Entry.TYPED,
        **read_numbers(sent),
    )


def read_walk_ins(sent: Mapping[str, str], *, now: dt.datetime, desk: Iterable[int]) -> Deed:
    return Deed(
        nonce=read_nonce(sent),
        kind=DeedKind.WALK_IN,
        at=now,
        desk=tuple(desk),
        booking_id=parse_id(sent.get("booking")),
        slot_id=parse_id(sent.get("slot")),
        entry=Arrival.Entry.COUNTED,
        **read_numbers(sent),
    )


def read_correction(sent: Mapping[str, str], *, now: dt.datetime, desk: Iterable[int], about: Arrival) -> Deed:
    deed = {"nonce": read_nonce(sent), "kind": DeedKind.CORRECT, "at": now, "desk": tuple(desk), "about": about.nonce}
    return Deed(entry=Arrival.Entry.COUNTED, **deed, **read_numbers(sent))


def read_undoing(sent: Mapping[str, str], *, now: dt.datetime, desk: Iterable[int], about: Arrival) -> Deed:
    reason = clean_text(sent.get("reason", "")).strip()[:REASON_LENGTH]
    deed = {"nonce": read_nonce(sent), "kind": DeedKind.UNDO, "at": now, "desk": tuple(desk), "about": about.nonce}
    return Deed(entry=Arrival.Entry.TYPED, reason=reason, **deed)


def read_nonce(sent: Mapping[str, str]) -> str:
    """Return the number that the page gave the deed, so that sending it twice does it once."""
    return clean_text(sent.get("nonce", "")).strip()[:NONCE_LENGTH] or new_nonce()


def read_numbers(sent: Mapping[str, str]) -> dict[str, int | None]:
    return {name: read_number(sent.get(name)) for name in ("people", "pupils", "adults")}


def read_number(text: str | None) -> int | None:
    number = parse_id((text or "").strip())
    return number if number is not None and number <= MAX_PEOPLE else None
