"""Alice and Bob have the same page open. Bob saves second."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from alumni.models import Graduate, Milestone
from events.models import Audience, TimeSlot
from schools.models import Figure, School
from tests.admin_scene import book_slot, form_data_of_page
from tests.events.admin.slots.test_rescheduling import confirm, is_preview


def url_of(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def slots_url(session):
    return reverse("admin:events_eventsession_slots", args=[session.pk])


def logged_in_client(user):
    client = Client()
    client.force_login(user)
    return client


def save(client, url, form, **changes):
    return client.post(url, {**form, **changes})


def resubmission_data(response) -> dict:
    """Return what the browser posts from a page that came back: the input, the new snapshot, the preselected choices."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    names = {bound.html_name for form in forms for bound in form}
    data = {key: values for key, values in forms[0].data.lists() if any(key.startswith(name) for name in names)}
    for inline in context["inline_admin_formsets"]:
        data |= {key: values for key, values in inline.formset.data.lists() if key.startswith(inline.formset.prefix)}
    choices = {conflict.choice: "mine" if conflict.is_touched else "theirs" for conflict in context["conflicts"]}
    return data | {"_opened": context["snapshot"]} | choices


@pytest.fixture
def alice(scene):
    return logged_in_client(scene.alice)


@pytest.fixture
def school(scene):
    return scene.own.school


def conflict_names(response) -> list[str]:
    assert response.status_code == 200
    return [conflict.name for conflict in response.context["conflicts"]]


def test_second_save_is_told_and_nothing_is_overwritten(alice, bob, school):
    url = url_of(school)
    opened = form_data_of_page(bob, url)
    assert save(alice, url, form_data_of_page(alice, url), address="爱丽丝的地址").status_code == 302
    response = save(bob, url, opened, address="鲍勃的地址", phone="0354-1")
    assert conflict_names(response) == ["address"]
    html = response.content.decode()
    assert "爱丽丝的地址" in html
    assert 'value="鲍勃的地址"' in html
    assert 'value="0354-1"' in html
    assert "alice" in response.context["conflicts"][0].who
    school.refresh_from_db()
    assert (school.address, school.phone) == ("爱丽丝的地址", "")


@pytest.mark.parametrize(("take", "stays"), [("mine", "鲍勃的地址"), ("theirs", "爱丽丝的地址")])
def test_choice_is_saved_and_both_stay_in_the_history(alice, bob, school, take, stays):
    url = url_of(school)
    opened = form_data_of_page(bob, url)
    save(alice, url, form_data_of_page(alice, url), address="爱丽丝的地址")
    response = save(bob, url, opened, address="鲍勃的地址", phone="0354-1")
    assert save(bob, url, resubmission_data(response), **{"take:address": take}).status_code == 302
    school.refresh_from_db()
    assert (school.address, school.phone) == (stays, "0354-1")
    addresses = set(school.history.values_list("address", flat=True))
    assert addresses >= {"爱丽丝的地址", stays}


def test_what_only_the_other_changed_is_theirs_unless_chosen_otherwise(alice, bob, school):
    url = url_of(school)
    opened = form_data_of_page(bob, url)
    save(alice, url, form_data_of_page(alice, url), address="爱丽丝的地址", aliases="甲\n乙", level="higher")
    response = save(bob, url, opened, phone="0354-1")
    assert sorted(conflict_names(response)) == ["address", "aliases", "level"]
    assert not any(conflict.is_touched for conflict in response.context["conflicts"])
    assert save(bob, url, resubmission_data(response)).status_code == 302
    school.refresh_from_db()
    assert (school.address, school.aliases, school.level, school.phone) == ("爱丽丝的地址", ["甲", "乙"], "higher", "0354-1")


def test_the_same_change_twice_is_no_conflict(alice, bob, school):
    url = url_of(school)
    opened = form_data_of_page(bob, url)
    save(alice, url, form_data_of_page(alice, url), address="同一个")
    assert save(bob, url, opened, address="同一个", phone="1").status_code == 302


def test_saving_unchanged_does_not_warn_the_next(alice, bob, school):
    url = url_of(school)
    opened = form_data_of_page(bob, url)
    save(alice, url, form_data_of_page(alice, url))
    assert save(bob, url, opened, address="新").status_code == 302


