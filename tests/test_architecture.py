"""The import rule of docs/architecture.md: no arrow goes the wrong way, and one that did would be seen."""

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command"
APPS = ("content", "backoffice", "spreadsheets", "accounts", "schools", "events", "alumni", "edu_week")


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
        ("content/models/record.py", "import schools.models"),
        ("schools/models/school.py", "def late():\n    import events.models"),
        ("events/models/session.py", "import alumni.models"),
        ("alumni/models/graduate.py", "import events.models"),
        ("events/programme/views.py", "import schools.views"),
        ("alumni/views.py", "import edu_week.env"),
        ("edu_week/home/views.py", "import events.programme.views"),
        ("schools/queries.py", "import schools.views"),
        ("events/models/booking.py", "import events.programme.queries"),
        ("events/bookings/rules.py", "import events.bookings.services"),
        ("events/bookings/services.py", "import events.bookings.forms"),
        ("events/notices/outbox.py", "import events.bookings.services"),
        ("accounts/requirements.py", "import schools.scoping"),
        ("accounts/admin/users.py", "from schools.models.school import School"),
    ],
)
def test_a_wrong_import_is_seen(copy, cache, module, statement):
    with (copy / module).open("a") as source:
        source.write(f"\n{statement}\n")
    answer = lint(copy, cache)
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout


def find_circles(graph: grimp.ImportGraph) -> list[str]:
    """Imports, those inside functions too, whose imported module leads back to the one that imports it."""
    modules = {module for module in graph.modules if ".migrations" not in module}
    edges = {(one, other) for one in modules for other in graph.find_modules_directly_imported_by(one) & modules}
    return sorted(f"{one} -> {other}" for one, other in edges if graph.chain_exists(importer=other, imported=one))


def test_no_module_is_led_back_to_itself():
    assert find_circles(grimp.build_graph(*APPS, cache_dir=None)) == []


def test_a_circle_is_seen_inside_a_function_too():
    graph = grimp.build_graph(*APPS, cache_dir=None)
    graph.add_import(importer="content.clock", imported="content.models.clock", line_number=1, line_contents="import")
    assert find_circles(graph) == []
    graph.add_import(importer="content.clock", imported="content.models.published", line_number=1, line_contents="import")
    assert "content.clock -> content.models.published" in find_circles(graph)
