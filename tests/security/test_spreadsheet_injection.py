"""What people typed never becomes a formula: every export, as CSV and as a workbook, and every module that writes one."""

import ast
import csv
import io
from pathlib import Path

import pytest
from django.db import models
from openpyxl import load_workbook

from backoffice.formula_guard import FORMULA_START
from spreadsheets import kinds
from spreadsheets.exporting.file_formats import build_csv, build_xlsx
from tests.spreadsheets.sheet_files import export_file

ROOT = Path(__file__).resolve().parents[2]
DANGEROUS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://evil.example")',
]


def cells_of_csv(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]


def cells_of_workbook(content: bytes) -> list:
    book = load_workbook(io.BytesIO(content))
    return [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_begins_like_a_formula(text):
    titles, rows = ["标题", "二", "三", "四"], [[text, f"'{text}", 12, -12]]
    written = cells_of_csv(build_csv(titles, rows))
    assert [cell for cell in written if FORMULA_START.match(cell) and not cell.startswith("'") and cell != "-12"] == []
    for cell in cells_of_workbook(build_xlsx([("a", titles, rows)])):
        assert cell.data_type in "sn"  # a text or a number, never "f"
        assert cell.data_type == "n" or cell.value.startswith("'") or not FORMULA_START.match(cell.value)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [kind.model for kind in kinds._kinds.values()], ids=lambda model: model._meta.label)
def test_every_export_of_every_list(scene, model):
    """Every text of every row begins like a formula, as far as the database lets it."""
    poison(model)
    for form, read in (
        ("csv0", cells_of_csv),
        ("xlsx", lambda content: [str(cell.value) for cell in cells_of_workbook(content)]),
    ):
        content = export_file(model, scene.alice, form)
        cells = read(content)
        assert [cell for cell in cells if cell.startswith("=")] == []
    assert [cell for cell in cells_of_workbook(export_file(model, scene.alice)) if cell.data_type == "f"] == []


def poison(model):
    names = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not (field.choices or field.unique or field.is_relation)
    ]
    for row in model._default_manager.all()[:5]:
        for name in names:
            text = f"=cmd|{name}"
            if (model._meta.get_field(name).max_length or 100) >= len(text):
                try_to_write(row, name, text)


def try_to_write(row, name: str, text: str):
    from django.db import IntegrityError, transaction

    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{name: text})
    except IntegrityError:  # a constraint knows what this field may hold
        pass


def test_every_module_that_writes_a_table_escapes_it():
    writers = {"csv.writer", "csv.DictWriter", "Workbook"}
    found = {}
    for app in ROOT.glob("*/apps.py"):
        for path in app.parent.rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if writes := {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)} & writers:
                found[str(path.relative_to(ROOT))] = (writes, "escape_formula" in text)
    assert found
    unescaped = {name for name, (_writes, is_escaped) in found.items() if not is_escaped}
    assert unescaped == {"spreadsheets/exporting/import_templates.py"}  # titles and rules of our own, nothing that was typed
