import datetime as dt

import pytest
from django.urls import reverse

from content.models import Picture, SiteSettings
from events.models import EventSession, TimeSlot
from schools.models import School, Trade
from tests.admin_scene import form_data_of_page
from tests.factories import TimeSlotFactory


def url_of(page, record, *more):
    name = f"{record._meta.app_label}_{record._meta.model_name}"
    return reverse(f"admin:{name}_{page}", args=[record.pk, *more])


def save(client, record, **changes):
    url = url_of("change", record)
    response = client.post(url, {**form_data_of_page(client, url), **changes})
    assert response.status_code == 302, response.context["errors"]


def newest(client, record):
    return client.get(url_of("history", record)).context["page"].object_list[0]


def diff_text(change) -> str:
    marks = {"del": "-{}", "ins": "+{}", "same": "{}", "gap": "…"}
    return " ".join(marks[p.kind].format(p.text) for pieces in (change.items or [change.pieces]) for p in pieces)


def changes_of(entry) -> dict[str, str]:
    return {change.label: diff_text(change) for change in entry.own.changes}


def test_history_tells_who_changed_what_in_words(client, scene):
    session = scene.own.session
    trade = Trade.objects.create(slug="weld", name="焊接")
    save(client, session, kind="lecture", tags="甲\n乙", trades=[trade.pk], audiences=["public"], is_highlight="on")
    entry = newest(client, session)
    assert entry.author == "alice"
    changes = changes_of(entry)
    assert changes["类型"] == "-职业体验 +讲座"
    assert changes["标签"] == "+甲 +乙"
    assert changes["行业方向"] == "+焊接"
    assert changes["面向对象"] == "+社会公众"
    assert "-否 +是" in changes.values()


def test_one_save_is_one_entry_with_its_rows(client, scene):
    graduate = scene.own.graduate
    before = len(client.get(url_of("history", graduate)).context["page"].object_list)
    save(client, graduate, **{"name": "新名", "milestones-0-text": "毕业了"})
    entries = client.get(url_of("history", graduate)).context["page"].object_list
    assert len(entries) == before + 1
    assert diff_text(entries[0].own.changes[0]) == "-甲校生 +新名"
    (part,) = entries[0].parts
    assert [diff_text(c) for c in part.changes] == ["-毕业 +毕业了"]


def save_slots(client, session, **changes):
    url = url_of("slots", session)
    response = client.post(url, {**form_data_of_page(client, url), **changes})
    assert response.status_code == 302, response.context["errors"]


def test_slots_saved_together_are_one_entry_of_their_session(client, scene):
    session = scene.own.session
    TimeSlotFactory(session=session, starts_at=scene.own.slot.starts_at + dt.timedelta(days=1))
    before = len(client.get(url_of("history", session)).context["page"].object_list)
    save_slots(client, session, **{"slots-0-kept_back": "4", "slots-1-kept_back": "3"})
    entries = client.get(url_of("history", session)).context["page"].object_list
    assert len(entries) == before + 1
    assert entries[0].own is None
    assert [[(c.label, diff_text(c)) for c in part.changes] for part in entries[0].parts] == [
        [("现场预留名额", "+4")],
        [("现场预留名额", "-0 +3")],
    ]


def test_moments_are_shown_in_shanghai_and_gone_records_are_named(client, scene):
    trade = Trade.objects.create(slug="weld", name="焊接")
    save(client, scene.own.session, opens_at_0="2025-05-13", opens_at_1="08:00", trades=[trade.pk])
    trade.delete()
    changes = changes_of(newest(client, scene.own.session))
    assert "+2025年5月13日 周二 08:00" in changes.values()
    assert "不在" in changes["行业方向"]


def test_saving_unchanged_says_so(client, scene):
    save(client, scene.own.school)
    assert newest(client, scene.own.school).has_no_changes


@pytest.mark.parametrize("model", [Picture, SiteSettings])
def test_what_had_no_history_has_one(client, scene, model):
    record, _made = model.objects.get_or_create(pk=scene.picture.pk if model is Picture else 1)
    field = "credit" if model is Picture else "organiser"
    save(client, record, **{field: "市教育局"})
    assert "+市教育局" in changes_of(newest(client, record)).values()


