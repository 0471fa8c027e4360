"""What is sent after the log-in has ended comes back to its author as the filled form, and to nobody else."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from qsessions.models import Session

from accounts.models import User
from backoffice.form_drafts import sent_forms
from backoffice.form_drafts.sent_forms import sign_author
from backoffice.review.models import ReviewRemark
from events.models import ActivityWeek, Audience, EventSession, Message, Notice, TimeSlot
from schools.models import School
from spreadsheets.models import SpreadsheetJob
from tests.admin_scene import form_data_of_page
from tests.page_text import html_without_breaks

AGAIN = "登录已过期"


@pytest.fixture
def address(scene):
    return reverse("admin:schools_school_change", args=[scene.own.school.pk])


def typed(client, user, address, /, **fields) -> dict:
    """Return what the user's browser sends from the page, and log the user out."""
    client.force_login(user)
    data = form_data_of_page(client, address) | {"_written_by": sign_author(user), "_save": "保存", **fields}
    Session.objects.all().delete()
    return data


def log_in(client, name):
    return client.post(reverse("admin:login"), {"username": name, "password": f"secret-of-{name}"})


def reopen(client, page):
    """Press the button of the page that gives the form back."""
    sent = {name: [value for other, value in page.context["sent"] if other == name] for name, _value in page.context["sent"]}
    return client.post(page.request["PATH_INFO"], sent | {page.context["button_name"]: "all"})


def test_it_comes_back_to_its_author_and_nothing_is_written_until_it_is_saved(client, scene, address):
    data = typed(client, scene.alice, address, address="迎宾街1号")
    answer = client.post(address, data)
    assert answer.url == f"{reverse('admin:login')}?next={address}"
    log_in(client, "alice")
    page = client.get(address)
    assert "填写的内容还在" in page.content.decode()
    form = reopen(client, page)
    assert form.context["adminform"].form["address"].value() == "迎宾街1号"
    assert AGAIN in html_without_breaks(form)
    assert not form.context["conflicts"]
    assert School.objects.get(pk=scene.own.school.pk).address != "迎宾街1号"
    assert scene.own.school.history.filter(address="迎宾街1号").count() == 0
    saved = client.post(address, data | {"_opened": form.context["snapshot"]})
    assert saved.status_code == 302
    assert School.objects.get(pk=scene.own.school.pk).address == "迎宾街1号"


def test_it_is_given_back_once(client, scene, address):
    client.post(address, typed(client, scene.alice, address))
    log_in(client, "alice")
    assert "sent" in client.get(address).context
    assert "adminform" in client.get(address).context


def test_another_account_gets_nothing_and_it_is_forgotten(client, scene, address):
    client.post(address, typed(client, scene.alice, address, address="只有我知道"))
    log_in(client, "bob")
    page = client.get(address)
    assert "只有我知道" not in page.content.decode()
    assert sent_forms.SESSION_KEY not in client.session or client.session[sent_forms.SESSION_KEY] == {}


def test_what_changed_meanwhile_is_found_when_it_comes_back(client, scene, address):
    data = typed(client, scene.alice, address, address="我的")
    School.objects.filter(pk=scene.own.school.pk).update(address="别人的")
    client.post(address, data)
    log_in(client, "alice")
    form = reopen(client, client.get(address))
    assert [conflict.name for conflict in form.context["conflicts"]] == ["address"]


def test_mistakes_in_it_are_shown_at_once(client, scene, address):
    client.post(address, typed(client, scene.alice, address, name=""))
    log_in(client, "alice")
    form = reopen(client, client.get(address))
    assert "name" in form.context["adminform"].form.errors
    assert AGAIN in html_without_breaks(form)


@pytest.mark.parametrize("author", ["", "1", sign_author.__name__])
def test_what_no_page_of_ours_was_sent_from_is_not_kept(client, scene, address, author):
    client.post(address, typed(client, scene.alice, address) | {"_written_by": author})
    assert sent_forms.SESSION_KEY not in client.session


