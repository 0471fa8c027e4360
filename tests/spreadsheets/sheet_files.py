"""Files as people upload them, and imports carried through without a worker."""

import io

from openpyxl import Workbook, load_workbook

from spreadsheets.exporting import export_job
from spreadsheets.permissions import Access
from spreadsheets.job_queue import start_job
from spreadsheets.kinds import kind_of
from spreadsheets.models import ExchangeJob
from spreadsheets.tasks import carry_out


def workbook(**sheets) -> bytes:
    """`workbook(学校=[[titles], [row], …])`."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rows_of(content: bytes, title=None) -> list[list]:
    book = load_workbook(io.BytesIO(content))
    page = book[title] if title else book.worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def exported(model, user, form="xlsx", query="", **options) -> bytes:
    kind, access = kind_of(model), Access(user, query)
    return export_job.contents(kind, export_job.chosen(kind, access), access, form, **options)


def upload(model, user, content: bytes, name="file.xlsx") -> ExchangeJob:
    job = ExchangeJob(direction="import", kind=model._meta.label_lower, user=user, file_name=name, content=content)
    return work(job)


def work(job: ExchangeJob, step="check") -> ExchangeJob:
    """As the worker does, at once."""
    start_job(job, step)
    carry_out.call(job.pk, job.run)
    return ExchangeJob.objects.get(pk=job.pk)


def bring_in(model, user, content: bytes) -> ExchangeJob:
    job = upload(model, user, content)
    assert job.state == "checked", job.result
    assert not job.rows.filter(outcome="error").exists(), list(job.rows.values_list("number", "errors"))
    return work(job, "write")


def errors_of(job: ExchangeJob) -> list[tuple]:
    """(worksheet, row, letter, column, sentence)"""
    return [(row.sheet, row.number, *error) for row in job.rows.filter(outcome="error") for error in row.errors]


def title(model, name) -> str:
    return next(sheet for sheet in kind_of(model).sheets if sheet._meta.model is model).title_of(name)
