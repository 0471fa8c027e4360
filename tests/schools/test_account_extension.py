"""The schools of an account on its page, lent by the app of schools. Sam looks after accounts, Bob after a school."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError

from accounts.models import User
from accounts.roles import AUDITOR, BUREAU, DOOR, SCHOOL, SYSTEM
from backoffice.audit_log.models import AuditEntry
from schools.models import Editorship, School
from schools.scoping import schools_of_user
from tests.accounts.conftest import make, said
from tests.admin_scene import form_data_of_page
from tests.factories import SchoolFactory

USERS = "/admin/accounts/user/"


@pytest.fixture
def health(db) -> School:
    return SchoolFactory(name="卫生学校")


@pytest.fixture
def sam(db):
    return make("sam", SYSTEM)


@pytest.fixture
def bob(health):
    bob = make("bob", SCHOOL)
    Editorship.objects.create(user=bob, school=health)
    return bob


@pytest.fixture
def office(client, sam):
    client.force_login(sam)
    return client


def page_of(user):
    return f"{USERS}{user.pk}/change/"


def test_schools_are_changed_on_the_page_and_the_audit_log_tells(office, bob, health):
    arts = SchoolFactory(name="艺术学校")
    data = form_data_of_page(office, page_of(bob))
    assert data["schools"] == [health.pk]
    assert office.post(page_of(bob), {**data, "schools": [arts.pk]}).status_code == 302
    assert list(schools_of_user(bob)) == [arts]
    entry = AuditEntry.objects.get(event="account_changed")
    assert (entry.user.username, entry.about_id, entry.detail) == ("sam", str(bob.pk), "学校")


def test_saving_something_else_leaves_the_schools_as_they_are(office, bob, health):
    added_at = Editorship.objects.get(user=bob).added_at
    assert office.post(page_of(bob), {**form_data_of_page(office, page_of(bob)), "display_name": "B"}).status_code == 302
    assert Editorship.objects.get(user=bob, school=health).added_at == added_at
    assert [entry.detail for entry in AuditEntry.objects.filter(event="account_changed")] == ["显示名"]


def test_somebody_is_invited_for_a_school(office, health):
    groups = [Group.objects.get(name=SCHOOL).pk]
    office.post(f"{USERS}add/", {"username": "carol", "groups": groups, "schools": [health.pk]})
    assert list(schools_of_user(User.objects.get(username="carol"))) == [health]


def test_the_list_has_a_column_and_a_filter(office, bob, health):
    SchoolFactory()
    assert "卫生学校" in said(office.get(USERS))
    found = office.get(f"{USERS}?editorships__school__id__exact={health.pk}").context["cl"].queryset
    assert list(found) == [bob]


def test_nobody_gives_himself_a_school(office, sam, health):
    data = {**form_data_of_page(office, page_of(sam)), "schools": [health.pk], "display_name": "S"}
    assert office.post(page_of(sam), data).status_code == 302
    assert not schools_of_user(sam)


def test_whoever_only_looks_reads_the_schools(client, bob):
    client.force_login(make("audrey", AUDITOR))
    page = said(client.get(page_of(bob)))
    assert "卫生学校" in page
    assert 'name="schools"' not in page


def test_ones_own_account_tells_the_schools(client, bob):
    client.force_login(bob)
    assert "卫生学校" in said(client.get("/admin/account/"))


def test_a_school_stands_once_in_an_account(bob, health):
    with pytest.raises(IntegrityError):
        Editorship.objects.create(user=bob, school=health)


@pytest.mark.parametrize(
    ("roles", "field", "sentence"),
    [
        ([], "groups", "请至少选一个角色"),
        ([SCHOOL], "schools", "请选一所学校"),
        ([DOOR], "schools", "请选一所学校"),
        ([DOOR, SYSTEM], "schools", "请选一所学校"),
    ],
)
def test_nobody_is_invited_who_could_do_nothing(office, roles, field, sentence):
    data = {"username": "new", "display_name": "N", "email": "", "groups": keys_of(roles)}
    page = office.post(f"{USERS}add/", data)
    assert not User.objects.filter(username="new").exists()
    (error,) = page.context["adminform"].form.errors[field]
    assert sentence in error


@pytest.mark.parametrize("roles", [[SYSTEM], [AUDITOR], [SCHOOL, BUREAU]])
def test_who_sees_every_school_needs_none(office, roles):
    data = {"username": "new", "display_name": "N", "email": "", "groups": keys_of(roles)}
    assert office.post(f"{USERS}add/", data).status_code == 302
    assert User.objects.filter(username="new").exists()


def test_the_last_school_of_a_school_editor_stays(office, bob):
    page = office.post(page_of(bob), {**form_data_of_page(office, page_of(bob)), "schools": []})
    assert "schools" in page.context["adminform"].form.errors
    assert schools_of_user(bob).exists()


def keys_of(roles):
    return list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
