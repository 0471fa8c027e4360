"""Who gets mail about a review, and what it holds."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from backoffice.review import telling
from backoffice.review.models import ReviewRemark
from schools.models import School
from tests.backoffice.review.conftest import proposal_page, record_page
from tests.queued_tasks import run_queued_tasks


def sent() -> list[tuple[str, str]]:
    """Return whom what was sent, and forget it."""
    run_queued_tasks()
    found = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return found


def test_each_step_is_told_to_the_other_side(people, scene, django_capture_on_commit_callbacks):
    school = scene.own.school
    page = record_page(school)
    with django_capture_on_commit_callbacks(execute=True):
        people.bob.save(page, name_en="New Name")
    assert sent() == [("alice@example.org", "待审核：甲校")]
    people.bob.save(page)
    assert sent() == []
    people.alice.answer(school, "_return", other_remark="悄悄话")
    run_queued_tasks()
    assert not [message for message in mail.outbox if "悄悄话" in message.body or "Bob" in message.body]
    assert all(record_page(school) in message.body for message in mail.outbox)
    assert sorted(sent()) == [("ben@example.org", "已退回，请修改：甲校"), ("bob@example.org", "已退回，请修改：甲校")]
    people.bob.answer(school, "_remark", other_remark="为什么？")
    assert sent() == [("alice@example.org", "有新的意见：甲校")]
    people.bob.save(page, name_en="Better")
    sent()
    people.alice.save(proposal_page(school), _adopt="1")
    assert sorted(sent())[0] == ("ben@example.org", "已采用：甲校")


def test_a_draft_too(people, scene):
    School.objects.filter(pk=scene.own.school.pk).update(status="draft")
    people.bob.client.post(
        reverse("admin:schools_school_changelist"),
        {"action": "send_selected_for_review", "_selected_action": scene.own.school.pk},
    )
    assert sent() == [("alice@example.org", "待审核：甲校")]
    people.alice.client.post(
        reverse("admin:schools_school_changelist"), {"action": "publish_selected", "_selected_action": scene.own.school.pk}
    )
    assert ("bob@example.org", "已采用：甲校") in sent()


@pytest.mark.parametrize("change", [{"email": ""}, {"gets_review_mail": False}, {"is_active": False}])
def test_who_gets_none(people, scene, change):
    User.objects.filter(pk=people.alice.user.pk).update(**change)
    people.bob.save(record_page(scene.own.school), name_en="New Name")
    assert sent() == []


def test_the_setting_is_on_the_page_of_ones_account(people):
    page, address = reverse("accounts:my_account"), reverse("accounts:choose_review_mail")
    assert "bob@example.org" in people.bob.read(page)
    for wanted, is_on in (("no", False), ("yes", True)):
        people.bob.client.post(address, {"wanted": wanted})
        assert User.objects.get(pk=people.bob.user.pk).gets_review_mail is is_on
    assert people.bob.client.get(address).status_code == 405


def test_whom_the_server_refuses_is_tried_again(people, scene, monkeypatch):
    school, tried = scene.own.school, []

    def refuse(user, record, happening):
        tried.append(user.username)
        raise OSError

    monkeypatch.setattr(telling, "mail_about_review", refuse)
    arguments = {"to_bureau": False, "actor_key": people.alice.user.pk}
    telling.send_review_mails.func("schools.school", school.pk, "adopted", **arguments)
    assert sorted(tried) == ["ben", "bob"]
    again = {**arguments, "user_keys": [people.bob.user.pk], "tries": len(telling.MINUTES_UNTIL_NEXT_TRY)}
    telling.send_review_mails.func("schools.school", school.pk, "adopted", **again)
    assert sorted(tried) == ["ben", "bob", "bob"]


def test_the_mail_about_a_record_that_is_gone_is_not_sent(people):
    telling.send_review_mails.func("schools.school", 99999, "adopted", to_bureau=False, actor_key=0)
    assert mail.outbox == []
    assert not ReviewRemark.objects.exists()