def test_markup_in_values_is_text(client, scene):
    save(client, scene.own.school, address="<script>alert(1)</script>")
    html = client.get(url_of("history", scene.own.school)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_two_versions_are_compared_across_what_lies_between(client, scene):
    session = scene.own.session
    save(client, session)
    first = session.history.first()
    for title in ("二", "三"):
        save(client, session, title=title)
    save_slots(client, session, **{"slots-0-kept_back": "3"})
    save(client, session)
    last = session.history.first()
    page = client.get(url_of("compare", session), {"a": last.pk, "b": first.pk})
    assert [diff_text(c) for c in page.context["between"].own.changes] == ["-甲校体验 +三"]
    assert [[diff_text(c) for c in part.changes] for part in page.context["between"].parts] == [["+3"]]
    assert client.get(url_of("compare", session), {"a": last.pk, "b": "9999"}).status_code == 404
    assert client.get(url_of("compare", session), {"a": last.pk, "b": last.pk}).status_code == 200


def test_one_version_shows_its_values(client, scene):
    school = scene.own.school
    version = school.history.first()
    save(client, school, name="新校名")
    page = client.get(url_of("simple_history", school, version.pk))
    assert ("名称", "甲校", []) in page.context["facts"]
    assert page.context["offers_restore"]


def test_other_schools_history_is_refused_though_its_page_may_be_looked_at(bob, scene):
    school = scene.other.school
    version = school.history.first().pk
    assert bob.get(url_of("change", school)).status_code in (200, 302, 403)
    for url in (
        url_of("history", school),
        url_of("simple_history", school, version),
        url_of("compare", school) + f"?a={version}&b={version}",
        url_of("change", school) + f"?version={version}",
    ):
        response = bob.get(url, follow=True)
        assert response.status_code in (403, 404), url
        assert "乙校" not in response.content.decode()


def test_version_of_another_record_is_not_shown_under_ones_own(bob, scene):
    other = scene.other.school.history.first().pk
    assert bob.get(url_of("simple_history", scene.own.school, other)).status_code == 404
    assert bob.get(url_of("change", scene.own.school) + f"?version={other}").status_code == 403


def assign_school(session, school, **values):
    session.host_school = school
    for name, value in values.items():
        setattr(session, name, value)
    session.save()


def test_versions_from_before_it_was_ours_stay_hidden(bob, scene):
    session = scene.other.session
    assign_school(session, scene.other.school, summary="乙校的机密")
    hidden = session.history.first().pk
    assign_school(session, scene.own.school, summary="现在的")
    page = bob.get(url_of("history", session))
    assert page.status_code == 200
    assert "机密" not in page.content.decode()
    assert bob.get(url_of("simple_history", session, hidden)).status_code == 404
    assert bob.get(url_of("change", session) + f"?version={hidden}").status_code == 403


def test_what_went_to_another_school_is_hidden_with_all_its_versions(bob, scene):
    session = scene.own.session
    ours = session.history.first().pk
    assign_school(session, scene.other.school)
    EventSession.objects.filter(pk=session.pk).update(status="draft")
    for url in (url_of("history", session), url_of("simple_history", session, ours)):
        assert bob.get(url).status_code in (403, 404)


def test_deleted_records_are_listed_and_brought_back(client, scene):
    trade = Trade.objects.create(slug="weld", name="焊接", status="published")
    client.post(url_of("delete", trade), {"post": "yes"})
    page = client.get(reverse("admin:schools_trade_deleted"))
    ((row, name, key),) = page.context["rows"]
    assert (name, key, row.author) == ("焊接", trade.pk, "alice")
    assert client.get(reverse("admin:schools_trade_history", args=[key])).status_code == 200
    url = reverse("admin:schools_trade_add") + f"?version={row.pk}"
    form = client.get(url).context["adminform"].form
    assert (form.initial["name"], form.initial.get("status")) == ("焊接", None)
    assert client.post(url, {"name": "焊接", "slug": "weld", "status": "draft", "source": "editor"}).status_code == 302
    back = Trade.objects.get(slug="weld")
    assert back.pk == trade.pk
    assert not client.get(reverse("admin:schools_trade_deleted")).context["rows"]
    assert newest(client, back).own.verb == "恢复"


def test_what_is_put_back_says_so_in_the_history(client, scene):
    school = scene.own.school
    save(client, school, address="新址")
    old = school.history.last()
    url = f"{url_of('change', school)}?version={old.pk}"
    page = client.get(url)
    assert page.context["adminform"].form.initial["address"] == ""
    saved = client.post(url, {**form_data_of_page(client, url), "_continue": "1"})
    assert saved.url == url_of("change", school)
    school.refresh_from_db()
    assert school.address == ""
    assert newest(client, school).reason.startswith("恢复为")


def test_school_editor_sees_own_deleted_records_only(bob, scene):
    for graduate in (scene.own.graduate, scene.other.graduate):
        graduate.delete()
    rows = bob.get(reverse("admin:alumni_graduate_deleted")).context["rows"]
    assert [name for _row, name, _key in rows] == ["甲校生"]
    assert bob.get(reverse("admin:alumni_graduate_history", args=[rows[0][2] + 1])).status_code in (403, 404)


@pytest.mark.usefixtures("without_public_cache")
def test_queries_do_not_grow_with_versions(client, scene, django_assert_num_queries, django_assert_max_num_queries):
    session = scene.own.session
    trades = [Trade.objects.create(slug=f"t{n}", name=f"行业{n}") for n in range(3)]

    def change(n):
        session.title, session.kind = f"名{n}", ("visit", "lecture")[n % 2]
        session.save()
        session.trades.set(trades[: n % 3 + 1])
        scene.own.slot.capacity = 20 + n
        scene.own.slot.save()

    for n in range(4):
        change(n)
    url = url_of("history", session)
    client.get(url)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    for n in range(4, 22):
        change(n)
    with django_assert_num_queries(len(few)):
        assert len(client.get(url).context["page"].object_list) == 30


def test_slot_moved_by_its_bookers_preview_says_why(client, scene):
    from tests.events.admin.slots.test_rescheduling import confirm
    from tests.events.admin.slots.test_rescheduling import save as ask

    url = url_of("change", scene.own.slot)
    confirm(client, url, ask(client, url, starts_at_0="2025-05-16", ends_at_0="2025-05-16"), **{"telling-reason": "教室停电"})
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at.date() == dt.date(2025, 5, 16)
    assert newest(client, scene.own.slot).reason == "教室停电"


def test_school_page_of_history_is_open_to_its_editor(bob, scene):
    school = School.objects.get(pk=scene.own.school.pk)
    save(bob, school, address="新址")
    assert newest(bob, school).author == "bob"


def test_an_address_that_names_no_record_is_unknown(client, scene):
    assert client.get("/admin/content/sitesettings/none/history/compare/").status_code == 404