def test_a_third_save_in_between_is_told_too(alice, bob, school):
    url = url_of(school)
    opened = form_data_of_page(bob, url)
    save(alice, url, form_data_of_page(alice, url), address="一")
    response = save(bob, url, opened, address="三")
    save(alice, url, form_data_of_page(alice, url), address="二")
    response = save(bob, url, resubmission_data(response))
    assert conflict_names(response) == ["address"]
    assert save(bob, url, resubmission_data(response)).status_code == 302
    assert School.objects.get(pk=school.pk).address == "三"


def test_change_that_left_no_version_is_found(bob, school):
    url = url_of(school)
    opened = form_data_of_page(bob, url)
    School.objects.filter(pk=school.pk).update(address="后台任务")
    assert conflict_names(save(bob, url, opened, address="鲍勃的地址")) == ["address"]


def test_what_does_not_validate_is_kept_beside_the_conflict(alice, bob, school):
    url = url_of(school)
    opened = form_data_of_page(bob, url)
    save(alice, url, form_data_of_page(alice, url), website="https://a.example/")
    response = save(bob, url, opened, website="不是网址")
    assert conflict_names(response) == ["website"]
    assert "不是网址" in response.content.decode()
    assert response.context["adminform"].form.errors["website"]


def test_damaged_seal_asks_about_whatever_differs(bob, school):
    url = url_of(school)
    response = save(bob, url, form_data_of_page(bob, url), _opened="x", address="鲍勃的地址")
    assert conflict_names(response) == ["address"]


def test_snapshot_of_another_record_is_refused(alice, scene):
    url, other = url_of(scene.own.school), url_of(scene.other.school)
    response = save(alice, url, form_data_of_page(alice, url), _opened=form_data_of_page(alice, other)["_opened"], address="新")
    assert conflict_names(response) == ["address"]


def test_links_to_many_are_compared(alice, scene):
    session, url = scene.own.session, url_of(scene.own.session)
    session.audiences.set(["public"])
    opened = form_data_of_page(alice, url)
    session.audiences.set(Audience.objects.filter(code__in=["public", "senior"]))
    response = save(alice, url, opened, audiences=["public", "class"])
    assert conflict_names(response) == ["audiences"]
    assert save(alice, url, resubmission_data(response), **{"take:audiences": "theirs"}).status_code == 302
    assert set(session.audiences.values_list("pk", flat=True)) == {"public", "senior"}


def test_row_the_other_changed_is_told_and_merged(alice, bob, scene):
    slot, url = scene.own.slot, slots_url(scene.own.session)
    opened = form_data_of_page(bob, url)
    save(alice, url_of(slot), form_data_of_page(alice, url_of(slot)), capacity="20")
    response = save(bob, url, opened, **{"slots-0-kept_back": "1"})
    assert conflict_names(response) == ["slots-0-capacity"]
    assert save(bob, url, resubmission_data(response)).status_code == 302
    slot.refresh_from_db()
    assert (slot.capacity, slot.kept_back) == (20, 1)


def test_moment_of_a_row_can_be_taken_over(alice, scene):
    slot, url = scene.own.slot, slots_url(scene.own.session)
    opened = form_data_of_page(alice, url)
    later = slot.starts_at + dt.timedelta(minutes=10)
    TimeSlot.objects.filter(pk=slot.pk).update(starts_at=later)
    response = save(alice, url, opened, **{"slots-0-kept_back": "1"})
    assert conflict_names(response) == ["slots-0-starts_at"]
    assert save(alice, url, resubmission_data(response)).status_code == 302
    slot.refresh_from_db()
    assert slot.starts_at == later


def two_milestones(scene):
    graduate = Graduate.objects.get(pk=scene.own.graduate.pk)
    Milestone.objects.create(graduate=graduate, text="获奖", order=1)
    return graduate, url_of(graduate), list(graduate.milestones.order_by("order", "pk"))


def texts(graduate):
    return list(graduate.milestones.order_by("pk").values_list("text", flat=True))


def test_untouched_row_the_other_deleted_stays_deleted(alice, scene):
    graduate, url, (first, _second) = two_milestones(scene)
    opened = form_data_of_page(alice, url)
    first.delete()
    assert save(alice, url, opened, **{"milestones-1-text": "获大奖"}).status_code == 302
    assert texts(graduate) == ["获大奖"]


