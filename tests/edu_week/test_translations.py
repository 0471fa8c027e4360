"""Chinese is complete; and the tools that bring strings in read every kind of source."""

import ast
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, override

from edu_week import translations as catalogues

ROOT = Path(__file__).resolve().parents[2]
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}


def test_chinese_is_complete():
    assert list(catalogues.catalogue_problems()) == []


def test_compiled_catalogue_is_the_one_in_use():
    message = next(
        m for m in catalogues.read_catalogue("zh_Hans") if isinstance(m.id, str) and m.id and m.string and not m.context
    )
    with override("zh-hans"):
        assert gettext(message.id) == message.string


@pytest.fixture
def project(tmp_path, settings):
    """An empty project with one app and a folder for templates."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "content").mkdir()
    (tmp_path / "templates").mkdir()
    return tmp_path


def extracted():
    return {(message.id, message.context) for message in catalogues.extract_messages() if message.id}


def test_strings_of_python_are_found(project):
    (project / "content" / "words.py").write_text(
        'a = _("Plain")\nb = ngettext("one", "many", n)\nc = pgettext("month", "May")\nd = _(variable)\n'
        'e = npgettext("party", "child", "children", n)\nf = gettext_lazy("Long " "sentence")\n'
    )
    assert extracted() == {
        ("Plain", None),
        (("one", "many"), None),
        ("May", "month"),
        (("child", "children"), "party"),
        ("Long sentence", None),
    }


def test_strings_of_templates_are_found(project):
    (project / "templates" / "page.html").write_text(
        '{% load i18n %}\n<p>\n  {% translate "Plain" %}\n'
        "    {% blocktranslate trimmed with name=x %}\n      Dear\n      {{ name }}\n    {% endblocktranslate %}\n"
        "{% blocktranslate count n=n %}{{ n }} place{% plural %}{{ n }} places{% endblocktranslate %}\n"
        '{% include "x.html" with title=_("In a tag") %}{% translate "May" context "month" %}</p>'
    )
    assert extracted() == {
        ("Plain", None),
        ("Dear %(name)s", None),
        (("%(n)s place", "%(n)s places"), None),
        ("In a tag", None),
        ("May", "month"),
    }


def catalogue_with(project, **translations):
    (project / "content" / "words.py").write_text('_("Hello %(name)s")')
    catalogue = catalogues.update_catalogue("zh_Hans", Catalog())
    for source, translation in translations.items():
        catalogue.add(source.replace("_name", " %(name)s"), translation)
    catalogues.write_catalogue("zh_Hans", catalogue)


@pytest.mark.parametrize(
    ("translations", "complaint"),
    [
        ({}, "not in the catalogue"),
        ({"Hello_name": ""}, "not translated"),
        ({"Hello_name": "你好"}, "other placeholders"),
        ({"Hello_name": "%(name)s你好", "Gone": "没了"}, "no longer used"),
    ],
)
def test_check_names_what_is_wrong(project, translations, complaint):
    catalogue_with(project, **translations)
    assert [complaint in problem for problem in catalogues.catalogue_problems()] == [True]
    with pytest.raises(CommandError, match="1 strings need attention"):
        call_command("translations", "check", stderr=io.StringIO())


def test_check_finds_a_percent_sign_that_would_undo_a_translation(project):
    (project / "templates" / "page.html").write_text("{% load i18n %}{% blocktranslate %}All of it{% endblocktranslate %}")
    catalogue = catalogues.update_catalogue("zh_Hans", catalogues.extract_messages())
    for translation, wrong in (("100%的", True), ("100%%的", False)):
        catalogue["All of it"].string = translation
        catalogues.write_catalogue("zh_Hans", catalogue)
        assert ["not doubled" in problem for problem in catalogues.catalogue_problems()] == [True] * wrong


def test_extract_keeps_translations_drops_the_obsolete_and_changes_nothing_twice(project):
    catalogue_with(project, Hello_name="%(name)s你好", Gone="没了")
    call_command("translations", "extract")
    written = catalogues.po_path("zh_Hans").read_text()
    assert "%(name)s你好" in written
    assert "Gone" not in written
    call_command("translations", "extract")
    assert catalogues.po_path("zh_Hans").read_text() == written


def test_compile_is_done_again_only_when_the_source_is_newer(project):
    catalogue_with(project, Hello_name="%(name)s你好")
    call_command("translations", "compile")
    compiled = catalogues.po_path("zh_Hans").with_suffix(".mo")
    first = compiled.stat().st_mtime_ns
    call_command("translations", "compile")
    assert compiled.stat().st_mtime_ns == first


def test_no_string_hides_from_extraction_inside_an_f_string():
    """Before Python 3.12 what stands in the braces of an f-string is no token of its own, so Babel passes it by."""
    hidden = []
    for app in ("content", "backoffice", "spreadsheets", "accounts", "schools", "events", "alumni", "edu_week"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                calls = ast.walk(node) if isinstance(node, ast.JoinedStr) else []
                names = {call.func.id for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
                hidden += [f"{path.relative_to(ROOT)}:{node.lineno}"] if names & GETTEXT else []
    assert hidden == []
