"""What people write into cells, and what it means."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from spreadsheets.checking import widgets
from spreadsheets.cells import Fault, Formula, text_of
from backoffice.formula_guard import neutral, restored
from events.models import EventSession

MOMENT = dt.datetime(2025, 5, 13, 9, 30)  # noqa: DTZ001 (as it stands in a workbook)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@x", "\t=1", "\r", "＝1", "'=1", "''-", "'普通", "普通", "", "-10℃"])
def test_neutral_text_comes_back_and_is_no_formula(text):
    written = neutral(text)
    assert restored(written) == text
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@pytest.mark.parametrize(
    "cell",
    [
        MOMENT,
        MOMENT - dt.timedelta(milliseconds=300),
        "2025-05-13 09:30",
        "2025/5/13 9:30",
        "2025-05-13T09:30:00",
        "2025年5月13日 9:30",
        " 2025-05-13　09：30 ",
        "2025-05-13T09:30:00+08:00",
        "2025-05-13T01:30Z",
    ],
)
def test_moment_in_shanghai(cell):
    assert widgets.Moment().clean(cell) == timezone.make_aware(MOMENT)


@pytest.mark.parametrize(
    ("widget", "cell", "value"),
    [
        (widgets.Whole(), "１２", 12),
        (widgets.Whole(), 12.0, 12),
        (widgets.Whole(), "1,200", 1200),
        (widgets.Number(), 0.1, Decimal("0.1")),
        (widgets.YesNo(), "是", True),
        (widgets.YesNo(), False, False),
        (widgets.YesNo(), "No", False),
        (widgets.Choice(EventSession.Kind.choices), "讲座", "lecture"),
        (widgets.Choice(EventSession.Kind.choices), "lecture", "lecture"),
        (widgets.Day(), MOMENT, dt.date(2025, 5, 13)),
        (widgets.Day(), "2025.5.13", dt.date(2025, 5, 13)),
        (widgets.Text(), 2024.0, "2024"),
        (widgets.Text(), " 甲\x0b乙 ", "甲乙"),
        (widgets.Text(is_long=True), "一\r\n'=二", "一\n'=二"),
        (widgets.Text(), "'=1+1", "=1+1"),
    ],
)
def test_cell_is_understood(widget, cell, value):
    assert widget.clean(cell) == value


@pytest.mark.parametrize(
    ("widget", "cell"),
    [
        (widgets.Whole(), "12.5"),
        (widgets.Whole(), "12人"),
        (widgets.Whole(), True),
        (widgets.Whole(), "9" * 400),
        (widgets.Number(), "NaN"),
        (widgets.Number(), "1e999999999"),
        (widgets.YesNo(), "也许"),
        (widgets.Choice(EventSession.Kind.choices), "跳舞"),
        (widgets.Day(), "5月13日"),
        (widgets.Moment(), "2025-05-13 25:00"),
        (widgets.Moment(), "2025-05-13T25:00:00+08:00"),
        (widgets.Moment(), 45790.4),
        (widgets.Text(), MOMENT),
        (widgets.Text(), Formula("=1+1")),
        (widgets.Whole(), Formula("=1+1")),
        (widgets.Text(), Fault("#REF!")),
        (widgets.Slug(), "Not A Slug"),
    ],
)
def test_cell_is_refused_with_a_sentence(widget, cell):
    with pytest.raises(ValueError, match=r"[一-龥].*。"):
        widget.clean(cell)


def test_text_that_excel_cut_is_not_taken_for_a_change():
    assert widgets.Text(is_long=True).same("字" * 40_000, "字" * 32_767)
    assert not widgets.Text(is_long=True).same("字" * 40_000, "字" * 1000)


def test_numbers_are_written_without_noise():
    assert [text_of(value) for value in (Decimal("499.500"), Decimal("500.000"), 0.1, 3, True)] == [
        "499.5",
        "500",
        "0.1",
        "3",
        "True",
    ]
