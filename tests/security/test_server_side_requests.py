"""The portal fetches nothing that anybody names: no module of it can, and no form makes it."""

import ast
import socket
from pathlib import Path

import pytest
from django.urls import reverse

from tests.admin_scene import form_data_of_page

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = {
    *("requests", "httpx", "urllib3", "aiohttp", "pycurl", "httplib2", "ftplib", "telnetlib", "imaplib", "poplib", "smtplib"),
    *("urllib.request", "http.client", "xmlrpc.client", "socket", "ssl", "asyncio", "tencentcloud", "redis"),
}
# Who connects to what, always to an address of the settings.
CONNECT = {
    "edu_week/limits_cache.py": {"redis"},
    "edu_week/web_server.py": {"socket"},  # listens
    "edu_week/single_start.py": {"socket"},  # looks whether a port is free
    "edu_week/page_cache/shared.py": {"redis"},
    "events/notices/channels.py": {"smtplib"},  # its errors; the connection is Django's, to EMAIL_URL
    "events/notices/tencent.py": {"tencentcloud"},
}


def list_imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_no_module_can_fetch_an_address():
    found = {}
    for app in sorted(ROOT.glob("*/apps.py")):
        for path in sorted(app.parent.rglob("*.py")):
            names = list_imports(path)
            used = {client for client in CLIENTS for name in names if f"{name}.".startswith(f"{client}.")}
            if used:
                found[str(path.relative_to(ROOT))] = used
    unknown = {name: used for name, used in found.items() if not used <= CONNECT.get(name, set())}
    assert unknown == {}, "say to which address it connects, and that nobody can choose it"


@pytest.fixture
def no_connection(monkeypatch):
    """Fails whoever opens a connection that is not the test database's."""

    def refuse(*args, **kwargs):
        raise AssertionError(f"something connects to {args[-1]}")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


INNER = ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:6379/", "http://[::1]/", "http://localhost/admin/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", INNER)
def test_addresses_that_staff_type_are_stored_and_not_opened(client, scene, no_connection, address):
    client.force_login(scene.alice)
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    typed = {"website": address, "introduction": f"[x]({address}) ![y]({address})"}
    client.post(url, form_data_of_page(client, url) | typed)
    for page in (url, reverse("school_detail", args=[scene.own.school.slug])):
        assert client.get(page).status_code == 200


@pytest.mark.django_db
def test_a_preview_of_text_draws_no_picture_from_elsewhere(client, scene, no_connection):
    client.force_login(scene.alice)
    text = "".join(f"![x]({address})\n\n[y]({address})\n\n<img src={address}>\n\n" for address in INNER)
    answer = client.post(reverse("admin:richtext_preview"), {"text": text})
    assert answer.status_code == 200
    assert "<img" not in answer.content.decode()
