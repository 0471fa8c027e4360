"""What the pages of the back office show, on top of `make_awkward_week()`: an account of each role, texts that wait, came back
or were answered, people to be telephoned, a message that was sent, an import that was checked, and a copy of the edition.

What the pages themselves would write is written through them, as by a browser.
"""

import io

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import User
from accounts.roles import APPROVER, AUDITOR, BUREAU, DOOR, SCHOOL, SYSTEM
from backoffice.proposals.models import ProposedChange
from content import clock
from events.models import ActivityWeek, Booking, EventSession, Notice, Venue
from schools.models import Editorship, Figure, School
from spreadsheets.job_queue import start_job
from spreadsheets.models import SpreadsheetJob
from spreadsheets.tasks import run_spreadsheet_job
from tests.factories import EventSessionFactory
from tests.page_tree import form_values, parse_page

ROLES = {"alice": BUREAU, "bob": SCHOOL, "erin": APPROVER, "dora": AUDITOR, "oscar": SYSTEM, "frank": DOOR}
NAMES = {"alice": "王丽", "bob": "李博", "erin": "赵琳", "dora": "郑朵", "oscar": "何涛", "frank": "冯凡"}
OWN_SESSIONS = ["awkward-open", "awkward-many", "awkward-class", "awkward-waitlist", "awkward-cancelled", "awkward-longest"]
INTRODUCTION = "学校设有护理、中医康复和药剂等专业，实训楼在校园东侧。欢迎各位家长和同学来校参观。"


class StaffBrowser:
    """One person's browser, without scripts."""

    def __init__(self, name: str):
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(User.objects.get(username=name))

    @property
    def session_cookie(self) -> str:
        return self.client.cookies["sessionid"].value

    def visit(self, path: str, values: dict):
        """Open the page; with values, send them with its form."""
        return self.send(path, values) if values else self.client.get(path, follow=True)

    def send(self, path: str, values: dict):
        """Send the page's own form with these values on top, and follow where it leads."""
        return self.client.post(path, read_page_form(self.client, path) | values, follow=True)


def read_page_form(client, path: str) -> dict[str, list[str]]:
    """Return what a browser would send of the first form of the page's content that is posted; {} where there is none."""
    page = parse_page(client.get(path).content)
    forms = (form for form in page.find_all("form") if form.get("method") == "post" and form.get("id") != "logout-form")
    form = next((form for form in forms if not any(one.tag == "header" for one in form.ancestors())), None)
    values = {}
    for name, value in form_values(form) if form else ():
        values.setdefault(name, []).append(value)
    return values


def make_staff_week():
    make_accounts()
    make_own_records()
    bob, alice = StaffBrowser("bob"), StaffBrowser("alice")
    make_review_conversation(bob, alice)
    make_calls()
    send_message(alice)
    make_imports()
    make_next_edition(alice)


def make_accounts():
    for name, role in ROLES.items():
        user = User.objects.create_user(name, is_staff=True, display_name=NAMES[name], email=f"{name}@example.com")
        user.groups.add(Group.objects.get(name=role))
    school = School.objects.get(slug="jinzhong-health-school")
    Editorship.objects.create(user=User.objects.get(username="bob"), school=school)


def make_own_records():
    """Give Bob's school the sessions in many states, and a draft that is not complete."""
    school = School.objects.get(slug="jinzhong-health-school")
    School.objects.filter(pk=school.pk).update(introduction=INTRODUCTION)
    EventSession.objects.filter(slug__in=OWN_SESSIONS).update(host_school=school)
    values = {"week": ActivityWeek.objects.current(), "venue": Venue.objects.get(slug="awkward-venue"), "host_school": school}
    EventSessionFactory(slug="staff-draft", title="针灸推拿体验课", status="draft", source="sample", **values)


def record_path(record, page: str = "change") -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=[record.pk])


