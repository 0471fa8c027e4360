"""`make audit`: what it says of what the service knows, and that it says NOT AUDITED where it learnt nothing."""

import json
import re
import subprocess
from types import SimpleNamespace

import pytest

from tests.audit import CLEAN, NOT_AUDITED, VULNERABLE, audit, list_pins
from tests.test_requirements import ROOT, pins

PINS = {"django": "5.2.1", "pillow": "13.0.0"}
FOUND = {"id": "CVE-2030-1", "fix_versions": ["5.2.2"]}


def told(stdout="", stderr=""):
    return lambda asked: SimpleNamespace(stdout=stdout, stderr=stderr)


def told_of(**vulns):
    packages = [{"name": name, "version": PINS[name], "vulns": problems} for name, problems in vulns.items()]
    return told(json.dumps({"dependencies": packages, "fixes": []}))


def test_nothing_known():
    assert audit(PINS, told_of(django=[], pillow=[])) == (CLEAN, ["Audited: 2 packages, 0 known vulnerabilities."])


def test_what_is_known_is_named_with_the_version_that_mends_it():
    code, lines = audit(PINS, told_of(django=[FOUND], pillow=[FOUND | {"fix_versions": []}]))
    assert code == VULNERABLE
    assert lines[:2] == ["django 5.2.1: CVE-2030-1, mended in 5.2.2", "pillow 13.0.0: CVE-2030-1, mended in no version yet"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            told(stderr="WARNING: slow\nERROR:pip_audit._cli:Could not connect\n"),
            "Could not connect",
        ),
        (told(stderr="/usr/bin/python: No module named pip_audit"), "make setup"),
        (told(), "said nothing"),
        (
            told('{"dependencies": [{"name": "Django", "skip_reason": "not found"}]}'),
            "2 of 2 packages (django, pillow …): not",
        ),
        (told_of(django=[]), "1 of 2 packages"),
        (told("null"), "said nothing"),
    ],
)
def test_without_an_answer_it_says_so_and_why_with_an_exit_code_of_its_own(answer, reason):
    code, lines = audit(PINS, answer)
    assert code == NOT_AUDITED
    assert lines[-1].startswith("NOT AUDITED: ")
    assert reason in lines[-1]


def test_what_is_known_is_told_although_the_rest_is_not():
    code, lines = audit(PINS, told_of(django=[FOUND]))
    assert (code, lines[0]) == (NOT_AUDITED, "django 5.2.1: CVE-2030-1, mended in 5.2.2")


def test_a_service_that_hangs_is_given_up():
    def hang(asked):
        raise subprocess.TimeoutExpired("pip-audit", 1)

    assert audit(PINS, hang)[0] == NOT_AUDITED


def test_every_pin_of_every_file_is_asked_about():
    files = ("requirements.txt", "requirements-dev.txt", "requirements-sms.txt", "constraints.txt")
    assert list_pins().items() >= pins(*files[:2]).items()
    assert set(list_pins()) == set(pins(*files))
    assert {version for version in list_pins().values() if not re.fullmatch(r"[0-9][0-9A-Za-z.]*", version)} == set()


def test_it_installs_nothing_and_every_file_of_pins_is_read():
    source = (ROOT / "tests" / "audit.py").read_text()
    assert "--disable-pip" in source
    assert "--no-deps" in source
    rule = re.search(r"^audit:(.*)\n\t(.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "setup" not in rule[1].split("##")[0]
    assert "pip install" not in rule[2]
    assert sorted(path.name for path in ROOT.glob("requirements*.txt")) == sorted(
        name for name in ("requirements.txt", "requirements-dev.txt", "requirements-sms.txt")
    )


def test_reason_and_month_of_release_stand_beside_each_pin():
    for path in sorted(ROOT.glob("requirements*.txt")):
        lines = path.read_text().splitlines()
        brought_along = lines.index("# What it brings along") if "# What it brings along" in lines else len(lines)
        for line in lines[:brought_along]:
            if "==" in line:
                assert re.search(r"\s# 20[0-9]{2}-(0[1-9]|1[0-2])\. \S.{4,}", line), line
