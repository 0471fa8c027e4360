"""Sam looks after accounts: invites, lifts locks, ends sessions, and gives nobody, himself included, more than roles."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.roles import AUDITOR, BUREAU, SCHOOL, SYSTEM
from accounts.second_factor import devices
from backoffice.audit_log.models import AuditEntry
from tests.accounts.conftest import PASSWORD, give_second_factor, make, said
from tests.admin_scene import form_data_of_page

USERS = "/admin/accounts/user/"


@pytest.fixture
def sam(db):
    return make("sam", SYSTEM)


@pytest.fixture
def bob(db):
    return make("bob", SCHOOL)


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss", password=PASSWORD)


@pytest.fixture
def office(client, sam):
    client.force_login(sam)
    return client


def page_of(user):
    return f"{USERS}{user.pk}/change/"


def do(client, user, action, **more):
    return client.post(f"{USERS}{user.pk}/tools/", {"deed": action}, **more)


def role(name):
    return Group.objects.get(name=name).pk


def test_invitation_makes_an_account_nobody_can_use_and_shows_its_link_once(office, db):
    data = {"username": "carol", "display_name": "Carol", "email": "carol@school.example", "groups": [role(AUDITOR)]}
    page = office.post(f"{USERS}add/", data, follow=True)
    carol = User.objects.get(username="carol")
    assert (carol.is_active, carol.is_staff, carol.is_superuser, carol.has_usable_password()) == (False, True, False, False)
    assert [group.name for group in carol.groups.all()] == [AUDITOR]
    address = page.context["address"]
    assert address in said(page)
    assert address in mail.outbox[0].body
    assert address not in said(office.get(f"{USERS}{carol.pk}/link/", follow=True))
    assert "invited" in AuditEntry.objects.values_list("event", flat=True)
    assert "已邀请" in said(office.get(USERS))


def test_link_can_be_withdrawn_and_made_again(office, db):
    office.post(f"{USERS}add/", {"username": "carol", "groups": [role(AUDITOR)]})
    carol = User.objects.get(username="carol")
    assert "重新邀请" in said(office.get(page_of(carol)))
    do(office, carol, "withdraw_link")
    assert not carol.password_links.filter(withdrawn_at=None).exists()
    assert do(office, carol, "make_link").url == f"{USERS}{carol.pk}/link/"
    assert carol.password_links.filter(withdrawn_at=None).count() == 1


def test_locked_account_is_seen_and_unlocked(office, bob):
    for _time in range(5):
        Client().post("/admin/login/", {"username": "bob", "password": "wrong"})
    assert list(office.get(f"{USERS}?locked=1").context["cl"].queryset) == [bob]
    assert "来自127.0.0.1的登录已锁定" in said(office.get(page_of(bob)))
    do(office, bob, "unlock")
    assert Client().post("/admin/login/", {"username": "bob", "password": PASSWORD}).status_code == 302
    assert not office.get(f"{USERS}?locked=1").context["cl"].queryset


def test_sessions_are_ended_and_the_second_factor_reset(office, bob):
    give_second_factor(bob)
    phone = Client()
    phone.force_login(bob)
    do(office, bob, "end_sessions")
    assert phone.get("/admin/").status_code == 302
    do(office, bob, "reset_second_factor")
    assert devices.confirmed_device(bob) is None
    events = list(AuditEntry.objects.filter(about_id=bob.pk).order_by("pk").values_list("event", flat=True))
    assert events == ["sessions_ended", "second_factor"]


def test_temporary_password_has_to_be_changed(office, bob):
    phone = Client()
    phone.force_login(bob)
    data = {"password1": "Told-by-phone-1", "password2": "Told-by-phone-1"}
    assert office.post(f"{USERS}{bob.pk}/password/", data).status_code == 302
    assert phone.get("/admin/").status_code == 302
    phone.post("/admin/login/", {"username": "bob", "password": "Told-by-phone-1"})
    assert phone.get("/admin/").url == "/admin/password_change/"


@pytest.mark.parametrize("action", ["make_link", "unlock", "end_sessions", "reset_second_factor"])
def test_superuser_is_above_him(office, boss, action):
    assert do(office, boss, action).status_code == 403
    assert office.post(page_of(boss), {"username": "mine"}).status_code == 403
    assert office.get(f"{USERS}{boss.pk}/password/").status_code == 403


def test_rights_are_given_by_roles_alone(office, bob):
    data = {**form_data_of_page(office, page_of(bob)), "is_superuser": "on", "user_permissions": [Permission.objects.first().pk]}
    data["groups"] = [role(BUREAU)]
    assert office.post(page_of(bob), data).status_code == 302
    bob.refresh_from_db()
    assert (bob.is_superuser, bob.user_permissions.count()) == (False, 0)
    entry = AuditEntry.objects.get(event="roles_changed")
    assert (entry.user.username, entry.about_id, entry.detail) == ("sam", str(bob.pk), f"{SCHOOL} → {BUREAU}")


def test_nobody_gives_himself_a_role(office, sam):
    data = {
        **form_data_of_page(office, page_of(sam)),
        "groups": [role(SYSTEM), role(BUREAU)],
        "is_superuser": "on",
        "display_name": "S",
    }
    assert office.post(page_of(sam), data).status_code == 302
    sam.refresh_from_db()
    assert (sam.display_name, sam.is_superuser) == ("S", False)
    assert [group.name for group in sam.groups.all()] == [SYSTEM]


def test_nor_rights_to_the_role_he_has(office, sam):
    group = Group.objects.get(name=SYSTEM)
    data = {"name": group.name, "permissions": list(Permission.objects.values_list("pk", flat=True))}
    assert office.post(f"/admin/auth/group/{group.pk}/change/", data).status_code == 403


@pytest.mark.parametrize("path", ["", "add/", "{pk}/change/", "{pk}/password/", "{pk}/link/", "{pk}/tools/"])
def test_editors_have_no_business_with_accounts(client, bob, path):
    alice = make("alice", BUREAU)
    for user in (alice, bob):
        client.force_login(user)
        url = USERS + path.format(pk=bob.pk)
        response = client.post(url, {"deed": "make_link"}) if path.endswith("tools/") else client.get(url)
        assert response.status_code in (302, 403)
        assert "password_link" not in said(response)


def test_secrets_have_no_pages(office, boss, client):
    client.force_login(boss)
    for name in (
        "otp_totp/totpdevice",
        "otp_static/staticdevice",
        "qsessions/session",
        "axes/accessattempt",
        "schools/passwordlink",
        "schools/pastpassword",
    ):
        assert client.get(f"/admin/{name}/").status_code == 404


def test_list_does_not_ask_more_for_more_accounts(office, bob, django_assert_num_queries, django_assert_max_num_queries):
    office.get(USERS)
    with django_assert_max_num_queries(20) as few:
        office.get(USERS)
    for number in range(5):
        make(f"more-{number}", SCHOOL)
    with django_assert_num_queries(len(few)):
        office.get(USERS)
