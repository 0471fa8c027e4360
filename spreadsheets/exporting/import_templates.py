"""Templates to fill in: a workbook with drop-down lists and a sheet of instructions, or CSV with titles only."""

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from spreadsheets.checking.field_widgets import can_be_empty
from spreadsheets.checking.references import ForeignKeyNameWidget, ManyToManyNameWidget
from spreadsheets.checking.widgets import ChoiceWidget, DayWidget, LinesWidget, MomentWidget, YesNoWidget
from spreadsheets.exporting.file_formats import build_csv
from spreadsheets.kinds import SpreadsheetKind
from spreadsheets.reading.workbooks import IGNORED_SHEETS

FILLED_ROWS = 5000
ABOUT, LISTS = IGNORED_SHEETS
MAX_HINT = 250  # characters; Excel shows no more


def template_columns(sheet) -> Iterator[dict]:
    resource = sheet()
    required = resource.required_names()
    for name in resource.names():
        column = resource.fields[name]
        if not column.readonly or name in resource.hints:
            yield {
                "name": name,
                "title": resource.title_of(name),
                "is_required": name in required,
                "hint": column_hint(resource, name, column.widget),
                "choices": widget_choices(column.widget),
                "example": column_example(resource, name, column.widget),
            }


def column_hint(resource, name, widget) -> str:
    django_field = resource.django_field(name)
    parts = [str(resource.hints[name])] if name in resource.hints else [str(getattr(django_field, "help_text", "") or "")]
    parts.append(widget_format_hint(widget))
    if django_field is not None and django_field.has_default() and not can_be_empty(django_field):
        parts.append(_("Blank in a new row: the usual value."))
    return " ".join(filter(None, parts))


def widget_format_hint(widget) -> str:
    for kind, hint in (
        (ManyToManyNameWidget, _("Names or address names, with 、 between them.")),
        (ForeignKeyNameWidget, _("Name or address name.")),
        (MomentWidget, _("Date and time, like 2025-05-13 09:30.")),
        (DayWidget, _("Date, like 2025-05-13.")),
        (LinesWidget, _("Several in one cell: a line each (Alt+Enter).")),
    ):
        if isinstance(widget, kind):
            return hint
    return ""


def widget_choices(widget) -> list[str]:
    if isinstance(widget, ChoiceWidget):
        return [str(label) for _code, label in widget.choices]
    return ["是", "否"] if isinstance(widget, YesNoWidget) else []


def column_example(resource, name, widget) -> str:
    value = resource.examples.get(name)
    if value is None:
        return ""
    return str(widget.render(value)) if isinstance(widget, (ChoiceWidget, LinesWidget)) else str(value)


def build_csv_template(sheet) -> bytes:
    return build_csv([column["title"] for column in template_columns(sheet)], [])


def build_workbook_template(kind: SpreadsheetKind) -> bytes:
    from openpyxl import Workbook  # 6 MB, which processes that write no workbook do without

    book = Workbook()
    book.remove(book.active)
    pages = [(sheet, book.create_sheet(sheet.sheet_title())) for sheet in kind.sheets]
    about, lists = book.create_sheet(ABOUT), book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    about.append([_("worksheet"), _("column"), _("necessary"), _("what to write"), _("choices"), _("example")])
    for sheet, page in pages:
        for number, column in enumerate(template_columns(sheet), 1):
            write_column_title(page, number, column)
            add_column_guidance(page, lists, number, column)
            about.append(instruction_row(sheet, column))
        page.freeze_panes = "A2"
    format_instruction_sheet(about)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_column_title(page, number: int, column: dict):
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    cell = page.cell(1, number, column["title"] + (" *" if column["is_required"] else ""))
    cell.font = Font(bold=True)
    page.column_dimensions[get_column_letter(number)].width = max(12, 2 * len(column["title"]) + 4)


def add_column_guidance(page, lists, number: int, column: dict):
    """Add the hint that Excel shows beside a cell of the column, and the drop-down list of its choices."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list" if column["choices"] else None, allow_blank=True, showErrorMessage=False)
    if column["choices"]:
        list_column = lists.max_column + 1
        for row, choice in enumerate(column["choices"], 1):
            lists.cell(row, list_column, choice)
        letter = get_column_letter(list_column)
        rule.formula1 = f"'{lists.title}'!${letter}$1:${letter}${len(column['choices'])}"
    if column["hint"]:
        rule.promptTitle, rule.prompt, rule.showInputMessage = column["title"][:32], column["hint"][:MAX_HINT], True
    if column["choices"] or column["hint"]:
        page.add_data_validation(rule)
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{FILLED_ROWS + 1}")


def instruction_row(sheet, column: dict) -> list[str]:
    necessary = _("yes") if column["is_required"] else ""
    return [
        *(sheet.sheet_title(), f"{column['title']}（{column['name']}）", necessary),
        *(column["hint"], "、".join(column["choices"]), column["example"]),
    ]


def format_instruction_sheet(about):
    from openpyxl.styles import Alignment, Font

    for letter, width in zip("ABCDEF", (12, 34, 8, 60, 50, 30), strict=True):
        about.column_dimensions[letter].width = width
    for row in about.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
            cell.data_type = "s"
    about.freeze_panes = "A2"
