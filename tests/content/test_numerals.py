import pytest

from content.numerals import read_numeral, write_numeral


@pytest.mark.parametrize(
    ("digits", "han"), [("1", "一"), ("10", "十"), ("12", "十二"), ("20", "二十"), ("21", "二十一"), ("103", "一〇三")]
)
def test_digits_and_numerals_say_the_same(digits, han):
    assert write_numeral(digits) == han
    assert read_numeral(han) == digits


@pytest.mark.parametrize(("digits", "han"), [("05", "〇五"), ("2025", "二〇二五")])
def test_what_is_no_number_of_two_digits_is_written_digit_by_digit(digits, han):
    assert write_numeral(digits) == han


def test_formal_numerals_are_read():
    assert read_numeral("贰拾壹") == "21"
