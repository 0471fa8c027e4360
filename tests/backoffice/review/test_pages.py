"""What school and bureau see, write and decide on the page of a record that is reviewed."""

import re

import pytest
from django.urls import reverse

from backoffice.audit_log.models import AuditEntry
from backoffice.proposals.models import ProposedChange
from backoffice.review.models import ReviewRemark
from events.models import EventSession
from schools.models import Major, School
from tests.backoffice.review.conftest import message_text, proposal_page, record_page, review_url

RED_NOTE = "errornote"


@pytest.fixture
def school(scene):
    return scene.own.school


@pytest.fixture
def page(school):
    return record_page(school)


def stored(school) -> School:
    return School.objects.get(pk=school.pk)


def test_the_school_goes_on_writing_what_waits_and_reads_what_is_public(people, school, page):
    School.objects.filter(pk=school.pk).update(name_en="Public Name")
    answer = people.bob.save(page, name_en="Waiting Name")
    assert "已送审" in message_text(answer)
    html = people.bob.read(page)
    assert 'value="Waiting Name"' in html
    assert "Public" in html.partition('id="id_name_en_helptext"')[2].partition("</div>\n")[0]
    people.bob.save(page, address="新址")
    (proposal,) = ProposedChange.objects.all()
    assert {name: value["now"] for name, value in proposal.data["fields"].items()} == {
        "name_en": "Waiting Name",
        "address": "新址",
    }
    assert (stored(school).name_en, stored(school).address) == ("Public Name", "")


def test_the_bureaus_own_page_holds_what_is_public_and_leads_to_what_waits(people, school, page):
    people.bob.save(page, name_en="Waiting Name")
    html = people.alice.read(page)
    assert 'value="Waiting Name"' not in html
    assert f"?proposal={ProposedChange.objects.get().pk}" in html


def test_saving_once_more_sends_nothing_anew(people, school, page):
    people.bob.save(page, name_en="Waiting Name")
    sent_at = ProposedChange.objects.get().proposed_at
    answer = people.bob.save(page)
    assert ProposedChange.objects.get().proposed_at == sent_at
    assert "没有新的改动" in message_text(answer)


def test_what_the_bureau_adopts_while_the_school_writes_is_no_conflict_and_later_words_wait_anew(people, school, page):
    people.bob.save(page, name_en="First")
    opened = people.bob.form(page)
    assert "已采用" in message_text(people.alice.save(proposal_page(school), _adopt="1"))
    answer = people.bob.client.post(page, {**opened, "name_en": "First and more"}, follow=True)
    assert "已送审" in message_text(answer)
    assert stored(school).name_en == "First"
    waiting = ProposedChange.objects.get(state="open")
    assert waiting.data["fields"] == {"name_en": {"was": "First", "now": "First and more"}}


def test_an_untouched_page_of_before_the_adoption_changes_nothing(people, school, page):
    people.bob.save(page, name_en="First")
    opened = people.bob.form(page)
    people.alice.save(proposal_page(school), _adopt="1")
    answer = people.bob.client.post(page, opened, follow=True)
    assert "没有改动" in message_text(answer)
    assert stored(school).name_en == "First"
    assert not ProposedChange.objects.filter(state="open").exists()


def test_two_of_one_school_do_not_overwrite_each_others_waiting_words(people, school, page):
    people.bob.save(page, name_en="One")
    opened = people.ben.form(page)
    people.bob.save(page, name_en="Two")
    answer = people.ben.client.post(page, {**opened, "name_en": "Three"})
    assert [conflict.name for conflict in answer.context["conflicts"]] == ["name_en"]
    assert RED_NOTE not in answer.content.decode()
    assert ProposedChange.objects.get().data["fields"]["name_en"]["now"] == "Two"
    again = {**opened, "_opened": answer.context["snapshot"], "name_en": "Three"}
    for take, waiting in (("theirs", "Two"), ("mine", "Three")):
        people.ben.client.post(page, {**again, "take:name_en": take})
        assert ProposedChange.objects.get().data["fields"]["name_en"]["now"] == waiting


