"""No address of the portal sends anybody to another site: every `next`, every missing slash, every language."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import PASSWORD, code_of, give_second_factor, make

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db

ELSEWHERE = [
    *("https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example/"),
    *("/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/%09/evil.example", "\t//evil.example"),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "ftp://evil.example", "mailto:a@evil.example"),
    *("http:///evil.example", "http:evil.example", "https:/evil.example", "//testserver@evil.example/"),
    *("http://testserver.evil.example", "//evil.example%2f@testserver", " //evil.example", "\u2028//evil.example"),
    *("/\r\nLocation: https://evil.example", "\x00//evil.example"),
]


def leads_elsewhere(answer) -> bool:
    """As a browser reads it: backslashes are slashes, tabs and line breaks are nothing."""
    location = answer.get("Location", "")
    read = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    parts = urlsplit(read)
    return bool(parts.netloc and parts.netloc != "testserver") or parts.scheme not in ("", "http", "https")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_choosing_a_look_leads_back_into_the_portal(client, target):
    for name in ("set_theme", "set_a11y"):
        answer = client.post(reverse(name), {"theme": "dark", "size": "large", "next": target})
        assert answer.status_code == 302
        assert not leads_elsewhere(answer)
        assert "evil" not in urlsplit(answer["Location"]).netloc


@pytest.mark.parametrize("target", ELSEWHERE)
def test_logging_in_and_out_leads_into_the_portal(target):
    make("bob")
    sent = {"username": "bob", "password": PASSWORD, "next": target}
    client = Client()
    answers = [client.post(reverse("admin:login"), sent), client.get(reverse("admin:login"), {"next": target})]
    answers.append(client.post(reverse("admin:logout"), {"next": target}))
    answers.append(Client().post(reverse("admin:login", query={"next": target}), sent | {"next": target}))
    assert [answer.get("Location") for answer in answers if leads_elsewhere(answer)] == []
    assert answers[0].status_code == 302


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_second_step_leads_into_the_portal(client, target):
    alice = make("alice")
    give_second_factor(alice)
    client.post(reverse("admin:login"), {"username": "alice", "password": PASSWORD, "next": target})
    answer = client.post(reverse("accounts:log_in_code"), {"code": code_of(alice), "next": target})
    assert answer.status_code == 302
    assert not leads_elsewhere(answer)
    assert "\n" not in answer["Location"]


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "//evil.example", "/%2fevil.example", "/%5cevil.example", "/en//evil.example", "///evil.example/events"],
)
def test_a_path_that_looks_like_a_host_is_a_path(client, path):
    for method in (client.get, client.post):
        answer = method(path, follow=False)
        assert not leads_elsewhere(answer), answer.get("Location")


def test_every_parameter_that_names_a_page_is_tried_above():
    """What may decide where a redirect leads: a parameter by one of the usual names."""
    names = r"""["'](next|redirect|redirect_to|return|return_to|continue|url|goto|back|target|destination|success_url)["']"""
    reads = re.compile(rf"(?:GET|POST|COOKIES|data|params)(?:\.get\(|\[)\s*{names}")
    apps = [path.parent for path in ROOT.glob("*/apps.py")]
    found = {str(path.relative_to(ROOT)) for app in apps for path in app.rglob("*.py") if reads.search(path.read_text())}
    assert found == {"edu_week/views.py"}  # log-in and log-out are Django's, with its own check of the host
