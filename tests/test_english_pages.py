"""On English pages every Chinese word is marked as Chinese, or is what somebody typed."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override

from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HAN = re.compile(r"[\u3400-\u9fff]")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
READ_ALOUD = {"alt", "aria-label", "data-label", "label", "placeholder", "title"}
UNMARKABLE = {"title", "option", "script", "template"}  # words there are English where there are any: content.languages


class Unmarked(HTMLParser):
    """Chinese texts and labels in no element whose language is Chinese, outside what is not to be translated."""

    def __init__(self):
        super().__init__()
        self.open = [("", False)]
        self.found = []

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        is_fine = self.open[-1][1]
        if "lang" in attributes:
            is_fine = attributes["lang"].startswith("zh")
        is_fine = is_fine or attributes.get("translate") == "no" or tag in UNMARKABLE
        for name in READ_ALOUD & attributes.keys():
            self.check(attributes[name], is_fine=is_fine)
        if tag not in VOID:
            self.open.append((tag, is_fine))

    def handle_endtag(self, tag):
        if tag in [name for name, _is_fine in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, text):
        self.check(text, is_fine=self.open[-1][1])

    def check(self, text, *, is_fine):
        if not is_fine and HAN.search(text):
            self.found.append(" ".join(text.split()))


def unmarked(html: str) -> list[str]:
    reader = Unmarked()
    reader.feed(html)
    return reader.found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>晋中</p>", ["晋中"]),
        ('<p lang="zh">晋中</p><br><p>针灸</p>', ["针灸"]),
        ('<div lang="zh-CN"><b>晋中</b> 县 <i lang="en">区</i></div>', ["区"]),
        ('<p>by <span translate="no">王老师</span></p><img alt="车间">', ["车间"]),
    ],
)
def test_unmarked_chinese_is_seen(html, found):
    assert unmarked(html) == found


def english(path):
    """The same page in English; blank where an address has no languages."""
    plain, _question, query = path.partition("?")
    try:
        with override("zh-hans"):
            match = resolve(plain)
    except Resolver404:
        return ""
    with override("en"):
        found = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    return f"{found}?{query}" if query else found


def test_english_pages_mark_what_is_chinese(client, clock_at):
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    found, visited = {}, 0
    for kind in page_kinds():
        path = kind.path if kind.path.startswith("/en/") else english(kind.path)
        if not path.startswith("/en/") or HAN.search(path):
            continue
        visited += 1
        clock_at(CLOCKS[kind.clock])
        answer = client.post(path, kind.sent) if kind.sent else client.get(path)
        if texts := unmarked(answer.content.decode()):
            found[kind.name] = texts
    assert found == {}
    assert visited > 60


@pytest.mark.parametrize(
    "path", ["search/?q=针灸", "search/?q=针炙", "search/?q=潜水", "events/?day=all&q=针灸", "events/?day=all&q=真酒"]
)
def test_what_somebody_typed_in_chinese_is_marked(client, clock_at, path):
    clock_at(CLOCKS["during"])
    load_example_week()
    assert unmarked(client.get(f"/en/{path}").content.decode()) == []
