"""Merged cells of a worksheet: only the first of them holds the value, so the rows below would look blank."""

from xml.parsers import expat

from django.utils.translation import gettext as _

from spreadsheets.errors import SpreadsheetError

NAMED = 5  # ranges in a refusal; more would not be read
MERGED_CELL = "mergeCell"


def refuse_merged_cells(page, columns: set[int]):
    """Raise SpreadsheetError where cells of the title row, or of these columns (from 0), are merged."""
    touching = [area for area in list_merged_areas(page) if touches_columns(area, columns)]
    if touching:
        named = "、".join(touching[:NAMED]) + ("…" if touching[NAMED:] else "")
        sentence = _(
            "Cells of “%(sheet)s” are merged, and only the first of them holds the value: %(areas)s. "
            "In Excel, select them, choose “Unmerge”, fill every row, and choose the file again."
        )
        raise SpreadsheetError(sentence % {"sheet": page.title, "areas": named})


def touches_columns(area: str, columns: set[int]) -> bool:
    from openpyxl.utils import range_boundaries  # 6 MB, which processes that read no workbook do without

    first_column, first_row, last_column, _last_row = range_boundaries(area)
    return first_row == 1 or any(first_column - 1 <= column <= last_column - 1 for column in columns)


def list_merged_areas(page) -> list[str]:
    """Return the areas such as "A2:A5". openpyxl does not tell them of a worksheet that it reads row by row."""
    areas = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def note_area(name, attributes):
        if name.rpartition(" ")[2] == MERGED_CELL and "ref" in attributes:
            areas.append(attributes["ref"])

    parser.StartElementHandler = note_area
    with page._get_source() as file:
        parser.ParseFile(file)
    return areas
