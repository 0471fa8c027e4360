"""The Chinese that staff read keeps the rules of the house: in the inventory, and on the pages themselves."""

import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from edu_week.staff_words import find_faults, list_faults, list_staff_strings
from events.models import Booking

READ_ALOUD = ("title", "aria-label", "placeholder", "alt")


class Words(HTMLParser):
    """The words of a page and of what is read aloud on it, without what people wrote."""

    def __init__(self, html):
        super().__init__()
        self.found, self.ignored = set(), 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.ignored += tag in ("script", "template", "textarea", "code")
        named = dict(attrs)
        self.found |= {named[name] for name in READ_ALOUD if named.get(name)}
        if tag == "input" and named.get("type") == "submit":
            self.found.add(named["value"])

    def handle_endtag(self, tag):
        self.ignored -= tag in ("script", "template", "textarea", "code")

    def handle_data(self, data):
        if not self.ignored and data.strip():
            self.found.add(data.strip())


def test_the_inventory_breaks_no_rule():
    assert [(one.chinese, faults) for one, faults in list_faults(list_staff_strings())] == []


def test_the_inventory_has_our_words_and_those_of_django():
    strings = list(list_staff_strings())
    places = {place for one in strings for place in one.places}
    assert len(strings) > 1500
    assert {"django.contrib.admin", "templates/admin/help.html", "events/models/booking.py"} <= places
    assert not any(place.startswith("templates/events/") for place in places)


WRONG = ["您的名字", "时段, 活动", "时段:", "（已满)", "请稍候...", "删除所选的 活动", "是否删除“a”? 是", "13点30分", "早-566天"]
WRONG += ["按 Tab 键", "至少 %(count)s项", "共%(count)s 项", "{when} 填写", "第3 项"]
RIGHT = [
    "共%(count)s项，<a href='{url}'>查看</a>",
    "用Excel或WPS填写",
    "13:30开始",
    "例如 /about/#come",
    "预约42EM-HGSR",
    "按Tab键",
]


@pytest.mark.parametrize("words", [*WRONG, "Model name", '删除"活动"'])
def test_what_breaks_a_rule_is_found(words):
    assert find_faults(words)


@pytest.mark.parametrize("words", RIGHT)
def test_what_keeps_the_rules_is_left_alone(words):
    assert find_faults(words) == []


def test_the_command_prints_a_line_for_each(capsys):
    out = StringIO()
    call_command("staff_words", stdout=out)
    assert len(out.getvalue().splitlines()) == len(list(list_staff_strings()))
    nothing = StringIO()
    call_command("staff_words", "--wrong", stdout=nothing)
    assert nothing.getvalue() == ""


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_pages_say_nothing_else(client, scene, model):
    """Their own words, that is those not found in the records of the scene: English captions, Django's spaces, raw durations."""
    client.force_login(scene.alice)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    response = client.get(reverse(f"{name}_changelist"))
    if response.status_code != 200:
        pytest.skip("not a list of hers")
    words = Words(response.content.decode()).found
    assert not words & {"Model name", "Add link", "Change or view list link", "True", "False", "None"}
    assert not [one for one in words if re.search(r"您|所选的 |-\d+ days|\.\.\.$|点\d+分", one)]


def test_a_booking_has_one_reference_everywhere(client, scene):
    client.force_login(scene.alice)
    booking = Booking.objects.get(pk=scene.own.booking.pk)
    html = client.get(reverse("admin:events_booking_change", args=[booking.pk])).content.decode()
    words = " ".join(Words(html).found)
    assert booking.spaced_reference in words
    assert booking.reference not in words