def test_of_many_forms_the_newest_are_kept_and_none_that_is_very_long(client, scene, address):
    data = typed(client, scene.alice, address)
    for number in range(sent_forms.MOST_FORMS + 2):
        client.post(f"{address}?tab={number}", data)
    kept = client.session[sent_forms.SESSION_KEY]
    assert list(kept) == [f"{address}?tab={number}" for number in range(2, sent_forms.MOST_FORMS + 2)]
    client.post(f"{address}?tab=long", data | {"body": "长" * sent_forms.MOST_CHARACTERS})
    assert f"{address}?tab=long" not in client.session[sent_forms.SESSION_KEY]


def test_a_working_day_that_ends_in_the_middle_of_writing(client, scene, address, monkeypatch):
    client.force_login(scene.alice)
    data = form_data_of_page(client, address) | {"_written_by": sign_author(scene.alice), "address": "下班以后"}
    monkeypatch.setattr("accounts.middleware.is_session_over", lambda session: True)
    assert client.post(address, data).url == f"{reverse('admin:login')}?next={address}"
    monkeypatch.undo()
    log_in(client, "alice")
    assert ("address", "下班以后") in client.get(address).context["sent"]


def test_a_log_in_in_another_tab_does_not_lose_the_form_of_the_first(scene, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.alice)
    data = form_data_of_page(client, address) | {"_written_by": sign_author(scene.alice), "address": "两个标签页"}
    answer = client.post(address, data | {"csrfmiddlewaretoken": "x" * 64})
    assert answer.url == address
    assert ("address", "两个标签页") in client.get(address).context["sent"]
    client.force_login(scene.bob)
    assert client.post(address, data | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403


class TestNothingIsWrittenWhereAFormIsOnlyShownAgain:
    """Every form that is kept without a log-in, sent to be carried out, and with the button that only shows it again."""

    @pytest.fixture(autouse=True)
    def alice(self, client, scene):
        client.force_login(scene.alice)

    def reopen(self, client, name, *args, query="", **data):
        answer = client.post(reverse(f"admin:{name}", args=args) + query, data | {"_reopen": "all"})
        assert answer.status_code == 200
        assert AGAIN in html_without_breaks(answer)
        return answer.context.get("form")

    def test_message(self, client, scene):
        day = str(scene.own.slot.day)
        form = self.reopen(client, "events_notice_message", day=day, subject="标题", body="正文", states="confirmed", _send="1")
        assert form["subject"].value() == "标题"
        assert not Message.objects.exists()

    @pytest.mark.parametrize("page", ["numbers", "contact", "move"])
    def test_changes_for_a_caller(self, client, scene, page):
        before = scene.own.booking.events.count()
        form = self.reopen(
            client,
            f"events_booking_{page}",
            scene.own.booking.pk,
            people="1",
            contact_name="丁",
            phone="13800000009",
            _confirm="1",
        )
        assert form.is_bound
        scene.own.booking.refresh_from_db()
        assert (scene.own.booking.contact_name, scene.own.booking.events.count()) == ("Carol", before)

    def test_booking_for_a_caller(self, client, scene):
        count = scene.own.slot.bookings.count()
        data = {"slot": scene.own.slot.pk, "contact_name": "丁", "phone": "13800000009", "people": "1", "consent": "on"}
        form = self.reopen(client, "events_booking_book", query=f"?session={scene.own.session.pk}", **data)
        assert form["contact_name"].value() == "丁"
        assert scene.own.slot.bookings.count() == count

    def test_many_slots(self, client, scene):
        count = TimeSlot.objects.count()
        data = {"days": [str(scene.now.date())], "times": "09:00–09:40", "capacity": "20", "_make": "1"}
        assert self.reopen(client, "events_eventsession_many_slots", scene.own.session.pk, **data)["capacity"].value() == "20"
        assert TimeSlot.objects.count() == count

    def test_day_shift(self, client, scene):
        query = f"?day={scene.own.slot.day}"
        self.reopen(client, "events_timeslot_shift_day", query=query, minutes="30", slots=[scene.own.slot.pk], _confirm="1")
        assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at == scene.own.slot.starts_at

    def test_reason_of_a_cancellation(self, client, scene):
        data = {"action": "cancel", "_selected_action": [scene.own.booking.pk], "decided": "1", "reason": "停电"}
        self.reopen(client, "events_booking_changelist", **data)
        scene.own.booking.refresh_from_db()
        assert scene.own.booking.state == "confirmed"

    def test_rows_of_a_session(self, client, scene):
        address = reverse("admin:events_eventsession_slots", args=[scene.own.session.pk])
        data = form_data_of_page(client, address)
        prefix = next(name for name in data if name.endswith("-TOTAL_FORMS")).removesuffix("-TOTAL_FORMS")
        answer = client.post(address, data | {f"{prefix}-0-capacity": "77", "_reopen": "all"})
        assert AGAIN in html_without_breaks(answer)
        assert not TimeSlot.objects.filter(capacity=77).exists()

    def test_new_record(self, client, scene):
        address = reverse("admin:events_eventsession_add")
        count = EventSession.objects.count()
        answer = client.post(address, form_data_of_page(client, address) | {"title": "写到一半", "_reopen": "all"})
        assert answer.context["adminform"].form["title"].value() == "写到一半"
        assert EventSession.objects.count() == count

    def test_reason_of_a_cancelled_slot(self, client, scene):
        data = {"telling-digest": "seen", "telling-reason": "停电", "_confirm": "1"}
        form = self.reopen(client, "events_timeslot_cancel", scene.own.slot.pk, **data)
        assert form["reason"].value() == "停电"
        assert not TimeSlot.objects.exclude(cancelled_at=None).exists()

    def test_reason_of_rows_that_were_ticked_in_a_list(self, client, scene):
        data = {"action": "cancel_selected", "_selected_action": scene.own.session.pk, "telling-digest": "seen"}
        form = self.reopen(client, "events_eventsession_changelist", **data, **{"telling-reason": "停电", "_confirm": "1"})
        assert form["reason"].value() == "停电"
        assert not EventSession.objects.exclude(cancelled_at=None).exists()

    def test_reason_of_a_change_that_bookers_are_told(self, client, scene):
        address = reverse("admin:events_timeslot_change", args=[scene.own.slot.pk])
        later = {"starts_at_1": "11:00", "ends_at_1": "12:00", "telling-digest": "seen", "telling-reason": "换教室"}
        answer = client.post(address, form_data_of_page(client, address) | later | {"_confirm": "1", "_reopen": "all"})
        assert answer.template_name == "admin/events/rescheduling.html"
        assert answer.context["form"]["reason"].value() == "换教室"
        assert "_reopen" not in dict(answer.context["sent"])  # or its button would only show it once more
        assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at == scene.own.slot.starts_at

    def test_such_a_change_that_touches_nobody_any_more(self, client, scene):
        address = reverse("admin:events_timeslot_change", args=[scene.own.slot.pk])
        data = form_data_of_page(client, address) | {"telling-digest": "seen", "editor_note": "改了备注", "_confirm": "1"}
        scene.own.slot.bookings.all().delete()
        assert client.post(address, data | {"_reopen": "all"}).status_code == 200
        assert not TimeSlot.objects.filter(editor_note="改了备注").exists()

    def test_shifting_a_day(self, client, scene):
        data = {"slots": scene.own.slot.pk, "minutes": "30", "telling-digest": "seen", "telling-reason": "晚到", "_confirm": "1"}
        form = self.reopen(client, "events_timeslot_shift_day", query=f"?day={scene.own.slot.day}", **data)
        assert form["reason"].value() == "晚到"
        assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at == scene.own.slot.starts_at

    def test_remarks_of_a_review(self, client, scene):
        """They are neither sent nor is anything returned; the page of the record has them, and what else was typed there."""
        School.objects.filter(pk=scene.own.school.pk).update(status="review")
        data = form_data_of_page(client, reverse("admin:schools_school_change", args=[scene.own.school.pk]))
        data |= {"address": "写到一半", "other_remark": "请补充", "_return": "1", "_reopen": "all"}
        answer = client.post(reverse("admin:schools_school_review", args=[scene.own.school.pk]), data)
        assert answer.context["review"].typed["text"] == "请补充"
        assert answer.context["adminform"].form["address"].value() == "写到一半"
        assert answer.context["form_url"] == reverse("admin:schools_school_change", args=[scene.own.school.pk])
        assert not ReviewRemark.objects.exists()
        assert School.objects.get(pk=scene.own.school.pk).status == "review"

    def test_cells_of_a_list(self, client, scene):
        """They are found by their record: somebody else may have put the rows into another order."""
        address = reverse("admin:events_audience_changelist")
        page = client.get(address)
        formset = page.context["cl"].formset
        first, *others = [form.instance.pk for form in formset.forms]
        data = {f"form-{n}-code": form.instance.pk for n, form in enumerate(formset.forms)}
        data |= {f"form-{n}-order": form.instance.order for n, form in enumerate(formset.forms)} | {"form-0-order": "77"}
        data |= {"form-TOTAL_FORMS": len(formset.forms), "_opened": page.context["snapshot"], "_save": "1", "_reopen": "all"}
        Audience.objects.filter(pk=first).update(order=50)
        answer = client.post(address, data)
        assert [form.instance.pk for form in answer.context["cl"].formset.forms] == [*others, first]
        assert answer.context["cl"].formset.forms[-1]["order"].value() == "77"
        assert answer.context["cl"].formset.forms[0]["order"].value() == str(data["form-1-order"])
        assert answer.context["snapshot"] == page.context["snapshot"]
        assert Audience.objects.get(pk=first).order == 50

    def test_invitation_and_account(self, client, scene):
        count = User.objects.count()
        data = {"username": "carol", "display_name": "卡罗尔", "groups": [], "_save": "1", "_reopen": "all"}
        answer = client.post(reverse("admin:accounts_user_add"), data)
        assert answer.context["adminform"].form["display_name"].value() == "卡罗尔"
        address = reverse("admin:accounts_user_change", args=[scene.bob.pk])
        client.post(address, form_data_of_page(client, address) | {"display_name": "鲍勃", "_save": "1", "_reopen": "all"})
        assert User.objects.count() == count
        assert not User.objects.filter(display_name="鲍勃").exists()

    def test_new_edition(self, client, scene):
        address = reverse("admin:events_activityweek_new_edition", args=[scene.week.pk])
        page = client.get(address)
        data = {bound.name: bound.value() for bound in page.context["form"] if bound.value() is not None}
        data |= {"name": "第三届", "shown": page.context["shown"], "_make": "1", "_reopen": "all"}
        assert client.post(address, data).context["form"]["name"].value() == "第三届"
        assert ActivityWeek.objects.count() == 1

    def test_reason_of_an_export(self, client, scene):
        form = self.reopen(client, "events_booking_export", form="xlsx", numbers="whole", reason="给志愿者的名单")
        assert form["reason"].value() == "给志愿者的名单"

    def test_file_to_import(self, client, scene):
        answer = client.post(reverse("admin:schools_school_import"), {"_reopen": "files"})
        assert "只有文件可能要重新选择" in html_without_breaks(answer)
        assert not SpreadsheetJob.objects.exists()

    def test_note_of_a_call(self, client, scene):
        notice = Notice.objects.to_call().filter(booking=scene.own.booking).first()
        data = {"action": "not_reached", "_selected_action": notice.pk, "note": "占线", "_reopen": "all"}
        answer = client.post(reverse("admin:events_notice_calls"), data)
        assert 'value="占线"' in html_without_breaks(answer)
        notice.refresh_from_db()
        assert (notice.not_reached_at, notice.call_note) == (None, "")


def test_rows_that_were_ticked_wait_for_the_log_in_too(client, scene):
    address = reverse("admin:events_booking_changelist")
    data = {"action": "cancel", "decided": "1", "_selected_action": scene.own.booking.pk, "reason": "停电"}
    client.post(address, data | {"_written_by": sign_author(scene.alice)})
    log_in(client, "alice")
    form = reopen(client, client.get(address))
    assert form.context["form"]["reason"].value() == "停电"
    assert list(form.context["bookings"]) == [scene.own.booking]
    scene.own.booking.refresh_from_db()
    assert scene.own.booking.state == "confirmed"


def test_what_waits_for_the_log_in_lasts_no_longer_than_a_log_in(client, scene, address, settings):
    client.post(address, typed(client, scene.alice, address))
    assert client.session.get_expiry_age() <= settings.SESSION_COOKIE_AGE == dt.timedelta(minutes=30).total_seconds()
