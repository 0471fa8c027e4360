"""The key of an account's drafts: the same after every log-in, for nobody else, and stored by nobody."""

import base64

import pytest
from django.urls import reverse

from backoffice.form_drafts.account_keys import list_account_keys
from edu_week.secret_keys import make_secret_key


@pytest.fixture
def address():
    return reverse("admin:form_draft_key")


def keys_of(client, user, address) -> list[dict]:
    client.force_login(user)
    return client.get(address).json()["keys"]


def test_an_account_gets_the_same_key_after_every_log_in_and_nobody_else_does(client, scene, address):
    of_alice, of_bob = keys_of(client, scene.alice, address), keys_of(client, scene.bob, address)
    assert keys_of(client, scene.alice, address) == of_alice
    assert len(base64.b64decode(of_alice[0]["key"])) == 32
    assert not {value for key in of_alice for value in key.values()} & {value for key in of_bob for value in key.values()}
    assert "alice" not in str(of_alice)


def test_whoever_is_logged_out_gets_none(client, scene, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))


def test_the_answer_is_never_stored(client, scene, address):
    client.force_login(scene.bob)
    assert "no-store" in client.get(address)["Cache-Control"]
    assert client.post(address).status_code == 405


def test_drafts_of_before_a_new_secret_key_still_open(settings, scene):
    before = list_account_keys(scene.bob)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = make_secret_key(), [settings.SECRET_KEY]
    now = list_account_keys(scene.bob)
    assert now[1:] == before
    assert now[0] not in before
