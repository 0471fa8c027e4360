"""In the back office and at the door a date has one shape: 2025年5月13日 周二 09:30, or without its year where a day is meant.

What is typed, in an address or in a file is ISO; none of that is text of a page.
"""

import re

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from events.models import Booking, TimeSlot
from tests.admin_list_urls import list_admin_urls
from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week
from tests.page_tree import Element, parse_page
from tests.staff_page_kinds import staff_page_kinds
from tests.staff_week import StaffBrowser, make_staff_week

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRONG_SHAPE = re.compile(
    r"\d{4}-\d\d-\d\d|\d{4}/\d\d?/\d\d?"
    r"|(?<![\d-])\d{1,2}-\d{1,2} \d\d:\d\d"
    r"|\d\d:\d\d:\d\d"
    r"|\b[ap]\.m\.|\bnoon\b|\bmidnight\b|\d [上下]午"
)
# How dates are to be typed into a sheet that is uploaded
ALLOWED = re.compile(r"日期和时间，如2025-05-13 09:30。|日期，如2025-05-13。")
NOT_READ = {"script", "style", "template", "code", "textarea"}
PAGES_OF_RECORD = ("change", "history", "delete")


def list_texts(element: Element):
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in NOT_READ:
            yield from list_texts(child)


def find_wrong_dates(html: bytes) -> list[str]:
    text = ALLOWED.sub("", " ".join("".join(list_texts(parse_page(html))).split()))
    return [text[max(0, found.start() - 20) : found.end() + 10] for found in WRONG_SHAPE.finditer(text)]


@pytest.mark.parametrize(
    ("html", "count"),
    [
        (b"<p>2025-05-13 09:30</p>", 1),
        (b"<td>5-13 09:30</td>", 1),
        (b"<td>09:30:05</td>", 1),
        (b"<td>May 13, 2025, 9:30 a.m.</td>", 1),
        (b'<p>2025\xe5\xb9\xb45\xe6\x9c\x8813\xe6\x97\xa5 09:30</p><input value="2025-05-13"><code>2025-05-13</code>', 0),
    ],
)
def test_wrong_dates_are_found(html, count):
    assert len(find_wrong_dates(html)) == count


def list_model_addresses():
    """Yield list, new record, and the pages of one record, of everything the back office knows."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        record = model._base_manager.order_by("pk").first()
        for page in PAGES_OF_RECORD if record else ():
            try:
                yield reverse(f"{name}_{page}", args=[record.pk])
            except NoReverseMatch:
                continue


def list_desk_addresses(slot):
    yield from ("/desk/", "/desk/door/", "/desk/numbers/", "/desk/scan/", "/desk/arrivals/", f"/desk/{slot.pk}/")
    yield from ("/desk/expected/", "/desk/expected/?day=2025-05-14", "/desk/pack/?day=2025-05-13", "/desk/pack/?day=2025-05-14")
    yield f"/desk/pack/?day=2025-05-13&school={slot.session.host_school.slug}"


def test_every_staff_page_writes_dates_alike(clock_at):
    now = clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    make_staff_week()
    User.objects.create_superuser("grace", "", "secret-of-grace")
    kinds = staff_page_kinds()
    people = {name: StaffBrowser(name) for name in {"grace"} | {kind.user for kind in kinds}}
    wrong, read = {}, set()

    def read_page(address, answer):
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            read.add(address)
            if found := find_wrong_dates(answer.content):
                wrong[address] = found

    booking = Booking.objects.get(token="confirmed")
    today = TimeSlot.objects.filter(starts_at__date=now.date(), session__host_school__isnull=False).order_by("starts_at").first()
    grace = people["grace"].client
    for address in (*list_model_addresses(), *list_admin_urls(booking, Booking.objects.count())):
        read_page(address, grace.get(address))
    grace.post("/desk/choose/", {"slots": [today.pk], "device": "一号门"})
    for address in list_desk_addresses(today):
        answer = grace.get(address)
        assert answer.status_code == 200, address
        read_page(address, answer)
    read_page("/desk/find/", grace.post("/desk/find/", {"q": booking.reference}))
    for kind in kinds:
        read_page(kind.name, people[kind.user].visit(kind.path, kind.sent))
    assert wrong == {}
    assert len(read) > 200
