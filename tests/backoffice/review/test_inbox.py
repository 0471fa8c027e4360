"""What the first page says about reviews, to each side."""

import pytest
from django.urls import reverse

from backoffice.review.inbox import list_review_rows
from schools.models import School
from tests.backoffice.review.conftest import proposal_page, record_page


@pytest.fixture
def states(people, rf):
    """`states("bob")` are the rows of Bob: state of the review, and whether it is his turn."""

    def read(name):
        request = rf.get("/admin/")
        request.user = type(getattr(people, name).user).objects.get(pk=getattr(people, name).user.pk)
        return [(row.state, row.is_mine) for row in list_review_rows(request)]

    return read


def test_a_change_from_sending_to_adopting(people, scene, states):
    school = scene.own.school
    page = record_page(school)
    assert states("alice") == states("bob") == []
    people.bob.save(page, name_en="New Name")
    assert (states("bob"), states("alice")) == ([("已送审，等教育局", False)], [("等你审核", True)])
    people.alice.answer(school, "_remark", other_remark="为什么？")
    assert (states("bob"), states("alice")) == ([("教育局有意见", True)], [("已提意见，等学校", False)])
    people.bob.answer(school, "_remark", other_remark="因为")
    assert (states("bob"), states("alice")) == ([("已送审，等教育局", False)], [("等你审核", True)])
    people.alice.answer(school, "_return", other_remark="不行")
    assert (states("bob"), states("alice")) == ([("已退回，请修改后再送审", True)], [("已退回，等学校", False)])
    people.bob.answer(school, "_remark", other_remark="为什么？")
    assert states("alice") == [("学校已答复", True)]
    people.bob.save(page, name_en="Better")
    people.alice.save(proposal_page(school), _adopt="1")
    assert (states("bob"), states("alice")) == ([("已采用", False)], [])


def test_a_draft(people, scene, states):
    school = scene.own.school
    School.objects.filter(pk=school.pk).update(status="draft")
    people.bob.save(record_page(school), _review="1")
    assert (states("bob"), states("alice")) == ([("已送审，等教育局", False)], [("等你审核", True)])
    people.alice.answer(school, "_return", other_remark="不行")
    assert (states("bob"), states("alice")) == ([("已退回，请修改后再送审", True)], [("已退回，等学校", False)])


def test_nobody_sees_what_is_not_theirs(people, scene, states):
    people.bob.save(record_page(scene.own.school), name_en="New Name")
    assert states("carol") == states("dora") == []
    assert "审核进展" not in people.carol.read(reverse("admin:index"))
    assert "审核进展" in people.bob.read(reverse("admin:index"))


def test_what_is_archived_is_not_listed(people, scene, states):
    people.bob.save(record_page(scene.own.school), name_en="New Name")
    School.objects.filter(pk=scene.own.school.pk).update(status="archived")
    assert states("alice") == []
