"""Ten characters of three kinds, not one of the last five, and what a change ends."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import PastPassword
from accounts.passwords.validators import count_character_kinds
from tests.accounts.conftest import PASSWORD, said

CHANGE = "/admin/password_change/"


def change_to(client, new, old=PASSWORD):
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})


@pytest.mark.parametrize(("password", "kinds"), [("abc", 1), ("abC1", 3), ("密码", 1), ("a密C1", 4), ("", 0), ("é", 1)])
def test_kinds_of_characters(password, kinds):
    assert count_character_kinds(password) == kinds


@pytest.mark.parametrize(
    "password", ["Short-1", "onlysmallletters", "small-and-dashes", "1234567890", "Password123", "Bob-Bob-bob"]
)
def test_weak_password_is_refused(bob, password):
    bob.username = "bob-bob-bob"
    with pytest.raises(ValidationError):
        validate_password(password, bob)


def test_strong_one_is_taken(bob):
    validate_password("春天来了-Abc-1", bob)


def test_last_five_are_refused_and_the_sixth_is_free_again(client, bob):
    client.force_login(bob)
    old = PASSWORD
    for number in range(5):
        assert "最近5次" in said(change_to(client, PASSWORD, old)), number
        new = f"Number-{number}-of-five"
        assert change_to(client, new, old).status_code == 302
        old = new
    assert change_to(client, PASSWORD, old).status_code == 302
    assert PastPassword.objects.filter(user=bob).count() == 4


def test_same_password_again_is_refused_also_without_a_history(client, bob):
    PastPassword.objects.all().delete()
    client.force_login(bob)
    assert "最近5次" in said(change_to(client, PASSWORD))


def test_change_ends_the_other_sessions_only(client, bob, events):
    other = Client()
    for browser in (other, client):
        browser.force_login(bob)
    change_to(client, "Young-enough-2")
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302
    assert events()[-1] == "password_changed"
    bob.refresh_from_db()
    assert bob.check_password("Young-enough-2")


def test_errors_stand_beside_their_field(client, bob):
    client.force_login(bob)
    form = change_to(client, "short").context["form"]
    assert form.errors["new_password2"]


@pytest.mark.parametrize(
    "password",
    ["Pingcheng-2025", "Admin-Pingcheng-1", "Bureau-2025!!", "平城职教周-2025-A", "Zhijiao.Week.25", "Testserver-2025"],
)
def test_password_of_the_words_of_the_place_is_refused(bob, settings_row, settings, password):
    settings.BASE_HOST = "testserver"
    settings_row(site_name="平城职教周", city_name_en="Pingcheng")
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, bob)
    assert "password_of_site_words" in {error.code for error in refusal.value.error_list}


def test_with_other_words_beside_them_it_is_taken(bob, settings_row):
    settings_row(city_name_en="Pingcheng")
    validate_password("Pingcheng-Sparrow-1", bob)
