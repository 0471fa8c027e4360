"""X-Forwarded-For: the right address or none, and a warning where it arrives from a proxy that is not trusted."""

import logging

import pytest
from django.urls import reverse

from edu_week import health, proxy_headers, wsgi
from edu_week.proxy_headers import use_forwarded_address


@pytest.fixture(autouse=True)
def new_process():
    proxy_headers.forget_untrusted_proxy()
    yield
    proxy_headers.forget_untrusted_proxy()


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("10.0.0.9", "10.0.0.9"),
        (" 10.0.0.9 ", "10.0.0.9"),
        ("10.0.0.9:51234", "10.0.0.9"),
        ("2001:db8::7", "2001:db8::7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:51234", "2001:db8::7"),
        ('"[2001:db8::7]:51234"', "2001:db8::7"),
        ("::ffff:10.0.0.9", "10.0.0.9"),
        ("6.6.6.6, 10.0.0.9", "10.0.0.9"),  # the client sent the first one itself
        ("6.6.6.6,, 10.0.0.9:80", "10.0.0.9"),
        ("<script>, 10.0.0.9", "10.0.0.9"),
        ("10.0.0.9, unknown", ""),
        ("10.0.0.9,", ""),
        ("", ""),
        ("_hidden", ""),
        ("10.0.0.9:port", ""),
        ("10.0.0.9:", ""),
        ("10.0.0", ""),
        ("010.0.0.9", ""),
        ("10.0.0.9/8", ""),
        ("[10.0.0.9", ""),
        ("[2001:db8::7]x", ""),
        ("fe80::1%eth0", ""),
        ("10.0.0.\u0669", ""),
        ("for=10.0.0.9", ""),
    ],
)
def test_address_that_our_own_proxy_saw_or_none(forwarded, address):
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    use_forwarded_address(environ)
    assert environ["REMOTE_ADDR"] == address


def test_who_asks_without_a_proxy_keeps_his_address():
    environ = {"REMOTE_ADDR": "127.0.0.1"}
    use_forwarded_address(environ)
    assert environ["REMOTE_ADDR"] == "127.0.0.1"


def ask(monkeypatch, **environ):
    """Send a request through the WSGI application; return the address that Django sees."""
    seen = {}
    monkeypatch.setattr(wsgi, "django_application", lambda environ, start_response: seen.update(environ))
    wsgi.application({"REQUEST_METHOD": "POST", "PATH_INFO": "/", "REMOTE_ADDR": "192.0.2.1", **environ}, None)
    return seen["REMOTE_ADDR"]


def test_claimed_address_counts_only_where_the_proxy_is_trusted(monkeypatch, settings):
    settings.TRUST_PROXY_HEADERS = True
    assert ask(monkeypatch, HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.9") == "10.0.0.9"
    assert not proxy_headers.has_seen_untrusted_proxy()
    settings.TRUST_PROXY_HEADERS = False
    assert ask(monkeypatch, HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.9") == "192.0.2.1"


def test_untrusted_proxy_is_logged_once(monkeypatch, settings, caplog):
    settings.TRUST_PROXY_HEADERS = False
    ask(monkeypatch)
    assert caplog.records == []
    with caplog.at_level(logging.WARNING):
        for _number in range(3):
            ask(monkeypatch, HTTP_X_FORWARDED_FOR="6.6.6.6")
    assert [record.getMessage().split(",")[0] for record in caplog.records] == ["X-Forwarded-For arrives"]
    assert "192.0.2.1" in caplog.text
    assert "6.6.6.6" not in caplog.text


@pytest.mark.django_db
def test_untrusted_proxy_is_told_by_readyz_which_stays_ready(client, monkeypatch, settings):
    settings.TRUST_PROXY_HEADERS = False
    health.record_heartbeat()
    assert "proxy" not in client.get(reverse("readyz")).json()["checks"]
    ask(monkeypatch, HTTP_X_FORWARDED_FOR="6.6.6.6")
    answer = client.get(reverse("readyz"))
    assert answer.status_code == 200
    assert answer.json()["checks"]["proxy"] == "not trusted: set TRUST_PROXY_HEADERS"
