"""What people write into cells, and what it means."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from backoffice.formula_guard import escape_formula, unescape_formula
from events.models import EventSession
from spreadsheets.cells import ErrorCell, FormulaCell, format_cell_text
from spreadsheets.checking import widgets

MOMENT = dt.datetime(2025, 5, 13, 9, 30)  # noqa: DTZ001 (as it stands in a workbook)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@x", "\t=1", "\r", "＝1", "'=1", "''-", "'普通", "普通", "", "-10℃"])
def test_neutral_text_comes_back_and_is_no_formula(text):
    written = escape_formula(text)
    assert unescape_formula(written) == text
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
        "2025-05-13 周二 09:30",
        "2025年5月13日（星期二）9点30分",
        45790.395833333336,
        "45790.3958333333",
    ],
)
def test_moment_in_shanghai(cell):
    assert widgets.MomentWidget().clean(cell) == timezone.make_aware(MOMENT)


@pytest.mark.parametrize(
    ("widget", "cell", "value"),
    [
        (widgets.WholeNumberWidget(), "１２", 12),
        (widgets.WholeNumberWidget(), 12.0, 12),
        (widgets.WholeNumberWidget(), "1,200", 1200),
        (widgets.DecimalNumberWidget(), 0.1, Decimal("0.1")),
        (widgets.YesNoWidget(), "是", True),
        (widgets.YesNoWidget(), False, False),
        (widgets.YesNoWidget(), "No", False),
        (widgets.ChoiceWidget(EventSession.Kind.choices), "讲座", "lecture"),
        (widgets.ChoiceWidget(EventSession.Kind.choices), "lecture", "lecture"),
        (widgets.DayWidget(), MOMENT, dt.date(2025, 5, 13)),
        (widgets.DayWidget(), "2025.5.13", dt.date(2025, 5, 13)),
        (widgets.DayWidget(), 45790, dt.date(2025, 5, 13)),
        (widgets.DayWidget(), "45790", dt.date(2025, 5, 13)),
        (widgets.DayWidget(), "2025-05-13 周二", dt.date(2025, 5, 13)),
        (widgets.TextWidget(), 2024.0, "2024"),
        (widgets.TextWidget(), " 甲\x0b乙 ", "甲\n乙"),
        (widgets.TextWidget(is_long=True), "一\r\n'=二", "一\n'=二"),
        (widgets.TextWidget(), "'=1+1", "=1+1"),
    ],
)
def test_cell_is_understood(widget, cell, value):
    assert widget.clean(cell) == value


@pytest.mark.parametrize(
    ("widget", "cell"),
    [
        (widgets.WholeNumberWidget(), "12.5"),
        (widgets.WholeNumberWidget(), "12人"),
        (widgets.WholeNumberWidget(), True),
        (widgets.WholeNumberWidget(), "9" * 400),
        (widgets.DecimalNumberWidget(), "NaN"),
        (widgets.DecimalNumberWidget(), "1e999999999"),
        (widgets.YesNoWidget(), "也许"),
        (widgets.ChoiceWidget(EventSession.Kind.choices), "跳舞"),
        (widgets.DayWidget(), "5月13日"),
        (widgets.MomentWidget(), "2025-05-13 25:00"),
        (widgets.MomentWidget(), "2025-05-13T25:00:00+08:00"),
        (widgets.MomentWidget(), 12.4),
        (widgets.TextWidget(), MOMENT),
        (widgets.TextWidget(), FormulaCell("=1+1")),
        (widgets.WholeNumberWidget(), FormulaCell("=1+1")),
        (widgets.TextWidget(), ErrorCell("#REF!")),
        (widgets.SlugWidget(), "Not A Slug"),
    ],
)
def test_cell_is_refused_with_a_sentence(widget, cell):
    with pytest.raises(ValueError, match=r"[一-龥].*。"):
        widget.clean(cell)


def test_text_that_excel_cut_is_not_taken_for_a_change():
    assert widgets.TextWidget(is_long=True).is_same("字" * 40_000, "字" * 32_767)
    assert not widgets.TextWidget(is_long=True).is_same("字" * 40_000, "字" * 1000)


def test_numbers_are_written_without_noise():
    assert [format_cell_text(value) for value in (Decimal("499.500"), Decimal("500.000"), 0.1, 3, True)] == [
        "499.5",
        "500",
        "0.1",
        "3",
        "True",
    ]
