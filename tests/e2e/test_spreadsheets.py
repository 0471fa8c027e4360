"""A sheet with one bad row, mended and imported; the page follows the job by itself."""

import pytest
from django.urls import reverse

from accounts.models import User
from schools.models import Figure
from spreadsheets.models import SpreadsheetJob
from spreadsheets.tasks import run_spreadsheet_job
from tests.spreadsheets.sheet_files import build_workbook

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = ["slug", "label", "display", "value", "group"]


def work():
    job = SpreadsheetJob.objects.latest("pk")
    run_spreadsheet_job.call(job.pk, job.run)


def send(page, group):
    content = build_workbook(数字=[TITLES, ["pupils", "毕业生", "近500名", 500, group]])
    page.goto(reverse("admin:schools_figure_import"))
    file = {"name": "数字.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="检查文件").click()
    page.get_by_text("正在排队").wait_for()
    work()


def test_import_follows_its_job(page, client, live_server):
    client.force_login(User.objects.create_superuser("alice", "", "secret-of-alice"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])

    send(page, "跳舞")
    page.get_by_text("E列").wait_for()
    assert page.get_by_role("button", name="现在导入").count() == 0
    send(page, "people")
    page.get_by_role("button", name="现在导入").click()
    page.get_by_text("正在排队").wait_for()
    work()
    page.get_by_text("导入完成").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Figure.objects.get(slug="pupils").display == "近500名"
