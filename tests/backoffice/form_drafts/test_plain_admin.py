"""Accounts and roles, whose page is Django's own: what is typed is kept in the tab, and given back without being saved."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from tests.admin_scene import form_data_of_page


@pytest.fixture
def address(scene):
    return reverse("admin:accounts_user_change", args=[scene.bob.pk])


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


def send_again(client, address, /, **fields):
    return client.post(address, form_data_of_page(client, address) | fields | {"_save": "1", "_reopen": "all"})


@pytest.mark.parametrize("name", ["accounts_user_add", "auth_group_add"])
def test_a_new_one_is_kept_in_the_tab(alice, name):
    assert 'data-kept="tab"' in alice.get(reverse(f"admin:{name}")).content.decode()


def test_whoever_may_only_read_an_account_has_nothing_to_keep(client, scene, address):
    scene.bob.user_permissions.add(Permission.objects.get(codename="view_user"))
    client.force_login(scene.bob)
    page = client.get(address)
    assert page.status_code == 200
    assert "data-kept" not in page.content.decode()


def test_a_form_that_is_shown_again_holds_what_was_typed_and_is_not_saved(alice, scene, address):
    page = send_again(alice, address, display_name="鲍勃")
    assert page.context["adminform"].form["display_name"].value() == "鲍勃"
    assert not page.context["adminform"].form.errors
    assert not User.objects.filter(display_name="鲍勃").exists()


def test_its_mistakes_are_named_at_once(alice, address):
    assert "username" in send_again(alice, address, username="").context["adminform"].form.errors


def test_a_role_that_is_shown_again_is_not_made(alice):
    page = send_again(alice, reverse("admin:auth_group_add"), name="讲解员")
    assert page.context["adminform"].form["name"].value() == "讲解员"
    assert not Group.objects.filter(name="讲解员").exists()


def test_the_same_form_is_saved_where_that_is_asked_for(alice, address):
    assert alice.post(address, form_data_of_page(alice, address) | {"display_name": "鲍勃", "_save": "1"}).status_code == 302
    assert User.objects.filter(display_name="鲍勃").exists()
