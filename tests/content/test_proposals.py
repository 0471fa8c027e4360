"""Bob's school may not publish: what he changes of a public page waits until Alice takes it over."""

import pytest
from django.urls import reverse

from content.proposed_change import ProposedChange
from events.models import EventSession, TimeSlot
from schools.models import School
from tests.admin_scene import form_of


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


def school_page(scene):
    return reverse("admin:schools_school_change", args=[scene.own.school.pk])


def session_page(scene):
    return reverse("admin:events_eventsession_change", args=[scene.own.session.pk])


def sent(client, url, page=None, **more):
    return client.post(url, {**form_of(client, page or url), **more})


def proposed(client, scene, **more) -> ProposedChange:
    sent(client, school_page(scene), **more)
    return ProposedChange.objects.get(state="open")


def test_a_public_page_stays_as_it_was_until_the_bureau_agrees(bob, scene):
    proposal = proposed(bob, scene, name_en="New Name")
    assert School.objects.get(pk=scene.own.school.pk).name_en == ""
    assert [(change["before"], change["after"]) for change in proposal.changes] == [("", "New Name")]
    address = f"{school_page(scene)}?proposal={proposal.pk}"
    bob.force_login(scene.alice)
    html = bob.get(address).content.decode()
    assert 'value="New Name"' in html
    assert School.objects.get(pk=scene.own.school.pk).name_en == ""
    assert sent(bob, address).status_code == 302
    assert School.objects.get(pk=scene.own.school.pk).name_en == "New Name"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("taken", scene.alice)


def test_the_newest_proposal_takes_the_place_of_the_one_before(bob, scene):
    proposed(bob, scene, name_en="One")
    assert proposed(bob, scene, name_en="Two").changes[0]["after"] == "Two"


def test_refused_with_a_reason_the_school_reads(bob, scene):
    proposal = proposed(bob, scene, name_en="New Name")
    refuse = reverse("admin:content_proposedchange_refuse", args=[proposal.pk])
    assert bob.post(refuse, {"reason": "no"}).status_code == 403
    bob.force_login(scene.alice)
    bob.post(refuse, {"reason": " "})
    proposal.refresh_from_db()
    assert proposal.state == "open"
    bob.post(refuse, {"reason": "英文名有错"})
    bob.force_login(scene.bob)
    assert "英文名有错" in bob.get(school_page(scene)).content.decode()


def test_a_draft_is_saved_at_once(bob, scene):
    School.objects.update(status="draft")
    sent(bob, school_page(scene), name_en="New Name")
    assert School.objects.get(pk=scene.own.school.pk).name_en == "New Name"
    assert not ProposedChange.objects.exists()


def test_a_public_page_may_be_withdrawn_at_once(bob, scene):
    sent(bob, school_page(scene), status="draft")
    assert School.objects.get(pk=scene.own.school.pk).status == "draft"


def test_words_of_a_session_wait_but_its_times_and_cancelling_do_not(bob, scene):
    data = form_of(bob, session_page(scene))
    capacity = next(name for name in data if name.endswith("-capacity") and "__" not in name)
    bob.post(session_page(scene), {**data, capacity: "30"})
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).capacity == 30
    bob.post(session_page(scene), {**form_of(bob, session_page(scene)), "title": "New Title"})
    assert EventSession.objects.get(pk=scene.own.session.pk).title == scene.own.session.title
    assert ProposedChange.objects.get().model == "events.eventsession"


def test_a_major_on_the_page_of_its_school_waits_too(bob, scene):
    data = form_of(bob, school_page(scene))
    name = next(name for name in data if name.startswith("majors-") and name.endswith("-name"))
    bob.post(school_page(scene), {**data, name: "New Major"})
    scene.own.major.refresh_from_db()
    assert scene.own.major.name != "New Major"
    assert ProposedChange.objects.get().changes[0]["after"] == "New Major"


def test_who_may_decide_nothing_sees_no_proposal(bob, scene):
    proposal = proposed(bob, scene, name_en="New Name")
    assert bob.get(f"{school_page(scene)}?proposal={proposal.pk}").status_code == 403
    assert bob.get(reverse("admin:content_proposedchange_changelist")).status_code == 403
    other = reverse("admin:schools_school_change", args=[scene.other.school.pk])
    bob.force_login(scene.alice)
    assert bob.get(f"{other}?proposal={proposal.pk}").status_code == 404


def test_the_bureaus_list_leads_to_the_page(bob, scene):
    proposal = proposed(bob, scene, name_en="New Name")
    bob.force_login(scene.alice)
    html = bob.get(reverse("admin:content_proposedchange_changelist")).content.decode()
    assert f"{school_page(scene)}?proposal={proposal.pk}" in html


def test_what_the_bureau_changed_since_it_was_proposed_is_laid_beside_it(bob, scene):
    proposal = proposed(bob, scene, name_en="New Name")
    School.objects.filter(pk=scene.own.school.pk).update(address="新址", name_en="Other Name")
    bob.force_login(scene.alice)
    page = bob.get(f"{school_page(scene)}?proposal={proposal.pk}")
    assert {conflict.name: conflict.is_touched for conflict in page.context["conflicts"]} == {"name_en": True, "address": False}
    sent(bob, f"{school_page(scene)}?proposal={proposal.pk}", **{"take:name_en": "mine", "take:address": "theirs"})
    school = School.objects.get(pk=scene.own.school.pk)
    assert (school.name_en, school.address) == ("New Name", "新址")
