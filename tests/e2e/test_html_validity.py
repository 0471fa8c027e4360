"""Every page kind is valid HTML by the Nu HTML checker (npm's vnu-jar, on Java), asks no other host for anything, and
wears no class that was left out of the stylesheet. Needs no browser; runs here because pages link collected files."""

import json
import os
import re
import shutil
import subprocess

import pytest
from django.test import Client
from django.utils.encoding import iri_to_uri

from edu_week.staticfiles import BOOTSTRAP, read_source
from edu_week.unused_css import unused_classes
from tests import npm_tools
from tests.example_week import load_example_week
from tests.page_kinds import CLOCKS, make_awkward_week, page_kinds
from tests.staff_page_kinds import staff_page_kinds
from tests.staff_week import StaffBrowser, make_staff_week

LOADED = re.compile(r'<(?:link|script|img|source|iframe|use)\b[^>]*?\s(?:href|src|srcset)="([^"]*)"')


@pytest.fixture(scope="module")
def checker():
    """The command that checks the files named after it."""
    try:
        if not shutil.which("java"):
            raise npm_tools.ToolNotFetched("The HTML checker needs Java: install default-jre-headless.")
        jar = npm_tools.fetch_tool("vnu-jar") / "build" / "dist" / "vnu.jar"
    except npm_tools.ToolNotFetched as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))
    return ["java", "-jar", jar, "--format", "json", "--exit-zero-always", "--errors-only"]


@pytest.fixture
def pages(db, clock_at):
    """Name → HTML, of every page kind."""
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    found = {}
    for kind in page_kinds():
        clock_at(CLOCKS[kind.clock])
        client, path = Client(), iri_to_uri(kind.path)
        answer = client.post(path, kind.sent) if kind.sent else client.get(path)
        found[kind.name] = answer.content.decode()
    return found


@pytest.fixture
def staff_pages(db, clock_at):
    """Name → HTML, of every page kind of the back office."""
    clock_at(CLOCKS["during"])
    load_example_week()
    make_awkward_week()
    make_staff_week()
    kinds = staff_page_kinds()
    people = {name: StaffBrowser(name) for name in {kind.user for kind in kinds}}
    return {kind.name: people[kind.user].visit(kind.path, kind.sent).content.decode() for kind in kinds}


def test_every_page_kind_is_valid_and_complete(pages, checker, tmp_path):
    check_pages(pages, checker, tmp_path)
    left_out = unused_classes(read_source(BOOTSTRAP))
    worn = {name: set(" ".join(re.findall(r'class="([^"]*)"', html)).split()) for name, html in pages.items()}
    assert {name: classes & left_out for name, classes in worn.items() if classes & left_out} == {}


def test_every_staff_page_kind_is_valid_and_loads_nothing_from_elsewhere(staff_pages, checker, tmp_path):
    check_pages(staff_pages, checker, tmp_path)


def check_pages(pages, checker, folder):
    if found := errors(pages, checker, folder):
        pytest.fail("\n".join(found), pytrace=False)
    assert {address for html in pages.values() for address in LOADED.findall(html) if is_foreign(address)} == set()


# Django's own: the empty choice of a field that searches, and the place where a password is not shown
OF_DJANGO = re.compile(
    r"Element “option” without attribute “label” must not be empty|“select” element with a “required” attribute"
    r"|Attribute “disabled” not allowed on element “div”"
)


def errors(pages, checker, folder):
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    done = subprocess.run([*checker, *folder.glob("*.html")], capture_output=True, text=True, timeout=120)
    messages = [said for said in json.loads(done.stderr)["messages"] if not OF_DJANGO.search(said["message"])]
    return sorted(f"{said['url'].rpartition('/')[2]}:{said.get('lastLine')} {said['message']}" for said in messages)


def is_foreign(address):
    return not address.startswith(("/", "#", "data:", "http://testserver/")) or address.startswith("//")
