"""What the documents name exists: files, folders, modules, commands and settings."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
DOCUMENTS = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "README.md"])
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
FOLDERS = ("templates", "static", "locale", "data", "docs", "tests", "benchmarks", "deploy", ".ci")
PATH = re.compile(
    rf"(?:{'|'.join(map(re.escape, (*APPS, *FOLDERS)))})(?:/[\w.{{}},*-]+)*/?|[\w.-]+\.(?:py|md|toml|txt)|\.env\.example"
)
DOTTED_NAME = re.compile(rf"(?:{'|'.join((*APPS, 'tests'))})(?:\.\w+)+")
BARE_MODULES = {  # what every app may have, or one that the sentence before has placed
    *("urls.py", "views.py", "queries.py", "forms.py", "apps.py", "api.py", "models.py"),
    *("rules.py", "services.py", "locks.py", "look.py", "sequence.py"),
    *(
        "outbox.py",
        "senders.py",
        "delivery.py",
        "texts.py",
        "default_texts.py",
        "scheduler.py",
        "bulk_messages.py",
        "call_list.py",
    ),
}
DOCUMENTED_NAMES = {"_meta", "_base_manager", "_default_manager", "_state", "_exit", "_replace"}  # private by their look alone
COMMAND = re.compile(r"manage\.py (\w+)")
TARGET = re.compile(r"\bmake ([a-z]+)\b")


def list_quoted(document: Path) -> list[str]:
    """What stands in backticks on one line; code blocks left out."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return IN_BACKTICKS.findall(text)


def path_exists(name: str) -> bool:
    return name in BARE_MODULES or bool(list(ROOT.glob(name.rstrip("/"))))


def name_exists(name: str) -> bool:
    """A module, or something at the top of one. Nothing is imported: a module may need what is not installed everywhere."""
    module, _dot, attribute = name.rpartition(".")
    return find_module(name) is not None or (bool(module) and attribute in list_names(module))


def find_module(name: str) -> Path | None:
    path = ROOT.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def list_names(module: str) -> set[str]:
    file = find_module(module)
    names: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body if file else ():
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
        else:
            names.add(getattr(node, "name", ""))
    return names


def is_permission(name: str) -> bool:
    app_label, _dot, codename = name.partition(".")
    return any(codename in dict(model._meta.permissions) for model in apps.get_app_config(app_label).get_models())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_named_exists(document):
    named = [word for word in list_quoted(document) if PATH.fullmatch(word)]
    assert [word for word in named if not path_exists(word)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_module_named_exists(document):
    named = [word for word in list_quoted(document) if DOTTED_NAME.fullmatch(word)]
    assert [word for word in named if not (name_exists(word) or is_permission(word))] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_and_target_named_exists(document):
    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(COMMAND.findall(text)) - set(get_commands()) == set()
    quoted = [target for word in list_quoted(document) for target in TARGET.findall(word)]
    assert set(quoted) - targets == set()


def test_every_target_of_the_makefile_is_phony():
    text = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", text, flags=re.MULTILINE)[1].split()
    assert set(phony) == set(re.findall(r"^([a-z]+):", text, flags=re.MULTILINE))


def test_operations_lists_every_setting_that_is_read():
    sources = [ROOT / "edu_week" / name for name in ("env.py", "settings.py", "web_server.py")]
    read = {name for source in sources for name in re.findall(r'\bread_\w+\(\s*["\']([A-Z_]+)["\']', source.read_text())}
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    listed = {
        name for row in table.splitlines() if row.startswith("| `") for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])
    }
    assert listed == read


def list_private_names() -> set[str]:
    """Private names that are used in the apps and defined in none of them."""
    used, ours = set(), set()
    for file in (file for app in APPS for file in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                (ours if isinstance(node.ctx, ast.Store) else used).add(node.attr)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                ours.add(node.name)
            elif isinstance(node, ast.ImportFrom):
                used |= {alias.name for alias in node.names}
    return {name for name in used - ours if re.match(r"_[a-z]", name)} - DOCUMENTED_NAMES


def test_architecture_lists_every_private_name_that_is_used():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert {name for name in list_private_names() if not re.search(rf"\b{name}\b", text)} == set()


def test_a_name_that_is_gone_would_be_seen():
    assert not path_exists("events/bookings/ledger.py")
    assert not name_exists("content.exchange.kinds")
    assert not name_exists("content.clock.moment_that_never_was")
    assert name_exists("content.clock.store_offsets_with")
    assert is_permission("schools.see_every_school")
