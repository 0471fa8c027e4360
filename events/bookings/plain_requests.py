"""Requests to book that are evidently valid, recognised without the form, which takes longer than to recognise them.

Only these may be refused from memory. And what a form from memory has of its own.

What is not recognised is not invalid. It goes the whole way, where the form decides.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from events.bookings import rules, spam_guard
from events.bookings.forms import IndividualForm, new_form_token
from events.bookings.services import BookerDetails

# Valid whatever the rest is; other values are asked of the form's field, which takes longer.
PLAIN_VALUES = {
    "slot": re.compile(r"[1-9][0-9]{0,17}"),
    "contact_name": re.compile("[\u4e00-\u9fa5A-Za-z]{1,14}"),
    "phone": re.compile(r"1[3-9][0-9]{9}"),
    "email": re.compile(""),
    "people": re.compile(r"[1-9][0-9]{0,2}"),
    "under_14": re.compile(r"[0-9]{0,3}"),
    "access_needs": re.compile(""),
    "consent": re.compile("on"),
    "submission": re.compile(r"[A-Za-z0-9_-]{0,64}"),
    "website": re.compile(""),
    "wait": re.compile("1"),
}
OWN_FIELDS = ("submission", "shown_at")  # what no two forms that are opened have in common
REQUIRED = {"slot", "contact_name", "phone", "people", "consent"}
ASKED_OF_FIELD = ("contact_name", "email", "access_needs")


@dataclass(frozen=True)
class PlainRequest:
    """An individual's request to book as far as its form decides."""

    slot_id: int
    phone: str
    people: int
    under_14: int
    token: str
    wait: bool  # says yes to the line where too few places are left
    values: Mapping[str, str]  # as they were sent

    def party(self) -> rules.Party:
        return rules.Party(people=self.people, under_14=self.under_14, phone=self.phone)

    def details(self) -> BookerDetails:
        texts = {name: clean_text(name, value) for name in ASKED_OF_FIELD if (value := self.values.get(name))}
        return BookerDetails(phone=self.phone, language=get_language() or "zh-hans", **texts)


def read_plain_request(body: bytes) -> PlainRequest | None:
    """Return the request that a urlencoded form's body makes, if it is evidently valid, else None. The slot may be any number."""
    pairs = parse_qsl(body.decode(), keep_blank_values=True) if body.isascii() else []
    values = dict(pairs)
    if len(values) != len(pairs) or not values.keys() >= REQUIRED:
        return None
    stamp = values.pop("shown_at", "")
    if not all(is_evidently_valid(name, value) for name, value in values.items()):
        return None
    if spam_guard.find_robot_sign(trap="", stamp=stamp):
        return None
    return PlainRequest(
        slot_id=int(values["slot"]),
        phone=values["phone"],
        people=int(values["people"]),
        under_14=int(values.get("under_14") or 0),
        token=values.get("submission", ""),
        wait="wait" in values,
        values=values,
    )


def make_own_values() -> dict[str, str]:
    return dict(zip(OWN_FIELDS, (new_form_token(), spam_guard.sign_form_time()), strict=True))


def is_evidently_valid(name: str, value: str) -> bool:
    pattern = PLAIN_VALUES.get(name)
    if pattern is None:
        return False
    return bool(pattern.fullmatch(value)) or (name in ASKED_OF_FIELD and is_valid_for_field(name, value))


def is_valid_for_field(name: str, value: str) -> bool:
    try:
        clean_text(name, value)
    except ValidationError:
        return False
    return True


def clean_text(name: str, value: str) -> str:
    if PLAIN_VALUES[name].fullmatch(value):
        return value
    return IndividualForm.base_fields[name].clean(value)
