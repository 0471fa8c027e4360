"""My account: where one is logged in, ending one of them or all."""

import pytest
from django.test import Client

from accounts.sessions.user_agents import describe_device
from tests.accounts.conftest import PASSWORD, said

ACCOUNT = "/admin/account/"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 "
    "Edg/124.0.0.0"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2304A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 "
    "Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64 NetType/WIFI Language/zh_CN"
)


@pytest.fixture
def phone(bob):
    """Bob is also logged in on his phone."""
    browser = Client(headers={"user-agent": WECHAT}, REMOTE_ADDR="10.1.2.3")
    browser.post("/admin/login/", {"username": "bob", "password": PASSWORD})
    return browser


@pytest.fixture
def here(client, bob):
    client.post("/admin/login/", {"username": "bob", "password": PASSWORD}, headers={"user-agent": EDGE})
    return client


def get(client, url=ACCOUNT):
    return client.get(url, headers={"user-agent": EDGE})


@pytest.mark.parametrize(
    ("agent", "words"), [(EDGE, "Windows · Edge"), (WECHAT, "Android · 微信"), ("", "未知设备"), (None, "未知设备")]
)
def test_device_in_words(agent, words):
    assert describe_device(agent) == words


def test_each_session_with_device_and_address(here, phone):
    page = said(get(here))
    for words in ("Windows · Edge", "Android · 微信", "10.1.2.3", "这台设备"):
        assert words in page
    assert here.session.session_key not in page
    assert phone.session.session_key not in page


def test_one_is_ended(here, phone, events):
    (other,) = [session for session in get(here).context["sessions"] if not session["is_this"]]
    here.post(f"{ACCOUNT}sessions/{other['handle']}/end/", headers={"user-agent": EDGE})
    assert phone.get("/admin/").status_code == 302
    assert get(here, "/admin/").status_code == 200
    assert events()[-1] == "sessions_ended"


def test_nobody_ends_the_session_of_somebody_else(here, alice, events):
    (own,) = get(here).context["sessions"]
    stranger = Client()
    stranger.force_login(alice)
    stranger.post(f"{ACCOUNT}sessions/{own['handle']}/end/")
    assert get(here, "/admin/").status_code == 200
    assert "sessions_ended" not in events()


def test_log_out_everywhere_means_here_too(here, phone, events):
    assert here.post(f"{ACCOUNT}sessions/end/", headers={"user-agent": EDGE}).url == "/admin/login/"
    for browser in (here, phone):
        assert browser.get("/admin/").status_code == 302
    assert events()[-2:] == ["sessions_ended", "logout"]


@pytest.mark.parametrize("url", [f"{ACCOUNT}sessions/end/", f"{ACCOUNT}sessions/abc/end/"])
def test_looking_ends_nothing(here, url):
    assert get(here, url).status_code == 405


@pytest.mark.parametrize(
    "url", [ACCOUNT, f"{ACCOUNT}second-factor/", f"{ACCOUNT}second-factor/qr.svg", "/admin/password_change/"]
)
def test_stranger_is_led_to_log_in(client, db, url):
    assert client.get(url).url == f"/admin/login/?next={url}"
