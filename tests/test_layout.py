"""Tests lie where what they test lies: `tests/a/test_b.py` tests `a/b.py`.

A module is covered when one of these holds:

- a test module of its own name lies at the mirrored path (a command's lies in its app's folder);
- it is part of a package below an app that has one test module of the package's name: `tests/a/test_b.py` for `a/b/…`;
- a test module of the mirrored folder imports it;
- a covered module of its own folder imports it: a form is tested through its view, a step through the page that takes it;
- it is of a kind that is tested by kind (KINDS says by what).

What is left stands in ELSEWHERE, as patterns of module names under the reason; a pattern that is no longer needed fails too,
so the list stays short.
"""

import ast
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))

KINDS = {
    "apps.py": "runs at every start",
    "urls.py": "every address is opened by tests/test_public_urls.py",
    "settings.py": "tests/edu_week/test_env.py starts the portal with good and bad values",
    "api.py": "one interface of all apps, tested as one by tests/edu_week/test_api.py",
    "models": "state and constraints, tested by whatever writes them and by tests/events/bookings/test_constraints.py",
    "templatetags": "drawn by the page tests; a template that asks for what is not there fails in any of them",
}

ELSEWHERE = {
    "sharing and its pictures, of all apps as one: tests/edu_week/test_share_metadata.py, tests/content/share_images/test_serving.py": (
        *("*.sharing", "*.card_views", "edu_week.site_share_image", "content.schema_org"),
    ),
    "spreadsheets, through the files that go in and come out: tests/content/exchange, tests/events/exchange": (
        *("*.exchange", "spreadsheets.*", "events.sheets.slots"),
    ),
    "loading an edition, through its command: tests/edu_week/loading/test_load_week.py": ("edu_week.loading.*",),
    "logging in and passwords, through their pages: tests/schools/accounts": ("accounts.*",),
    "translations: tests/edu_week/test_translations.py": ("edu_week.translations", "edu_week.management.commands.translations"),
    "commands that call one tested function: test_erasure, test_indexes, test_sweeping; `prepare` is the first run itself": (
        *("edu_week.management.commands.erase_personal_data", "edu_week.management.commands.refresh_search"),
        *(
            "edu_week.management.commands.delete_orphan_pictures",
            "edu_week.management.commands.prepare",
            "edu_week.search.refreshing",
        ),
    ),
    "the frame of the back office, through its pages: tests/backoffice/test_admin.py, test_proposals.py, test_audit.py": (
        *(
            "backoffice.publishing.review_list",
            "backoffice.site",
            "backoffice.admin_config",
            "content.through_names",
            "backoffice.audit_log.triggers",
        ),
        *("backoffice.conflicts.lists", "events.publishing_approval"),
    ),
    "pictures and rich text, through their pages: tests/backoffice/test_picture_admin.py, tests/backoffice/test_richtext_admin.py": (
        *("content.pictures.tasks", "content.uploads.picture_field", "content.pictures.forms", "content.pictures.pending_upload"),
        "backoffice.richtext_views",
    ),
    "planning a class's day: tests/events/bookings/test_plans.py": ("events.bookings.plan_forms", "events.bookings.plan_views"),
    "notices: tests/events/notices/test_texts.py and test_sms.py": ("events.notices.text_preview", "events.notices.tencent"),
    "texts in the reader's language: tests/test_english_pages.py": ("content.languages",),
}


def list_modules() -> dict[str, Path]:
    """Dotted name → path below the project's folder."""
    paths = [path.relative_to(ROOT) for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return {name_module(path): path for path in paths if path.name != "__init__.py" and "migrations" not in path.parts}


def name_module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)


@cache
def list_imports(path: Path) -> set[str]:
    """Every dotted name that may be a module, also of imports inside functions."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def has_own_test(module: str, path: Path) -> bool:
    folder = path.parent.parent.parent if path.parent.name == "commands" else path.parent
    mirrored = ROOT / "tests" / folder
    if (mirrored / f"test_{path.name}").exists():
        return True
    if len(folder.parts) > 1 and mirrored.with_name(f"test_{folder.name}.py").exists():
        return True
    return any(module in list_imports(test) for test in mirrored.glob("*.py"))


def list_covered(modules: dict[str, Path]) -> set[str]:
    used_by = {module: list_imports(path) & modules.keys() for module, path in modules.items()}
    covered = {module for module, path in modules.items() if has_own_test(module, path)}
    waiting = list(covered)
    while waiting:
        module = waiting.pop()
        beside = {used for used in used_by[module] - covered if modules[used].parent == modules[module].parent}
        covered |= beside
        waiting += beside
    return covered


def is_of_kind(path: Path) -> bool:
    return path.name in KINDS or path.stem in KINDS or path.parent.name in KINDS


def test_every_module_has_its_test_where_one_looks_for_it():
    modules = list_modules()
    covered = list_covered(modules)
    missing = {module for module, path in modules.items() if module not in covered and not is_of_kind(path)}
    elsewhere = [pattern for patterns in ELSEWHERE.values() for pattern in patterns]
    assert [module for module in sorted(missing) if not any(fnmatch(module, pattern) for pattern in elsewhere)] == []
    assert [pattern for pattern in elsewhere if not any(fnmatch(module, pattern) for module in missing)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_still_exists(kind):
    assert any(kind in (path.name, path.stem, path.parent.name) for path in list_modules().values())
