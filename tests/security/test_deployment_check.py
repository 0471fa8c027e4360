"""Django's own list for deployment, run with the settings that we ship."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from edu_week.secret_keys import make_secret_key

ROOT = Path(__file__).resolve().parents[2]
PORTAL_ENV = ROOT / "deploy" / "several_machines" / "portal.env"
EXAMPLE = ROOT / ".env.example"


def read_variables(file: Path) -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", file.read_text(), re.MULTILINE))


# As docs/operations.md has it for one machine behind nginx, and the file of several machines as it is.
ONE_MACHINE = {"BASE_URL": "https://week.example.org", "TRUST_PROXY_HEADERS": "true"}
SHIPPED = {
    "one-machine": read_variables(EXAMPLE) | ONE_MACHINE,
    "several-machines": read_variables(PORTAL_ENV),
}


def check_deployment(variables: dict[str, str]) -> subprocess.CompletedProcess:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env={**inherited, **variables}, capture_output=True, text=True)


@pytest.mark.once
@pytest.mark.parametrize("form", SHIPPED)
def test_shipped_settings_are_clean_once_the_key_is_set(form):
    answer = check_deployment(SHIPPED[form] | {"SECRET_KEY": make_secret_key()})
    assert answer.returncode == 0, answer.stderr
    assert "no issues (1 silenced)" in answer.stdout  # the preload list, for the reason beside SILENCED_SYSTEM_CHECKS


@pytest.mark.once
def test_shipped_key_starts_nothing():
    answer = check_deployment(SHIPPED["several-machines"])
    assert answer.returncode == 1
    assert answer.stderr.startswith("Cannot start: SECRET_KEY is too short")


@pytest.mark.once
def test_the_check_would_tell_what_is_missing():
    answer = check_deployment({"SECRET_KEY": make_secret_key(), "BASE_URL": "http://week.example.org"})
    assert answer.returncode == 1
    # Of Django's own sessions it would say the same (W012); tests/edu_week/test_env.py looks at that cookie.
    assert {"security.W004", "security.W008", "security.W016"} <= set(re.findall(r"security\.W\d+", answer.stderr))
