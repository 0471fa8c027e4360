"""Bob's school may not publish: what he changes of a public page waits until Alice takes it over."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from backoffice.proposals.models import ProposedChange
from events.models import EventSession, TimeSlot
from schools.models import Major, School
from tests.admin_scene import form_data_of_page
from tests.factories import MajorFactory


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


def school_page(scene):
    return reverse("admin:schools_school_change", args=[scene.own.school.pk])


def session_page(scene):
    return reverse("admin:events_eventsession_change", args=[scene.own.session.pk])


def post_form(client, url, page=None, **more):
    return client.post(url, {**form_data_of_page(client, page or url), **more})


def make_proposal(client, scene, **more) -> ProposedChange:
    post_form(client, school_page(scene), **more)
    return ProposedChange.objects.get(state="open")


def test_a_public_page_stays_as_it_was_until_the_bureau_agrees(bob, scene):
    proposal = make_proposal(bob, scene, name_en="New Name")
    assert School.objects.get(pk=scene.own.school.pk).name_en == ""
    assert [(change["before"], change["after"]) for change in proposal.changes] == [("", "New Name")]
    address = f"{school_page(scene)}?proposal={proposal.pk}"
    bob.force_login(scene.alice)
    html = bob.get(address).content.decode()
    assert 'value="New Name"' in html
    assert School.objects.get(pk=scene.own.school.pk).name_en == ""
    assert post_form(bob, address).status_code == 302
    assert School.objects.get(pk=scene.own.school.pk).name_en == "New Name"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("taken", scene.alice)


def test_the_newest_proposal_takes_the_place_of_the_one_before(bob, scene):
    make_proposal(bob, scene, name_en="One")
    assert make_proposal(bob, scene, name_en="Two").changes[0]["after"] == "Two"


def test_refused_with_a_reason_the_school_reads(bob, scene):
    proposal = make_proposal(bob, scene, name_en="New Name")
    refuse = reverse("admin:backoffice_proposedchange_refuse", args=[proposal.pk])
    assert bob.post(refuse, {"reason": "no"}).status_code == 403
    bob.force_login(scene.alice)
    bob.post(refuse, {"reason": " ", "stamp": proposal.stamp})
    proposal.refresh_from_db()
    assert proposal.state == "open"
    bob.post(refuse, {"reason": "英文名有错", "stamp": proposal.stamp})
    bob.force_login(scene.bob)
    assert "英文名有错" in bob.get(school_page(scene)).content.decode()


def test_a_draft_is_saved_at_once(bob, scene):
    School.objects.update(status="draft")
    post_form(bob, school_page(scene), name_en="New Name")
    assert School.objects.get(pk=scene.own.school.pk).name_en == "New Name"
    assert not ProposedChange.objects.exists()


def test_a_public_page_may_be_withdrawn_at_once(bob, scene):
    post_form(bob, school_page(scene), status="draft")
    assert School.objects.get(pk=scene.own.school.pk).status == "draft"


def test_words_of_a_session_wait_but_its_times_and_cancelling_do_not(bob, scene):
    slots = reverse("admin:events_eventsession_slots", args=[scene.own.session.pk])
    post_form(bob, slots, **{"slots-0-capacity": "30"})
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).capacity == 30
    post_form(bob, session_page(scene), title="New Title")
    assert EventSession.objects.get(pk=scene.own.session.pk).title == scene.own.session.title
    assert ProposedChange.objects.get().model == "events.eventsession"


def test_a_major_on_the_page_of_its_school_waits_too(bob, scene):
    data = form_data_of_page(bob, school_page(scene))
    name = next(name for name in data if name.startswith("majors-") and name.endswith("-name"))
    bob.post(school_page(scene), {**data, name: "New Major"})
    scene.own.major.refresh_from_db()
    assert scene.own.major.name != "New Major"
    assert ProposedChange.objects.get().changes[0]["after"] == "New Major"


def test_who_may_decide_nothing_sees_no_proposal(bob, scene):
    proposal = make_proposal(bob, scene, name_en="New Name")
    assert bob.get(f"{school_page(scene)}?proposal={proposal.pk}").status_code == 403
    assert bob.get(reverse("admin:backoffice_proposedchange_changelist")).status_code == 403
    other = reverse("admin:schools_school_change", args=[scene.other.school.pk])
    bob.force_login(scene.alice)
    assert bob.get(f"{other}?proposal={proposal.pk}").status_code == 404


def test_the_bureaus_list_leads_to_the_page(bob, scene):
    proposal = make_proposal(bob, scene, name_en="New Name")
    bob.force_login(scene.alice)
    html = bob.get(reverse("admin:backoffice_proposedchange_changelist")).content.decode()
    assert f"{school_page(scene)}?proposal={proposal.pk}" in html


@pytest.mark.parametrize(("take", "saved"), [("mine", "New Name"), ("theirs", "Other Name")])
def test_what_the_bureau_changed_since_it_was_proposed_is_laid_beside_it(bob, scene, take, saved):
    """And what was never proposed stays as the bureau made it."""
    proposal = make_proposal(bob, scene, name_en="New Name")
    School.objects.filter(pk=scene.own.school.pk).update(address="新址", name_en="Other Name")
    bob.force_login(scene.alice)
    page = bob.get(f"{school_page(scene)}?proposal={proposal.pk}")
    (conflict,) = page.context["conflicts"]
    assert (conflict.name, conflict.is_touched) == ("name_en", True)
    assert "Other Name" in page.content.decode()
    post_form(bob, f"{school_page(scene)}?proposal={proposal.pk}", **{"take:name_en": take})
    school = School.objects.get(pk=scene.own.school.pk)
    assert (school.name_en, school.address) == (saved, "新址")


def message_text(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def cancelled(scene):
    EventSession.objects.filter(pk=scene.own.session.pk).update(cancelled_at=scene.now, cancel_reason="大风")
    return scene


def test_one_save_mends_the_reason_at_once_and_lets_the_words_wait(bob, cancelled):
    """The answer names what holds and what waits; the bureau finds the words alone."""
    scene = cancelled
    data = form_data_of_page(bob, session_page(scene)) | {"title": "New Title", "cancel_reason": "暴雨"}
    answer = bob.post(session_page(scene), data, follow=True)
    session = EventSession.objects.get(pk=scene.own.session.pk)
    assert (session.is_cancelled, session.cancel_reason, session.title) == (True, "暴雨", scene.own.session.title)
    assert "标题" in message_text(answer)
    assert "取消" in message_text(answer)
    proposal = ProposedChange.objects.get()
    assert proposal.data["fields"] == {"title": {"was": scene.own.session.title, "now": "New Title"}}
    assert [change["after"] for change in proposal.changes] == ["New Title"]
    bob.force_login(scene.alice)
    assert post_form(bob, f"{session_page(scene)}?proposal={proposal.pk}").status_code == 302
    session.refresh_from_db()
    assert (session.title, session.is_cancelled) == ("New Title", True)


def test_facts_that_do_not_hold_alone_are_refused_before_anything_is_kept(bob, cancelled):
    page = post_form(bob, session_page(cancelled), title="New Title", cancel_reason="")
    assert page.context["errors"]
    assert not ProposedChange.objects.exists()


def test_looking_at_a_proposal_saves_and_sends_nothing(bob, scene):
    proposal = make_proposal(bob, scene, name_en="New Name", aliases="甲\n乙")
    bob.force_login(scene.alice)
    before = School.history.count()
    page = bob.get(f"{school_page(scene)}?proposal={proposal.pk}")
    form = page.context["adminform"].form
    assert not form.is_bound
    assert (form.initial["name_en"], form.initial["aliases"]) == ("New Name", ["甲", "乙"])
    assert School.history.count() == before


def rows_form(client, url, prefix="majors"):
    page = client.get(url)
    return next(inline.formset for inline in page.context["inline_admin_formsets"] if inline.formset.prefix == prefix)


def test_rows_that_are_new_changed_or_gone_are_taken_over(bob, scene):
    second = MajorFactory(school=scene.own.school, name="要删的", status="published")
    scene.bob.user_permissions.add(Permission.objects.get(codename="delete_major"))
    data = form_data_of_page(bob, school_page(scene))
    number = next(int(name.split("-")[1]) for name, value in data.items() if name.endswith("-id") and value == second.pk)
    other = 1 - number
    data |= {f"majors-{number}-DELETE": "on", f"majors-{other}-name": "改了的", "majors-TOTAL_FORMS": "3"}
    data |= {"majors-2-name": "新的", "majors-2-slug": "new-major", "majors-2-status": "draft", "majors-2-source": "editor"}
    bob.post(school_page(scene), {**data, "majors-2-school": scene.own.school.pk})
    assert set(Major.objects.filter(school=scene.own.school).values_list("name", flat=True)) == {"甲校专业", "要删的"}
    proposal = ProposedChange.objects.get()
    assert {change["after"] for change in proposal.changes} == {"改了的", "新的", "已删除"}
    bob.force_login(scene.alice)
    address = f"{school_page(scene)}?proposal={proposal.pk}"
    formset = rows_form(bob, address)
    assert [form.initial.get("name") for form in formset.extra_forms] == ["新的"]
    assert post_form(bob, address).status_code == 302
    assert set(Major.objects.filter(school=scene.own.school).values_list("name", flat=True)) == {"改了的", "新的"}


def test_a_row_that_is_gone_meanwhile_is_named(bob, scene):
    data = form_data_of_page(bob, school_page(scene))
    bob.post(school_page(scene), {**data, "majors-0-name": "改了的"})
    Major.objects.filter(school=scene.own.school).delete()
    bob.force_login(scene.alice)
    page = bob.get(f"{school_page(scene)}?proposal={ProposedChange.objects.get().pk}")
    assert [conflict.theirs for conflict in page.context["conflicts"]] == ["已删除"]


def test_the_bureau_takes_over_and_refuses_only_what_it_has_seen(bob, scene):
    """The school sends something else while Alice reads: her answer was about the first."""
    proposal = make_proposal(bob, scene, name_en="One")
    bob.force_login(scene.alice)
    address = f"{school_page(scene)}?proposal={proposal.pk}"
    read = form_data_of_page(bob, address)
    bob.force_login(scene.bob)
    make_proposal(bob, scene, name_en="Two")
    bob.force_login(scene.alice)
    page = bob.post(address, read)
    assert page.status_code == 200
    assert page.context["errors"]
    assert 'value="One"' in page.content.decode()
    assert bob.post(address, {**read, "_opened": page.context["snapshot"]}).status_code == 200
    refuse = reverse("admin:backoffice_proposedchange_refuse", args=[proposal.pk])
    bob.post(refuse, {"reason": "不行", "stamp": proposal.stamp})
    assert School.objects.get(pk=scene.own.school.pk).name_en == ""
    assert ProposedChange.objects.get().state == "open"


def test_a_decision_made_meanwhile_loses_nothing_typed(bob, scene):
    proposal = make_proposal(bob, scene, name_en="One")
    bob.force_login(scene.alice)
    address = f"{school_page(scene)}?proposal={proposal.pk}"
    read = form_data_of_page(bob, address)
    refuse = reverse("admin:backoffice_proposedchange_refuse", args=[proposal.pk])
    bob.post(refuse, {"reason": "不行", "stamp": proposal.stamp})
    page = bob.post(address, {**read, "address": "新址"})
    assert page.status_code == 200
    assert page.context["adminform"].form["address"].value() == "新址"
    assert bob.get(address).status_code == 404
