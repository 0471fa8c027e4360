"""The record page is one class and a list of steps; no other class overrides the page, its save or its URLs."""

import ast
import inspect
from pathlib import Path

import pytest
from django.contrib import admin
from django.urls import reverse

from backoffice import record_steps
from backoffice.admin_pages import AdminPage, DeclaresPages, collect_declared
from backoffice.record_admin import STEPS, RecordPageAdmin
from backoffice.record_steps.edit import RecordEdit
from schools.models import School
from tests.admin_scene import form_data_of_page

ROOT = Path(__file__).resolve().parents[2]
APPS = ("content", "backoffice", "spreadsheets", "accounts", "schools", "events", "alumni", "edu_week")
# Methods that only `RecordPageAdmin` may define
PAGE_METHODS = {"changeform_view", "_changeform_view", "render_change_form", "save_related", "add_view", "change_view"}
URL_METHODS = {"get_urls"}
EXCEPTIONS = {
    ("backoffice/record_admin.py", "RecordPageAdmin", "changeform_view"),
    ("backoffice/admin_pages.py", "DeclaresPages", "get_urls"),
    ("backoffice/site.py", "BackOffice", "get_urls"),  # the site's own pages, not a model's
    (
        "events/admin/bookings/booking_admin.py",
        "BookingAdmin",
        "change_view",
    ),  # nothing to save: a booking has its own buttons
    # Django's own pages of accounts and roles, on which no record is edited: what is typed there is kept as a draft
    ("backoffice/form_drafts/plain_admin.py", "ReopensFormMixin", "render_change_form"),
    # that of accounts invites, and notes changes of roles
    ("accounts/admin/users.py", "UserAdmin", "add_view"),
    ("accounts/admin/users.py", "UserAdmin", "change_view"),
    ("accounts/admin/users.py", "UserAdmin", "save_related"),
}


def methods_named(names):
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            for part in ast.walk(ast.parse(file.read_text())):
                if isinstance(part, ast.ClassDef):
                    for line in part.body:
                        if isinstance(line, (ast.FunctionDef, ast.AsyncFunctionDef)) and line.name in names:
                            yield str(file.relative_to(ROOT)), part.name, line.name


def test_no_other_class_overrides_the_page_or_the_urls():
    assert set(methods_named(PAGE_METHODS | URL_METHODS)) == EXCEPTIONS


def test_every_page_on_which_records_are_edited_is_that_one(client, scene):
    """The others are Django's own pages of accounts and roles, and those with nothing to save."""
    client.force_login(scene.alice)
    for model, page in admin.site._registry.items():
        row = model._default_manager.first()
        if row is None or model._meta.label_lower in ("accounts.user", "auth.group"):
            continue
        answer = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk]))
        offers_save = answer.status_code == 200 and 'name="_save"' in answer.content.decode()
        assert offers_save == isinstance(page, RecordPageAdmin), model


def test_steps_have_one_signature_and_a_module_each():
    for step in STEPS:
        assert list(inspect.signature(step).parameters) == ["edit"]
        assert step.__module__ == f"{record_steps.__name__}.{step.__name__}"


def test_steps_stand_in_the_order_in_which_they_happen():
    assert [step.__name__ for step in STEPS] == [
        "read_submission",
        "refill_page",
        "compare_with_snapshot",
        "validate_forms",
        "reopen_form",
        "withhold_unapproved",
        "show_consequences",
        "write_changes",
        "keep_version",
        "report_outcome",
    ]


def test_no_step_leaves_by_an_exception_of_its_own():
    for file in [ROOT / "backoffice/record_admin.py", *(ROOT / "backoffice/record_steps").glob("*.py")]:
        made = [part.name for part in ast.walk(ast.parse(file.read_text())) if isinstance(part, ast.ClassDef)]
        assert not [name for name in made if "Exception" in name or name.startswith("_")], file


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


def test_a_step_that_answers_ends_the_saving(alice, scene, monkeypatch):
    """Steps before `write_changes` write nothing, so nothing is left behind."""
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    reached = []

    def stop(edit: RecordEdit):
        reached.append(edit.form.cleaned_data["address"])
        return edit.model_admin.render_page(edit)

    steps = [stop if step.__name__ == "show_consequences" else step for step in STEPS]
    monkeypatch.setattr("backoffice.record_admin.STEPS", steps)
    before = School.history.count()
    assert alice.post(url, {**form_data_of_page(alice, url), "address": "新址"}).status_code == 200
    assert reached == ["新址"]
    assert School.history.count() == before
    assert School.objects.get(pk=scene.own.school.pk).address == ""


def test_a_record_that_is_gone_leads_away_with_a_word(alice, scene):
    answer = alice.get(reverse("admin:schools_school_change", args=[99999]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:index")
    assert "学校" in " ".join(map(str, answer.context["messages"]))


def test_what_classes_declare_is_collected_without_repeats():
    first, second = (AdminPage(route=f"{name}/", view=name, name=name) for name in ("first", "second"))

    class Part:
        pages = (first,)

    class Page(Part, DeclaresPages):
        pages = (second, first)

    assert collect_declared(Page, "pages") == [second, first]