def test_a_choice_of_changes_is_adopted_and_the_rest_waits(people, school, page):
    people.bob.save(page, name_en="New Name", address="新址")
    answer = people.alice.save(proposal_page(school), _adopt="1", adopt_choice="1", adopt=["address"])
    text = message_text(answer)
    assert "已采用：学校地址" in text or "已采用：地址" in text
    assert "仍待审核" in text
    assert (stored(school).name_en, stored(school).address) == ("", "新址")
    waiting = ProposedChange.objects.get(state="open")
    assert (list(waiting.data["fields"]), waiting.proposed_by) == (["name_en"], people.bob.user)
    taken = ProposedChange.objects.get(state="taken")
    assert list(taken.data["fields"]) == ["address"]
    assert answer.redirect_chain[-1][0] == proposal_page(school)
    people.alice.save(proposal_page(school), _adopt="1")
    assert stored(school).name_en == "New Name"


def test_rows_are_chosen_as_a_whole(people, scene, school, page):
    people.bob.save(page, name_en="New Name", **{"majors-0-name": "改了的"})
    people.alice.save(proposal_page(school), _adopt="1", adopt_choice="1", adopt=["name_en"])
    assert Major.objects.get(pk=scene.own.major.pk).name == "甲校专业"
    people.alice.save(proposal_page(school), _adopt="1", adopt_choice="1", adopt=["rows:majors"])
    assert Major.objects.get(pk=scene.own.major.pk).name == "改了的"


def test_adopting_without_a_choice_asks_and_is_no_error(people, school, page):
    people.bob.save(page, name_en="New Name")
    answer = people.alice.save(proposal_page(school), _adopt="1", adopt_choice="1")
    assert "还没有采用" in answer.content.decode()
    assert RED_NOTE not in answer.content.decode()
    assert ProposedChange.objects.get().state == "open"


def test_returned_with_remarks_answered_and_sent_again(people, school, page):
    people.bob.save(page, name_en="New Name", address="新址")
    answer = people.alice.answer(school, "_return", **{"remark:name_en": "英文名有错"})
    assert "已退回" in message_text(answer)
    html = people.bob.read(page)
    assert 'value="New Name"' in html
    assert "英文名有错" in html.partition('id="id_name_en_helptext"')[2].partition("</fieldset>")[0]
    people.bob.answer(school, "_remark", **{"remark:name_en": "这是官方译名"})
    assert "这是官方译名" in people.alice.read(page)
    people.bob.save(page, name_en="Official Name")
    people.alice.save(proposal_page(school), _adopt="1")
    assert (stored(school).name_en, stored(school).address) == ("Official Name", "新址")
    assert not ReviewRemark.objects.filter(closed_at=None).exists()
    assert "英文名有错" not in people.bob.read(page)


def test_remarks_go_along_with_saving_and_adopting(people, school, page):
    people.bob.save(page, name_en="New Name")
    people.alice.answer(school, "_return", other_remark="不行")
    answer = people.bob.save(page, name_en="Better", **{"remark:name_en": "改好了"})
    assert "已送审" in message_text(answer)
    assert "意见已发出" in message_text(answer)
    assert "改好了" in people.alice.read(proposal_page(school))
    people.alice.save(proposal_page(school), _adopt="1", other_remark="谢谢")
    assert "谢谢" in list(ReviewRemark.objects.exclude(closed_at=None).values_list("text", flat=True))


def test_a_page_that_comes_back_keeps_the_remarks_typed(people, school, page):
    people.bob.save(page, name_en="New Name")
    typed = {"remark:name_en": "半句话", "other_field": "address", "other_remark": "另一句"}
    answer = people.alice.save(proposal_page(school), _adopt="1", adopt_choice="1", **typed)
    html = answer.content.decode()
    assert "半句话</textarea>" in html
    assert "另一句</textarea>" in html
    assert '<option value="address" selected>' in html
    assert not ReviewRemark.objects.exists()


def test_a_page_that_comes_back_keeps_what_was_chosen(people, school, page):
    people.bob.save(page, name_en="New Name", address="新址")
    chosen = re.compile(r'name="adopt" value="(\w+)" checked')
    assert chosen.findall(people.alice.read(proposal_page(school))) == ["address", "name_en"]
    answer = people.alice.save(proposal_page(school), _adopt="1", adopt_choice="1", adopt=["address"], _reopen="all")
    assert chosen.findall(answer.content.decode()) == ["address"]
    assert stored(school).address != "新址"
    assert ProposedChange.objects.get().state == "open"


