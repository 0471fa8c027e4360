"""What an account owes comes before every page; being busy keeps it logged in, doing nothing does not."""

import pytest
from django.urls import reverse
from qsessions.models import Session

from accounts.middleware import STAFF_PAGES
from accounts.models import User
from accounts.second_factor import devices
from tests.accounts.conftest import code_of, give_second_factor, said

INDEX = "/admin/"
PAGES = [INDEX, "/admin/account/", "/admin/schools/school/", "/admin/autocomplete/"]
SET_UP = "/admin/account/second-factor/"
CHANGE = "/admin/password_change/"


@pytest.fixture
def required(settings_row):
    settings_row(second_factor_required=True)


def test_nothing_is_owed_by_default(client, alice):
    client.force_login(alice)
    assert client.get(INDEX).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_bureau_is_led_to_set_up_a_required_second_factor(client, alice, required, page):
    client.force_login(alice)
    assert client.get(page).url == SET_UP


@pytest.mark.parametrize(
    ("path", "is_one"), [("/desk/", True), ("/en/desk/x", True), ("/admin", True), ("/administration", False)]
)
def test_pages_of_the_staff(path, is_one):
    assert bool(STAFF_PAGES.match(path)) == is_one


def test_set_up_opens_and_then_everything_does(client, alice, required):
    client.force_login(alice)
    assert "你的角色须开启两步验证" in said(client.get(SET_UP))
    assert client.get("/admin/account/second-factor/qr.svg").status_code == 200
    assert client.post(SET_UP, {"code": code_of(alice)}).url == "/admin/account/second-factor/codes/"
    assert client.get(INDEX).status_code == 200


def test_log_out_stays_open(client, alice, required):
    client.force_login(alice)
    assert client.post(reverse("admin:logout")).status_code == 200


def test_who_looks_after_accounts_and_superusers_are_asked_too(client, sam, required):
    boss = User.objects.create_superuser("boss", password="Old-enough-1")
    for user in (sam, boss):
        client.force_login(user)
        assert client.get(INDEX).url == SET_UP


def test_school_is_not_asked(client, bob, required):
    client.force_login(bob)
    assert client.get(INDEX).status_code == 200


def test_session_without_the_code_is_asked_for_it(client, alice, required):
    give_second_factor(alice)
    client.force_login(alice)
    assert client.get(INDEX).url == "/admin/login/code/"
    assert client.post("/admin/login/code/", {"code": code_of(alice)}).url == INDEX
    assert client.get(INDEX).status_code == 200


def test_old_password_has_to_be_changed_first(client, bob, later, settings_row):
    client.force_login(bob)
    later(days=89)
    client.force_login(bob)
    assert client.get(INDEX).status_code == 200
    later(days=1, minutes=1)
    client.force_login(bob)
    assert client.get(INDEX).url == CHANGE
    assert "密码已到期" in said(client.get(CHANGE))
    settings_row(password_max_age_days=0)
    assert client.get(INDEX).status_code == 200


def test_password_chosen_by_somebody_else_has_to_be_changed(client, bob):
    User.objects.filter(pk=bob.pk).update(password_changed_at=None)
    client.force_login(bob)
    assert client.get(INDEX).url == CHANGE
    answers = {"old_password": "Old-enough-1", "new_password1": "Young-enough-2", "new_password2": "Young-enough-2"}
    assert client.post(CHANGE, answers).status_code == 302
    assert client.get(INDEX).status_code == 200


def test_half_an_hour_of_nothing_ends_it(client, bob, later):
    client.force_login(bob)
    client.get(INDEX)
    for _click in range(3):
        later(minutes=29)
        assert client.get(INDEX).status_code == 200
    later(minutes=31)
    assert client.get(INDEX).status_code == 302


def test_writing_a_long_text_counts_as_being_busy(client, bob, later):
    client.force_login(bob)
    for _minute in range(4):
        later(minutes=20)
        assert client.post(reverse("accounts:keep_session_alive")).status_code == 204


def test_clicks_within_a_minute_write_once(client, bob, later):
    client.force_login(bob)
    client.get(INDEX)
    before = Session.objects.get(user=bob).updated_at
    later(seconds=30)
    client.get(INDEX)
    assert Session.objects.get(user=bob).updated_at == before
    later(seconds=31)
    client.get(INDEX)
    assert Session.objects.get(user=bob).updated_at > before


def test_reading_public_pages_neither_renews_nor_breaks_an_ended_session(client, bob, later):
    client.force_login(bob)
    client.get(INDEX)
    later(minutes=29)
    assert client.get("/").status_code == 200
    Session.objects.all().delete()
    assert client.get("/").status_code == 200
    assert not Session.objects.exists()


class TestWhereTheSiteHasHttps:
    """SECOND_FACTOR_REQUIRED is true there unless it says no (tests/edu_week/test_env.py)."""

    @pytest.fixture(autouse=True)
    def https(self, settings):
        settings.SECOND_FACTOR_REQUIRED = True

    def test_bureau_and_superuser_set_up_a_second_factor_first(self, client, alice):
        root = User.objects.create_superuser("root", password="Old-enough-1")
        for user in (alice, root):
            client.force_login(user)
            assert client.get(INDEX).url == SET_UP
            assert client.get("/desk/").url == SET_UP

    def test_who_works_for_a_school_need_not(self, client, bob):
        client.force_login(bob)
        assert client.get(INDEX).status_code == 200

    def test_demonstration_accounts_need_not_unless_the_bureau_says_so(self, client, alice, settings_row):
        User.objects.filter(pk=alice.pk).update(is_demonstration=True)
        client.force_login(alice)
        assert client.get(INDEX).status_code == 200
        settings_row(second_factor_required=True)
        assert client.get(INDEX).url == SET_UP

    def test_the_setting_may_say_no(self, client, alice, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        client.force_login(alice)
        assert client.get(INDEX).status_code == 200

    def test_it_cannot_be_turned_off_by_its_owner(self, client, alice):
        client.force_login(alice)
        client.post(SET_UP, {"code": code_of_new_device(client, alice)})
        assert client.post("/admin/account/second-factor/off/", {"password": "Old-enough-1"}).status_code == 302
        assert devices.confirmed_device(alice) is not None


def code_of_new_device(client, user):
    client.get(SET_UP)
    return code_of(user)


def test_a_log_in_ends_after_a_working_day_however_busy(client, bob, later):
    client.force_login(bob)
    for _time in range(47):
        assert client.get(INDEX).status_code == 200
        later(minutes=15)
    assert client.get(INDEX).status_code == 200
    later(minutes=16)
    assert client.get(INDEX).url == "/admin/login/?next=/admin/"
    assert client.get(INDEX).status_code == 302
    assert not Session.objects.filter(user=bob).exists()