def make_review_conversation(bob, alice):
    """A school's text that was returned, answered and sent again; one session's waits, another's came back."""
    school = School.objects.get(slug="jinzhong-health-school")
    bob.send(record_path(school), {"introduction": INTRODUCTION.replace("药剂", "药剂、眼视光"), "_continue": "1"})
    answer_proposal(alice, school, {"remark:introduction": "眼视光专业是今年新设的吗？请核对。", "_return": "1"})
    bob.send(record_path(school), {"remark:introduction": "是的，2025年3月备案。", "address": "榆次区1号", "_continue": "1"})
    session = EventSession.objects.get(slug="awkward-open")
    bob.send(record_path(session), {"summary": "亲手试一次针灸模型，老师在旁指导。", "_continue": "1"})
    returned = EventSession.objects.get(slug="first-aid-experience")
    bob.send(record_path(returned), {"title": "应急救护体验（含AED）", "_continue": "1"})
    answer_proposal(alice, returned, {"remark:title": "标题请与实际内容一致。", "_return": "1"})


def answer_proposal(browser, record, values: dict):
    proposal = ProposedChange.objects.get(model=record._meta.label_lower, object_id=record.pk, state="open")
    browser.client.post(record_path(record, "review"), {"stamp": proposal.stamp} | values)


def make_calls():
    """Write down people no channel reaches: one with several things to hear, one who was not reached before."""
    now = clock.now()
    things = [("confirmed", "cancelled"), ("confirmed", "reminder"), ("slot-cancelled", "cancelled")]
    for number, (token, kind) in enumerate([*things, ("class-confirmed", "changed_by_staff")]):
        Notice.objects.create(
            booking=Booking.objects.get(token=token),
            kind=kind,
            channel=Notice.Channel.CALL,
            state=Notice.State.DUE,
            event_key=f"staff-call-{number}",
            subject="活动有变动",
            body="你预约的时段有变动，请看预约凭证。",
            due_at=now,
            created_at=now,
        )
    Notice.objects.filter(event_key="staff-call-2").update(not_reached_at=now, call_note="没人接，下午再打")


def send_message(browser):
    path = reverse("admin:events_notice_message")
    session = EventSession.objects.get(slug="awkward-class")
    values = {"sessions": [session.pk], "subject": "请提前十分钟到", "body": "集合地点改到南门。"}
    preview = browser.send(path, values | {"_preview": "1"})
    page = parse_page(preview.content)
    form = next(form for form in page.find_all("form") if any(one.get("name") == "_send" for one in form.find_all()))
    sent = {}
    for name, value in form_values(form):
        sent.setdefault(name, []).append(value)
    browser.client.post(path, sent | {"_send": "1"})


def make_imports():
    """One import that may be written, one with errors in two rows."""
    user = User.objects.get(username="alice")
    titles = ["slug", "label", "display", "value", "group"]
    group = Figure._meta.get_field("group").choices[0][0]
    good = [[f"staff-{n}", f"示例数字{n}", f"近{n}00名", n * 100, group] for n in range(1, 6)]
    bad = [["staff-8", "", "近800名", 800, group], ["staff-9", "示例数字9", "近900名", "很多", "跳舞"]]
    for name, rows in (("数字.xlsx", good), ("数字（有错）.xlsx", good + bad)):
        content = build_workbook(titles, rows)
        job = SpreadsheetJob(direction="import", kind="schools.figure", user=user, file_name=name, content=content)
        start_job(job)
        run_spreadsheet_job.call(job.pk, job.run)


def build_workbook(titles, rows) -> bytes:
    book, content = Workbook(write_only=True), io.BytesIO()
    page = book.create_sheet("数字")
    for row in (titles, *rows):
        page.append(row)
    book.save(content)
    return content.getvalue()


def make_next_edition(browser):
    path = reverse("admin:events_activityweek_new_edition", args=[ActivityWeek.objects.current().pk])
    browser.send(path, {"_make": "1"})
