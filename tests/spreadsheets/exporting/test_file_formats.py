"""A workbook as people print and send it: columns as wide as what is in them, dates with the day's name, titles on each sheet."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from spreadsheets.exporting.file_formats import WIDEST, build_xlsx

MOMENT = dt.datetime(2025, 5, 13, 9, 30)  # noqa: DTZ001 (as it stands in a workbook)
ROWS = [["玻璃器皿制作体验", 3, MOMENT, dt.date(2025, 5, 13), "字" * 200], ["短", None, None, None, "一行\n两行"]]


@pytest.fixture
def page():
    titles = ["名称", "人数", "开始", "日期", "说明"]
    return load_workbook(io.BytesIO(build_xlsx([("时段", titles, iter(ROWS))]))).active


def test_columns_are_as_wide_as_what_is_in_them(page):
    widths = {letter: page.column_dimensions[letter].width for letter in "ABCDE"}
    assert widths["A"] == 2 * len("玻璃器皿制作体验") + 2
    assert widths["C"] >= len("2025-05-13 周二 09:30") + 2
    assert widths["D"] >= len("2025-05-13 周二") + 2
    assert widths["E"] == WIDEST
    assert page["E2"].alignment.wrap_text
    assert page["E3"].alignment.wrap_text
    assert not page["A2"].alignment.wrap_text


def test_dates_stay_dates_and_say_their_day(page):
    assert page["C2"].value == MOMENT
    assert page["C2"].number_format.endswith("[$-804]aaa hh:mm")
    assert page["D2"].number_format.endswith("[$-804]aaa")


def test_it_is_printed_across_the_page_with_its_titles_on_each(page):
    assert page.page_setup.orientation == "landscape"
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (1, 0, True)
    assert page.print_title_rows == "$1:$1"
    assert page.freeze_panes == "A2"