def test_remarks_typed_on_a_proposal_come_back_on_its_page(people, school, page):
    """Not on that of the record, whose save would publish the proposal unseen."""
    people.bob.save(page, name_en="New Name")
    typed = {"adopt_choice": "1", "other_remark": "半句话"}
    sent = people.alice.form(proposal_page(school)) | typed | {"_return": "1", "_reopen": "all"}
    answer = people.alice.client.post(review_url(school), sent)
    assert answer.context["form_url"] == proposal_page(school)
    assert answer.context["review"].may_adopt
    assert "半句话</textarea>" in answer.content.decode()
    assert ProposedChange.objects.get().state == "open"


def test_enter_saves_and_sends_no_remark(people, school, page):
    """The first button of a form is the one that Enter presses."""
    people.bob.save(page, name_en="New Name")
    for html, name in ((people.bob.read(page), "_save"), (people.alice.read(proposal_page(school)), "_adopt")):
        first = html.partition('id="content"')[2].partition("<button")[2].partition(">")[0]
        assert f'name="{name}"' in first


def test_returning_needs_a_remark_of_this_round(people, school, page):
    people.bob.save(page, name_en="One")
    assert "至少写一条" in message_text(people.alice.answer(school, "_return"))
    people.alice.answer(school, "_remark", other_field="address", other_remark="地址呢")
    people.bob.save(page, name_en="Two")
    assert "至少写一条" in message_text(people.alice.answer(school, "_return"))
    people.alice.answer(school, "_return", **{"remark:address": "还是没有"})
    assert ProposedChange.objects.get().reason == "还是没有"


def test_what_was_returned_is_not_sent_again_by_a_save_about_other_things(people, scene):
    session = scene.own.session
    EventSession.objects.filter(pk=session.pk).update(cancelled_at=scene.now, cancel_reason="大风")
    page = record_page(session)
    people.bob.save(page, title="新标题")
    people.alice.answer(session, "_return", other_remark="不行")
    people.bob.save(page, cancel_reason="暴雨")
    session.refresh_from_db()
    assert session.cancel_reason == "暴雨"
    assert ProposedChange.objects.get().state == "refused"
    assert "已送审" in message_text(people.bob.save(page))
    assert ProposedChange.objects.filter(state="open").count() == 1


def test_the_school_takes_back_what_waits(people, school, page):
    people.bob.save(page, name_en="New Name")
    people.alice.answer(school, "_remark", other_remark="为什么？")
    assert "已撤回" in message_text(people.bob.answer(school, "_recall"))
    assert 'value="New Name"' not in people.bob.read(page)
    assert ProposedChange.objects.get().state == "recalled"
    assert "没有可以撤回的" in message_text(people.bob.answer(school, "_recall"))


def test_typing_the_public_text_again_takes_back_what_waits(people, school, page):
    people.bob.save(page, name_en="New Name")
    people.bob.save(page, name_en="")
    assert ProposedChange.objects.get().state == "recalled"


def test_new_rows_that_were_adopted_meanwhile_are_not_added_twice(people, school, page):
    row = {"majors-TOTAL_FORMS": "2", "majors-1-name": "新的", "majors-1-slug": "new-major", "majors-1-source": "editor"}
    people.bob.save(page, **row, **{"majors-1-status": "draft", "majors-1-school": school.pk})
    opened = people.bob.form(page)
    assert "新的" in opened.values()
    people.alice.save(proposal_page(school), _adopt="1")
    assert Major.objects.filter(school=school, name="新的").count() == 1
    answer = people.bob.client.post(page, {**opened, "address": "新址"}, follow=True)
    assert "已送审" in message_text(answer)
    assert ProposedChange.objects.get(state="open").data == {
        "fields": {"address": {"was": "", "now": "新址"}},
        "rows": {},
    }