@pytest.mark.parametrize(("take", "stay"), [("mine", ["获奖", "毕业了"]), ("theirs", ["获奖"])])
def test_changed_row_the_other_deleted_is_asked_about(alice, scene, take, stay):
    graduate, url, (first, _second) = two_milestones(scene)
    opened = form_data_of_page(alice, url)
    first.delete()
    response = save(alice, url, opened, **{"milestones-0-text": "毕业了"})
    assert conflict_names(response) == ["milestones-1"]
    assert "毕业了" in response.content.decode()
    assert save(alice, url, resubmission_data(response), **{"take:milestones-1": take}).status_code == 302
    assert texts(graduate) == stay


def test_deleting_a_row_the_other_changed_is_asked_about(alice, scene):
    graduate, url, (first, _second) = two_milestones(scene)
    opened = form_data_of_page(alice, url)
    Milestone.objects.filter(pk=first.pk).update(text="毕业于甲校")
    response = save(alice, url, opened, **{"milestones-0-DELETE": "on"})
    assert conflict_names(response) == ["milestones-0"]
    assert texts(graduate) == ["毕业于甲校", "获奖"]
    assert save(alice, url, resubmission_data(response), **{"take:milestones-0": "mine"}).status_code == 302
    assert texts(graduate) == ["获奖"]


def test_preview_of_bookers_carries_what_the_page_showed(alice, bob, scene):
    url = url_of(scene.own.slot)
    opened = form_data_of_page(bob, url)
    page = save(bob, url, opened, starts_at_0="2025-05-16", ends_at_0="2025-05-16")
    assert is_preview(page)
    assert "_opened" in dict(page.context["sent"])
    save(alice, url, form_data_of_page(alice, url), capacity="20")
    response = confirm(bob, url, page, **{"telling-reason": "停电"})
    assert [conflict.name for conflict in response.context["conflicts"]] == ["capacity"]
    page = save(bob, url, resubmission_data(response))
    assert is_preview(page)
    confirm(bob, url, page, **{"telling-reason": "停电"})
    slot = TimeSlot.objects.get(pk=scene.own.slot.pk)
    assert (slot.capacity, slot.starts_at.day) == (20, 16)


def test_bookings_that_come_meanwhile_are_no_conflict(alice, scene):
    url = url_of(scene.own.slot)
    opened = form_data_of_page(alice, url)
    book_slot(scene.own.slot, scene.now, phone="13900000009", people=1)
    assert save(alice, url, opened, kept_back="1").status_code == 302
    slot = TimeSlot.objects.get(pk=scene.own.slot.pk)
    assert (slot.places_taken, slot.kept_back) == (3, 1)


def figures():
    fields = {"value": 1, "group": "layout", "status": "published"}
    return [Figure.objects.create(slug=f"f{n}", label=f"数{n}", display="1", order=n, **fields) for n in (1, 2)]


def list_form(client):
    response = client.get(reverse("admin:schools_figure_changelist"))
    formset = response.context["cl"].formset
    data = {"_save": "1", "_opened": response.context["snapshot"]}
    for form in (formset.management_form, *formset.forms):
        data |= {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    return data


def test_list_leaves_alone_what_was_not_touched(alice):
    first, second = figures()
    data = list_form(alice)
    Figure.objects.filter(pk=first.pk).update(order=9)
    response = alice.post(reverse("admin:schools_figure_changelist"), {**data, "form-1-order": "7"})
    assert response.status_code == 302
    assert list(Figure.objects.order_by("pk").values_list("order", flat=True)) == [9, 7]


def test_list_asks_before_overwriting(alice):
    first, _second = figures()
    url, data = reverse("admin:schools_figure_changelist"), list_form(alice)
    Figure.objects.filter(pk=first.pk).update(order=9)
    response = alice.post(url, {**data, "form-0-order": "5"})
    assert response.status_code == 200
    assert "9" in str(response.context["cl"].formset.forms[0].errors["order"])
    assert Figure.objects.get(pk=first.pk).order == 9
    assert alice.post(url, {**data, "form-0-order": "5", "_opened": response.context["snapshot"]}).status_code == 302
    assert Figure.objects.get(pk=first.pk).order == 5


def test_list_says_that_a_row_is_gone(alice):
    first, second = figures()
    url, data = reverse("admin:schools_figure_changelist"), list_form(alice)
    first.delete()
    response = alice.post(url, {**data, "form-0-order": "5", "form-1-order": "7"}, follow=True)
    assert "1" in " ".join(str(message) for message in response.context["messages"])
    assert Figure.objects.get(pk=second.pk).order == 7
