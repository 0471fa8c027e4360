"""Two of the bureau decide at the same moment: one of them does, the other is told, and nothing is half done."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import User
from backoffice.proposals.models import ProposedChange
from schools.admin.directory import SchoolAdmin
from schools.models import School
from tests.admin_scene import build_scene
from tests.backoffice.review.conftest import Desk, proposal_page, record_page, review_url

pytestmark = pytest.mark.django_db(transaction=True)

HELD = 0.4  # seconds for which the first save stands before its end, while the second arrives


@pytest.mark.parametrize("second", ["adopt", "return"])
def test_the_second_decision_waits_and_is_told(clock_at, monkeypatch, second):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    school = scene.own.school
    eve = User.objects.create_superuser("eve", "", "secret-of-eve")
    bob, alice, eve = Desk(scene.bob), Desk(scene.alice), Desk(eve)
    bob.save(record_page(school), name_en="New Name")
    address, stamp = proposal_page(school), ProposedChange.objects.get().stamp
    opened = {desk: desk.form(address) for desk in (alice, eve)}
    alice_writes = threading.Event()
    save_model = SchoolAdmin.save_model

    def save_slowly(self, request, *args):
        save_model(self, request, *args)
        if request.user == scene.alice:
            alice_writes.set()
            time.sleep(HELD)

    monkeypatch.setattr(SchoolAdmin, "save_model", save_slowly)

    def run(desk):
        try:
            if desk is alice:
                return alice.client.post(address, {**opened[alice], "_adopt": "1"}, follow=True)
            alice_writes.wait(10)
            if second == "adopt":
                return eve.client.post(address, {**opened[eve], "name_en": "Eve's", "_adopt": "1"}, follow=True)
            data = {"_return": "1", "stamp": stamp, "other_remark": "不行"}
            return eve.client.post(review_url(school), data, follow=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, late = (pool.submit(run, desk) for desk in (alice, eve))
        assert "已采用" in first.result().content.decode()  # contexts of two threads would be mixed
        html = late.result().content.decode()
    assert School.objects.get(pk=school.pk).name_en == "New Name"
    proposal = ProposedChange.objects.get()
    assert (proposal.state, proposal.decided_by) == ("taken", scene.alice)
    assert {"adopt": "没有保存", "return": "没有退回"}[second] in html