def test_a_draft_takes_the_same_conversation(people, school, page):
    School.objects.filter(pk=school.pk).update(status="draft")
    assert "已送审" in message_text(people.bob.save(page, _review="1"))
    assert "采用并公开" in people.alice.read(page)
    assert "至少写一条" in message_text(people.alice.answer(school, "_return"))
    people.alice.answer(school, "_return", other_field="name_en", other_remark="缺英文名")
    assert stored(school).status == "draft"
    assert "缺英文名" in people.bob.read(page)
    people.bob.save(page, name_en="New Name", _review="1")
    answer = people.alice.save(page, _publish="1")
    assert "已采用" in message_text(answer)
    assert stored(school).status == "published"
    assert not ReviewRemark.objects.filter(closed_at=None).exists()


def test_returning_twice_or_after_adopting_says_so_and_keeps_the_remark(people, school, page):
    people.bob.save(page, name_en="New Name")
    read = ProposedChange.objects.get()
    people.alice.save(proposal_page(school), _adopt="1")
    answer = people.alice.client.post(
        review_url(school), {"_return": "1", "stamp": read.stamp, "other_remark": "不行"}, follow=True
    )
    assert "没有退回" in message_text(answer)
    assert ReviewRemark.objects.get().text == "不行"
    read.refresh_from_db()
    assert read.state == "taken"


def test_nobody_else_reads_or_writes_remarks(people, scene, school, page):
    people.bob.save(page, name_en="New Name")
    people.alice.answer(school, "_return", **{"remark:name_en": "悄悄话"})
    for desk in (people.carol, people.dora):
        assert "悄悄话" not in desk.read(page)
        assert desk.client.get(review_url(school)).status_code in (403, 404)
        assert desk.client.post(review_url(school), {"_remark": "1", "other_remark": "x"}).status_code in (403, 404)
        assert "悄悄话" not in desk.read(reverse("admin:index"))
    listed = people.dora.read(reverse("admin:backoffice_proposedchange_changelist"))
    one = people.dora.read(reverse("admin:backoffice_proposedchange_change", args=[ProposedChange.objects.get().pk]))
    assert "悄悄话" not in listed + one
    assert ReviewRemark.objects.count() == 1
    assert AuditEntry.objects.get(event="review_remark").detail == School._meta.get_field("name_en").verbose_name.capitalize()
    assert not AuditEntry.objects.filter(detail__contains="悄悄话").exists()


def test_a_school_does_not_return_or_adopt(people, school, page):
    people.bob.save(page, name_en="New Name")
    assert people.bob.answer(school, "_return", other_remark="x").status_code == 403
    assert people.bob.open(proposal_page(school)).status_code == 403
    assert ProposedChange.objects.get().state == "open"


def test_what_was_said_about_a_record_goes_with_it(people, school, page, scene):
    people.bob.save(record_page(scene.own.major), name_en="New Name")
    people.alice.answer(scene.own.major, "_remark", other_remark="x")
    assert ReviewRemark.objects.count() == 1
    scene.own.major.delete()
    assert not ReviewRemark.objects.exists()
    assert not ProposedChange.objects.exists()


def test_remarks_show_markup_as_it_was_typed(people, school, page):
    people.bob.save(page, name_en="<b>bold</b>")
    people.alice.answer(school, "_return", **{"remark:name_en": "<script>alert(1)</script>"})
    html = people.bob.read(page)
    assert "<script>alert" not in html
    assert "<b>bold" not in html


def test_a_long_remark_is_cut_and_control_characters_are_dropped(people, school, page):
    people.bob.save(page, name_en="New Name")
    people.alice.answer(school, "_remark", other_remark="字\x0b" * 2000)
    assert len(ReviewRemark.objects.get().text) <= 1000
    assert "\x0b" not in ReviewRemark.objects.get().text


@pytest.mark.parametrize("state", ["open", "refused"])
def test_an_old_version_is_put_back_beside_what_waits(people, school, page, state):
    people.alice.save(page, name_en="Old Name")
    version = School.history.filter(name_en="Old Name").first().pk
    people.alice.save(page, name_en="Public Name")
    people.bob.save(page, name_en="Waiting Name")
    if state == "refused":
        people.alice.answer(school, "_return", other_remark="不行")
    restored = f"{page}?version={version}"
    assert 'value="Old Name"' in people.bob.read(restored)
    assert "送审" in message_text(people.bob.save(restored))
    assert ProposedChange.objects.get(state="open").data["fields"]["name_en"]["now"] == "Old Name"
