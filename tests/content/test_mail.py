"""Subjects of mails come back exactly as they were written, from whatever reads them."""

import email
import email.policy
from email.header import decode_header, make_header

import pytest
from django.core.mail.message import BadHeaderError

from content.mail import PortalMail

LONG_ENGLISH = "Booked: Polished lacquer by hand with the masters of the craft and a long title, Sat 17 May 09:30{}10:30"


@pytest.mark.parametrize(
    "subject",
    [
        "短",
        "已预约：推光漆器髹饰技艺体验，与传承人面对面，5月17日 周六 09:30–10:30",
        "晋" * 200,
        LONG_ENGLISH.format("–"),
        LONG_ENGLISH.format("-"),
        "Booked: " + "a" * 190,
        "x, " * 60 + "y",
        "👩‍🔧" * 20 + " a b " + "😀" * 30,
        "中 a " * 45 + "b",
        "=?utf-8?q?Booked?= or not",
        "Reminder: Lacquer",
    ],
)
def test_subject_comes_back(subject):
    raw = PortalMail(subject, "text", "a@mail.example", ["b@mail.example"]).message().as_bytes(linesep="\r\n")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(line.startswith(b"Subject:") and not line[8:].strip() for line in lines)
    assert email.message_from_bytes(raw, policy=email.policy.default)["Subject"] == subject
    assert str(make_header(decode_header(email.message_from_bytes(raw)["Subject"]))) == subject
    unfolded = raw.split(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    assert b"  " not in unfolded


def test_subject_of_two_lines_is_refused():
    with pytest.raises(BadHeaderError):
        PortalMail("a\r\nBcc: eve@mail.example", "text", "a@mail.example", ["b@mail.example"]).message()
