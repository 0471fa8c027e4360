"""Two saves at the same moment. The control shows what the lock is for: without it the first save is lost unseen."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.db import connections
from django.test import Client
from django.urls import reverse

from backoffice import record_admin
from schools.admin.directory import SchoolAdmin
from schools.models import School
from tests.admin_scene import build_scene, form_data_of_page

pytestmark = pytest.mark.django_db(transaction=True)

HELD = 0.4  # seconds for which the first save stands between its check and its end, while the second arrives


@pytest.fixture
def both_at_once(clock_at, monkeypatch):
    """Has Alice's save held after its check until Bob's has arrived; answers with both responses and what is stored."""
    scene = build_scene(clock_at("2025-05-13T09:30"))
    scene.bob.user_permissions.add(Permission.objects.get(codename="publish_records"))
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    clients = {name: Client() for name in ("alice", "bob")}
    for name, client in clients.items():
        client.force_login(getattr(scene, name))
    opened = {name: form_data_of_page(client, url) for name, client in clients.items()}
    alice_has_checked = threading.Event()
    save_model = SchoolAdmin.save_model

    def save_slowly(self, request, *args):
        save_model(self, request, *args)
        if request.user == scene.alice:
            alice_has_checked.set()
            time.sleep(HELD)

    monkeypatch.setattr(SchoolAdmin, "save_model", save_slowly)

    def post(name, **changes):
        try:
            if name == "bob":
                alice_has_checked.wait(10)
            return clients[name].post(url, {**opened[name], **changes})
        finally:
            connections.close_all()

    def run():
        with ThreadPoolExecutor(2) as pool:
            alice = pool.submit(post, "alice", address="爱丽丝的地址")
            bob = pool.submit(post, "bob", phone="0354-1")
            return alice.result(), bob.result(), School.objects.get(pk=scene.own.school.pk)

    return run


def test_second_save_waits_and_sees_the_first(both_at_once):
    alice, bob, school = both_at_once()
    assert (alice.status_code, bob.status_code) == (302, 200)
    assert [conflict.name for conflict in bob.context["conflicts"]] == ["address"]
    assert (school.address, school.phone) == ("爱丽丝的地址", "")


@pytest.mark.skipif("connections['default'].vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_without_the_lock_the_first_save_is_lost(both_at_once, monkeypatch):
    monkeypatch.setattr(record_admin, "lock_rows", lambda records: None)
    alice, bob, school = both_at_once()
    assert (alice.status_code, bob.status_code) == (302, 302)
    assert (school.address, school.phone) == ("", "0354-1")
