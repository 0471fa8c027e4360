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


def test_nginx_passes_on_no_header_that_could_stand_for_the_visitors_address():
    """WSGI takes X_Forwarded_For and X-Forwarded-For for one; nginx drops names with an underscore unless told otherwise."""
    files = sorted((ROOT / "deploy").rglob("*.conf"))
    assert files
    assert [file.name for file in files if "underscores_in_headers" in file.read_text()] == []
    shared = (ROOT / "deploy" / "nginx" / "portal_server.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in shared
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in shared


@pytest.mark.once
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": "hunter2"}, "Cannot start: SECRET_KEY is too short"),
        (
            {"SMS_BACKEND": "events.notices.sms.PigeonBackend"},
            "Cannot start: SMS_BACKEND=events.notices.sms.PigeonBackend cannot",
        ),
    ],
)
def test_a_web_server_by_itself_ends_with_the_sentence_too(tmp_path, variables, sentence):
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {"SECRET_KEY": make_secret_key(), "DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}", **variables}
    command = [sys.executable, "-W", "ignore", "-c", "import edu_week.wsgi"]
    answer = subprocess.run(command, cwd=ROOT, env={**inherited, **settings}, capture_output=True, text=True)
    assert answer.returncode == 1
    assert answer.stderr.startswith(sentence)
    assert "Traceback" not in answer.stderr
    assert "hunter2" not in answer.stderr
