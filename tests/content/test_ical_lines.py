"""Lines of a calendar file are folded as the standard has it, and come back whole."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from content.control_characters import clean_text
from content.ical_lines import format_utc_time, format_wall_time, write_line, write_text_line

TEXTS = st.text(st.sampled_from("a晋é👩\\,;\n:\"' ") | st.characters(exclude_categories=["Cs"]), max_size=300)


@given(TEXTS)
def test_any_text_comes_back_as_the_portal_stores_it(text):
    text = clean_text(text).strip()
    line = write_text_line("SUMMARY", text)
    assert str(Event.from_ical(b"BEGIN:VEVENT\r\n" + line + b"END:VEVENT\r\n")["SUMMARY"]) == text


@given(TEXTS)
def test_no_piece_is_longer_than_75_octets_or_ends_within_a_character(text):
    *pieces, rest = write_text_line("SUMMARY", text).split(b"\r\n")
    assert rest == b""
    for number, piece in enumerate(pieces):
        assert len(piece) <= 75
        assert (number == 0) or piece.startswith(b" ")
        assert b"\n" not in piece
        assert b"\r" not in piece
        piece.decode()


@pytest.mark.parametrize("octets", range(60, 80))
def test_no_piece_ends_within_an_escaped_character(octets):
    pieces = write_text_line("X", "a" * octets + ",\\;" * 30).split(b"\r\n")
    for piece in pieces:
        assert (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 0


def test_a_short_line_is_not_folded():
    assert write_line("SEQUENCE", "3") == b"SEQUENCE:3\r\n"
    assert write_line("X", "a" * 73) == b"X:" + b"a" * 73 + b"\r\n"
    assert write_line("X", "a" * 74) == b"X:" + b"a" * 73 + b"\r\n a\r\n"


def test_times_are_told_in_utc_and_as_clocks_show_them():
    moment = dt.datetime(2025, 5, 13, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert format_utc_time(moment) == "20250513T013000Z"
    assert format_wall_time(moment) == "20250513T093000"
