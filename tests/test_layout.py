"""Tests lie where what they test lies: `tests/a/test_b.py` tests `a/b.py`.

A module is covered when one of these holds:

- a test module of its own name lies at the mirrored path (a command's in the folder
  `management`, or in its app's);
- it is part of a package below an app, and the package has one test module for all of it: `tests/a/b/test_b.py` or
  `tests/a/b/test_pages.py` for `a/b/…`;
- a test module of the mirrored folder imports it;
- a covered module of its own folder or of the folder above imports it: a form is tested through its view, a step through the
  page that takes it;
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
    "api": "one interface of all apps, tested as one by tests/edu_week/test_api.py",
    "models": "state and constraints, tested by whatever writes them and by tests/events/bookings/test_constraints.py",
    "templatetags": "drawn by the page tests; a template that asks for what is not there fails in any of them",
}

ELSEWHERE = {
    "shared links and their pictures, of all apps as one: tests/edu_week/test_share_metadata.py, tests/content/share_images": (
        *("*.share_metadata", "*.share_image_views", "edu_week.site_share_image", "content.schema_org"),
    ),
    "spreadsheets, through the files that go in and come out: tests/spreadsheets, tests/events/sheets": (
        *("*.sheets", "events.sheets.slots", "spreadsheets.cells", "spreadsheets.checking.*"),
        *("spreadsheets.exporting.import_templates", "backoffice.formula_guard"),
    ),
    "loading an edition, through its command: tests/edu_week/loading": (
        *("edu_week.loading.*", "edu_week.management.commands.load_week", "edu_week.management.commands.purge_samples"),
    ),
    "logging in and passwords, through their pages: tests/accounts, tests/schools/test_account_extension.py": (
        *("accounts.admin_frame", "accounts.extensions", "accounts.lockout", "accounts.pages", "accounts.passwords.*"),
        *("accounts.signals", "accounts.views"),
    ),
    "commands that call one tested function (test_erasure, test_places_audit …); `prepare` is the first run itself": (
        "edu_week.management.commands.audit_places",
        *("edu_week.management.commands.erase_contacts", "edu_week.management.commands.refresh_search"),
        *("edu_week.management.commands.delete_orphan_pictures", "edu_week.management.commands.prepare"),
        "edu_week.search.refreshing",
    ),
    "moving to PostgreSQL, through its command: tests/edu_week/database_move": ("edu_week.management.commands.move_to_postgres",),
    "a rehearsal of the door, through its command: tests/events/management/test_rehearse.py": ("events.rehearsal.*",),
    "numbers of the door recounted, through what is recorded late: tests/events/checkin/test_queued_undoing.py": (
        "events.checkin.recounting",
    ),
    "the frame of the back office, through its pages: tests/backoffice/test_admin.py, tests/backoffice/publishing": (
        *("backoffice.site", "backoffice.admin_config", "content.through_names"),
        *("events.publishing_approval", "schools.scoped_admin", "schools.admin.directory"),
    ),
    "pictures and rich text, through their pages: tests/backoffice/test_picture_admin.py, test_richtext_admin.py": (
        *("content.uploads.picture_field", "content.pictures.forms", "content.pictures.pending_upload"),
        *("backoffice.richtext_views", "content.richtext.widget"),
    ),
    "parts of the events' back office, through its pages: tests/events/admin": (
        *("events.admin.bookings.arrival_admin", "events.admin.bookings.links"),
        *("events.admin.grouped_fields", "events.admin.messages.message_admin"),
        *("events.admin.phone_numbers", "events.admin.programme.*", "events.admin.repost"),
    ),
    "moving to PostgreSQL, through its command: tests/edu_week/database_move/test_copying.py": (
        "edu_week.management.commands.move_to_postgres",
    ),
    "a day for rehearsing the door, through its command: tests/events/management/test_rehearse.py": (
        "events.rehearsal.*",
        "events.checkin.recounting",
    ),
    "copying for a rehearsal, through its command: tests/edu_week/rehearsal/test_database_copy.py": (
        "edu_week.rehearsal.made_up_bookers",
        "edu_week.management.commands.copy_for_rehearsal",
    ),
    "how dates look: tests/content/test_local_time.py, tests/test_staff_dates.py": ("edu_week.formats.*",),
    "slots as pages show them: tests/events/programme, tests/events/bookings/test_look.py": ("events.time_spans",),
    "what fields and forms take, through real requests: tests/events/bookings/test_fields.py": ("content.text_cleaning",),
    "the sentences of refusals, through whatever raises them: tests/events/bookings": ("events.bookings.errors.*",),
    "notices: tests/events/notices/test_texts.py and test_sms.py": ("events.notices.text_preview", "events.notices.tencent"),
    "what every page has: tests/edu_week/test_views.py, tests/test_public_urls.py, tests/test_english_pages.py": (
        *("edu_week.context_processors", "edu_week.date_formats", "content.absolute_urls"),
    ),
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
    if path.parent.name == "commands":
        management = ROOT / "tests" / path.parent.parent
        return any((place / f"test_{path.name}").exists() for place in (management, management.parent))
    folder, mirrored = path.parent, ROOT / "tests" / path.parent
    if (mirrored / f"test_{path.name}").exists():
        return True
    if len(folder.parts) > 1 and any((mirrored / name).exists() for name in (f"test_{folder.name}.py", "test_pages.py")):
        return True
    return any(module in list_imports(test) for test in mirrored.glob("*.py"))


def list_covered(modules: dict[str, Path]) -> set[str]:
    used_by = {module: list_imports(path) & modules.keys() for module, path in modules.items()}
    covered = {module for module, path in modules.items() if has_own_test(module, path)}
    waiting = list(covered)
    while waiting:
        module = waiting.pop()
        folder = modules[module].parent
        near = {used for used in used_by[module] - covered if folder in (modules[used].parent, modules[used].parent.parent)}
        covered |= near
        waiting += near
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
