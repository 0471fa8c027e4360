"""Makes files to upload, and runs imports and exports without a worker."""

import io

from openpyxl import Workbook, load_workbook

from spreadsheets.exporting import export_job
from spreadsheets.job_queue import start_job
from spreadsheets.kinds import kind_for_model
from spreadsheets.models import SpreadsheetJob
from spreadsheets.permissions import Permissions
from spreadsheets.tasks import run_spreadsheet_job


def build_workbook(**sheets) -> bytes:
    """`build_workbook(学校=[[titles], [row], …])`: the content of an .xlsx file with these worksheets."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_rows(content: bytes, title=None) -> list[list]:
    book = load_workbook(io.BytesIO(content))
    page = book[title] if title else book.worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def export_file(model, user, form="xlsx", query="", **options) -> bytes:
    kind, permissions = kind_for_model(model), Permissions(user, query)
    return export_job.build_export_file(kind, export_job.select_export_rows(kind, permissions), permissions, form, **options)


def upload_file(model, user, content: bytes, name="file.xlsx") -> SpreadsheetJob:
    job = SpreadsheetJob(direction="import", kind=model._meta.label_lower, user=user, file_name=name, content=content)
    return run_job(job)


def run_job(job: SpreadsheetJob, step="check") -> SpreadsheetJob:
    """Run the job at once, as the worker would."""
    start_job(job, step)
    run_spreadsheet_job.call(job.pk, job.run)
    return SpreadsheetJob.objects.get(pk=job.pk)


def import_file(model, user, content: bytes) -> SpreadsheetJob:
    job = upload_file(model, user, content)
    assert job.state == "checked", job.result
    assert not job.rows.filter(outcome="error").exists(), list(job.rows.values_list("number", "errors"))
    return run_job(job, "write")


def job_errors(job: SpreadsheetJob) -> list[tuple]:
    """(worksheet, row, letter, column, sentence)"""
    return [(row.sheet, row.number, *error) for row in job.rows.filter(outcome="error") for error in row.errors]


def column_title(model, name) -> str:
    return next(sheet for sheet in kind_for_model(model).sheets if sheet._meta.model is model).title_of(name)
