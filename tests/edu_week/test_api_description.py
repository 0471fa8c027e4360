"""The open interface does what its OpenAPI description says and no more: schemathesis asks it, with all its checks."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories.alumni import GraduateFactory
from tests.fuzz.scene import build_fuzz_scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
EXAMPLES, IS_LONG = os.environ.get("FUZZ_EXAMPLES", "2"), "FUZZ_EXAMPLES" in os.environ
SEED = [] if IS_LONG else ["--seed", "1"]


def run_schemathesis(url, folder, *more):
    command = [SCHEMATHESIS, "run", f"{url}/api/v1/openapi.json", "--checks", "all", "--max-examples", EXAMPLES, "--no-color"]
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run([*command, *SEED, *more], cwd=folder, env=environment, capture_output=True, text=True, timeout=500)


@pytest.fixture
def site(live_server, clock_at):
    clock_at("2025-05-13T09:30")
    build_fuzz_scene()
    GraduateFactory(slug="known")
    return live_server


def test_every_operation_passes_all_checks(site, tmp_path, capsys):
    ran = run_schemathesis(site.url, tmp_path)
    if IS_LONG:
        with capsys.disabled():
            print(ran.stdout[ran.stdout.find("SUMMARY") :])
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    selected, tested = re.search(r"Selected: (\d+)/\d+\s+Tested: (\d+)", ran.stdout).groups()
    assert selected == tested
    assert int(tested) >= 20


def test_an_answer_that_is_not_described_is_found(site, tmp_path, monkeypatch):
    """A control: as it was before refusals were described."""
    monkeypatch.setattr("edu_week.api.list_refusals", lambda path, parameters: [])
    ran = run_schemathesis(site.url, tmp_path, "--include-path", "/api/v1/schools", "--phases", "coverage")
    assert ran.returncode == 1
    assert "Undocumented status code" in ran.stdout
