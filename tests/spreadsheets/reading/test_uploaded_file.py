"""Files as they come, the hostile ones too: each is read or refused with a sentence."""

import io
import zipfile
import zlib

import pytest
from openpyxl import Workbook

from schools.sheets import SchoolSheet
from spreadsheets import limits
from spreadsheets.errors import SpreadsheetError
from spreadsheets.reading.uploaded_file import read_spreadsheet
from tests.spreadsheets.sheet_files import build_workbook

ROWS = [["网址名", "名称"], ["a", "甲校"]]
CSV = "网址名,名称\r\na,甲校\r\n"


def names(content) -> list:
    return [cells["name"] for table in read_spreadsheet(content, (SchoolSheet,)).tables for _number, cells in table.rows]


def refusal(content) -> str:
    with pytest.raises(SpreadsheetError) as found:
        read_spreadsheet(content, (SchoolSheet,))
    return found.value.sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_as_excel_saves_it(encoding):
    assert names(CSV.encode(encoding)) == ["甲校"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "；"])
def test_what_stands_between_the_cells_is_found_out(delimiter):
    assert names(CSV.replace(",", delimiter).encode()) == ["甲校"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_unicode_text_as_excel_saves_it(encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert names(mark + CSV.replace(",", "\t").encode(encoding)) == ["甲校"]


def merged(*areas, rows=(*ROWS, ["b", "乙校"], ["c", "丙校"])):
    book = Workbook()
    book.active.title = "学校"
    for row in rows:
        book.active.append([*row, "", "备注"])
    for area in areas:
        book.active.merge_cells(area)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_merged_cells_are_named():
    sentence = refusal(merged("B2:B4", "A2:A3"))
    assert "B2:B4" in sentence
    assert "A2:A3" in sentence
    assert "取消合并" in sentence


def test_merged_titles_are_named_before_columns_are_missed():
    assert "A1:B1" in refusal(merged("A1:B1"))


def test_cells_merged_beside_the_columns_do_not_matter():
    assert names(merged("D2:D4")) == ["甲校", "乙校", "丙校"]


def test_csv_cell_of_several_lines_is_one_row():
    found = read_spreadsheet('网址名,名称\na,"甲\n校"\nb,乙'.encode(), (SchoolSheet,))
    assert [(number, cells["name"]) for number, cells in found.tables[0].rows] == [(2, "甲\n校"), (3, "乙")]


@pytest.mark.parametrize("titles", [["slug", "name"], ["Address name", "Name"], ["网址名 *", " 名称"], ["SLUG", "名称*"]])
def test_titles_in_either_language(titles):
    assert names(build_workbook(学校=[titles, ["a", "甲校"]])) == ["甲校"]


def test_a_single_worksheet_may_be_called_anything():
    assert names(build_workbook(Sheet1=ROWS)) == ["甲校"]


def test_blank_rows_keep_their_numbers():
    found = read_spreadsheet(build_workbook(学校=[ROWS[0], [None], ["", " "], ["a", "甲校"]]), (SchoolSheet,))
    assert [number for number, _cells in found.tables[0].rows] == [4]


def test_unknown_columns_and_worksheets_are_named():
    found = read_spreadsheet(build_workbook(学校=[["网址名", "颜色"], ["a", "红"]], 备注=[["x"]]), (SchoolSheet,))
    assert (found.tables[0].unknown, found.left_aside) == (["颜色"], ["备注"])


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"PK\x03\x04 not a zip at all", "损坏"),
        (build_workbook(学校=ROWS)[:-200], "损坏"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "CSV UTF-8"),
        ("网址名,名称\na,甲\x00校".encode(), "CSV UTF-8"),
        ('网址名,名称\na,"甲"乙"'.encode(), "不是CSV"),
        ("名称\n甲校".encode(), "网址名"),
        ("网址名,slug\na,b".encode(), "两列"),
        ("网址名,名称\n".encode(), "没有内容"),
        (b"", "网址名"),
        (build_workbook(甲=ROWS, 乙=ROWS), "工作表"),
    ],
)
def test_refused_with_a_sentence(content, word):
    assert word in refusal(content)


def packed(**parts) -> bytes:
    """A workbook with parts replaced or added."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(build_workbook(学校=ROWS))) as whole,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in whole.namelist():
            out.writestr(name, parts.pop(name, whole.read(name)))
        for name, data in parts.items():
            out.writestr(name, data)
    return content.getvalue()


def test_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = packed(**{"xl/media/image1.xml": b" " * (limits.MAX_UNPACKED + 1)})
    assert len(bomb) < 1_000_000
    monkeypatch.setattr(zlib, "decompressobj", None)  # nothing may be unpacked
    assert "过大" in refusal(bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'
    assert "XML" in refusal(packed(**{"xl/sharedStrings.xml": text.encode(encoding)}))


def test_a_zip_that_is_no_workbook():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as out:
        out.writestr("a.txt", "x")
    assert "Excel" in refusal(content.getvalue())


def test_macros_are_never_looked_at():
    assert names(packed(**{"xl/vbaProject.bin": b"anything"})) == ["甲校"]


def test_a_sheet_that_claims_to_be_huge():
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>'
    rows += b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>a</t></is></c><c r="XFD1048576"><v>1</v></c></row>'
    page = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
    found = read_spreadsheet(
        packed(**{"xl/worksheets/sheet1.xml": page + b"<sheetData>" + rows + b"</sheetData></worksheet>"}), (SchoolSheet,)
    )
    assert found.tables[0].rows == [(1048576, {"slug": "a"})]


@pytest.mark.parametrize("content", [build_workbook(学校=[*ROWS, ["b", "乙"], ["c", "丙"]]), f"{CSV}b,乙\nc,丙".encode()])
def test_too_many_rows(monkeypatch, content):
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    assert "超过2行" in refusal(content)


def test_a_workbook_with_a_password_says_so():
    """Each part's entry in the directory of the zip carries the flag; opening one would raise."""
    content = bytearray(build_workbook(学校=ROWS))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    assert "密码" in refusal(bytes(content))


def test_a_workbook_of_very_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_PARTS", 3)
    assert "过大" in refusal(build_workbook(学校=ROWS))
