"""The import rule of docs/architecture.md: no arrow goes the wrong way, and one that did would be seen."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command"
APPS = ("content", "schools", "events", "alumni", "edu_week")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """What one run has found in a file, the next takes over while the file's time is the same; copies keep theirs."""
    return tmp_path_factory.mktemp("imports")


def lint(folder, cache):
    return subprocess.run(
        [sys.executable, "-c", f"{LINT}()", "--cache-dir", str(cache)],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def copy(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_import_goes_the_right_way(cache):
    answer = lint(ROOT, cache)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("content/models.py", "import schools.models"),
        ("schools/models/school.py", "def late():\n    import events.models"),
        ("events/models/session.py", "import alumni.models"),
        ("alumni/models.py", "import events.models"),
        ("events/views.py", "import schools.views"),
        ("alumni/views.py", "import edu_week.env"),
        ("edu_week/home.py", "import events.views"),
        ("schools/queries.py", "import schools.views"),
        ("events/models/booking.py", "import events.queries"),
        ("events/bookings/rules.py", "import events.bookings.services"),
        ("events/bookings/services.py", "import events.bookings.forms"),
        ("events/notices/outbox.py", "import events.bookings.services"),
    ],
)
def test_a_wrong_import_is_seen(copy, cache, module, statement):
    with (copy / module).open("a") as source:
        source.write(f"\n{statement}\n")
    answer = lint(copy, cache)
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout
