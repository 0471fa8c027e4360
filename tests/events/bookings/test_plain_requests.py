"""What is taken for evidently valid is valid for the form, and says the same."""

import itertools
import random
from urllib.parse import urlencode

import pytest

from events.bookings.forms import IndividualForm
from events.bookings.plain_requests import read_plain_request

VALUES = {
    "slot": ["7", "70", "0", "07", "x", ""],
    "contact_name": ["王女士", "Ali", "Ana María", "一二三四五六七八九一二三四", "O'Brien", "x" * 15, "x" * 26, "王1", ""],
    "phone": ["13800000001", "19912345678", "12800000001", "138 0000 0001", "１３８００００００００１", "1380000000", ""],
    "email": ["", "wang@example.org", "WANG@example.org", "a@b", "王@example.org", "140101199001011234@qq.com"],
    "people": ["1", "5", "05", "999", "1000", "-1", "1.5", "٣", ""],
    "under_14": ["", "0", "3", "999", "1000", "-1", " 2"],
    "access_needs": ["", "轮椅", "x" * 200, "x" * 201, "140101 19900101 1234", "a\x00b"],
    "consent": ["on", "", "true", "0"],
    "submission": ["", "aZ_-09", "王", "x" * 65],
}


def every_value_once():
    plain = {name: values[0] for name, values in VALUES.items()}
    return [{**plain, name: value} for name, values in VALUES.items() for value in values]


def mixtures(count):
    """Mostly of the first values, so that many are plain."""
    choose = random.Random(12)  # noqa: S311 (the same in every run)
    return [
        {
            name: choose.choice(values[:2] if choose.random() < 0.9 else values)
            for name, values in VALUES.items()
            if name != "consent"
        }
        | {"consent": "on"}
        for _time in range(count)
    ]


def test_what_is_plain_is_valid_and_says_the_same():
    recognised = 0
    for fields in itertools.chain(every_value_once(), mixtures(300)):
        request = read_plain_request(urlencode(fields).encode())
        if request is None:
            continue
        recognised += 1
        form = IndividualForm(fields)
        assert form.is_valid(), (fields, form.errors)
        cleaned = form.cleaned_data
        said = (request.slot_id, request.phone, request.people, request.under_14, request.token)
        assert (request.party(), request.details()) == (form.party(), form.details())
        assert said == tuple(cleaned[name] for name in ("slot", "phone", "people", "under_14", "submission"))
    assert recognised > 100


def test_what_people_usually_send_is_recognised():
    assert read_plain_request(urlencode(every_value_once()[0]).encode())
    assert read_plain_request(
        urlencode({"slot": "7", "contact_name": "Li", "phone": "13800000001", "people": "2", "consent": "on"}).encode()
    )


@pytest.mark.parametrize(
    "body", [b"", b"slot", b"\xff", "slot=7&contact_name=王".encode(), b"slot=7&slot=8", b"a=1;b=2", b"%", b"slot=7&phone=%ff"]
)
def test_other_bodies_are_none(body):
    assert read_plain_request(body) is None
