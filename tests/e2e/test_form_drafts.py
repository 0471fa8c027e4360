"""Nothing typed in the back office is lost: a closed tab, a log-in that ends in the middle of writing, a lost connection.

And nobody else reads it: another account on the same device, or whoever opens it after a form about bookers was closed.
"""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from qsessions.models import Session

from accounts.models import User
from accounts.roles import BUREAU
from events.models import Audience, EventSession
from schools.models import School
from tests.admin_scene import build_scene
from tests.content.pictures.sample_files import jpeg_bytes

pytestmark = pytest.mark.django_db(transaction=True)

# All that lies in the browser's stores; of what is sealed the bytes.
STORED = """async () => {
    const database = await new Promise((resolve) => {
        const request = indexedDB.open("form-drafts", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("drafts", {keyPath: "id"});
        request.onsuccess = () => resolve(request.result);
    });
    const all = await new Promise((resolve) => {
        const request = database.transaction("drafts").objectStore("drafts").getAll();
        request.onsuccess = () => resolve(request.result);
    });
    database.close();
    const decoder = new TextDecoder();
    const show = ({body, iv, files, ...rest}) => ({...rest, body: body && decoder.decode(body), files: (files ?? []).length});
    return {device: all.map(show), tab: Object.entries(sessionStorage).filter(([name]) => name.startsWith("form-draft:"))};
}"""
# Until there are so many that were written since a moment.
WAIT = """async ([place, count, since]) => {
    const look = %s;
    const isNew = (one) => (Array.isArray(one) ? JSON.parse(one[1]) : one).at >= since;
    for (let tries = 0; tries < 100; tries += 1) {
        if ((await look())[place].filter(isNew).length === count) return true;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
}"""

# As select2 does when something found by a search is chosen: a new option, and an event that only jQuery hears.
CHOOSE = """([key, text]) => {
    const field = django.jQuery("#id_major");
    field.append(new Option(text, key, true, true)).trigger("change");
}"""


@pytest.fixture
def scene(clock_at):
    return build_scene(clock_at("2025-05-13T09:30"))


@pytest.fixture
def desk(browser, live_server):
    """One computer; each page of it is a tab."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="zh-CN")
    context.set_default_timeout(10_000)
    errors = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


def open_tab(desk, address, name=None):
    page = desk.new_page()
    page.goto(address)
    if name:
        log_in(page, name)
    return page


def log_in(page, name):
    page.fill("#id_username", name)
    page.fill("#id_password", f"secret-of-{name}")
    with page.expect_event("load"):
        page.press("#id_password", "Enter")


def stored(page) -> dict:
    return page.evaluate(STORED)


def wait_until_kept(page, count=1, place="device", *, since=0):
    assert page.evaluate(WAIT % STORED, [place, count, since]), f"not {count} in the {place}: {stored(page)}"


def save(page, button="_save"):
    page.locator(f"[name={button}]").first.click()


def school_page(scene):
    return reverse("admin:schools_school_change", args=[scene.own.school.pk])


def end_log_ins():
    Session.objects.all().delete()


def test_what_a_closed_tab_held_is_offered_and_restored_with_its_rows(desk, scene):
    address = reverse("admin:alumni_graduate_change", args=[scene.own.graduate.pk])
    page = open_tab(desk, address, "bob")
    page.fill("[name=name]", "王小明")
    rows = int(page.input_value("[name=milestones-TOTAL_FORMS]"))
    page.locator("#milestones-group .add-row a").click()
    page.fill(f"[name=milestones-{rows}-text]", "创办工作室")
    since = page.evaluate("Date.now()")
    page.evaluate(CHOOSE, [scene.own.major.pk, "甲校专业"])
    wait_until_kept(page, since=since)
    page.close()

    page = open_tab(desk, "/admin/")
    listed = page.locator(".form-drafts--list [data-draft]")
    assert "王小明" in listed.inner_text()
    page.goto(address)
    bar = page.locator(".form-draft")
    assert "王小明" in bar.inner_text()
    assert page.input_value("[name=name]") == scene.own.graduate.name
    bar.get_by_role("button", name="恢复").click()
    page.locator(".form-draft--restored").wait_for()
    assert page.input_value("[name=name]") == "王小明"
    assert page.input_value(f"[name=milestones-{rows}-text]") == "创办工作室"
    assert page.locator("#select2-id_major-container").inner_text().endswith("甲校专业")
    save(page)
    page.wait_for_url("**/graduate/")
    assert list(scene.own.graduate.milestones.order_by("pk").values_list("text", flat=True)) == ["毕业", "创办工作室"]
    wait_until_kept(page, 0)
    assert page.locator(".form-drafts").count() == 0
    assert scene.own.graduate.history.count() == 2  # one sitting, one version


def test_a_log_in_that_ends_in_the_middle_of_writing(desk, scene):
    """Five acts: send, type name and password, log in, save. Nothing is typed twice, and no conflict is made up."""
    page = open_tab(desk, reverse("admin:events_eventsession_change", args=[scene.own.session.pk]), "bob")
    page.fill("[name=what_to_bring]", "一支笔")
    page.fill("[name=summary]", "写到一半，登录就结束了。")
    before = EventSession.history.filter(id=scene.own.session.pk).count()
    end_log_ins()
    save(page, "_continue")
    page.wait_for_url("**/login/**")
    assert "刚才提交的内容没有丢" in page.locator(".messagelist").inner_text()
    log_in(page, "bob")
    page.locator(".messagelist .warning").wait_for()
    assert "登录已过期" in page.locator(".messagelist").inner_text()
    assert page.input_value("[name=what_to_bring]") == "一支笔"
    assert page.input_value("[name=summary]") == "写到一半，登录就结束了。"
    assert EventSession.history.filter(id=scene.own.session.pk).count() == before
    assert page.locator(".conflicts").count() == 0
    save(page, "_continue")
    page.locator(".messagelist .success").first.wait_for()
    assert page.locator(".conflicts").count() == 0
    wait_until_kept(page, 0)


def test_after_logging_in_again_in_another_tab_the_form_only_has_to_be_sent_once_more(desk, scene):
    page = open_tab(desk, school_page(scene), "bob")
    page.fill("[name=address]", "榆次区一号")
    end_log_ins()
    open_tab(desk, "/admin/", "bob")
    save(page, "_continue")
    page.locator(".messagelist .warning").wait_for()
    assert page.input_value("[name=address]") == "榆次区一号"
    save(page, "_continue")
    page.locator(".messagelist .success").first.wait_for()


def test_a_restored_draft_finds_what_somebody_else_saved_meanwhile(desk, scene):
    page = open_tab(desk, school_page(scene), "alice")
    page.fill("[name=address]", "我写的地址")
    wait_until_kept(page)
    page.close()
    school = School.objects.get(pk=scene.own.school.pk)
    school.address = "别人写的地址"
    school.save()
    page = open_tab(desk, school_page(scene))
    page.get_by_role("button", name="恢复").click()
    page.locator(".form-draft--restored").wait_for()
    save(page)
    assert "别人写的地址" in page.locator(".conflicts").inner_text()
    assert page.input_value("[name=address]") == "我写的地址"


def test_another_account_on_the_same_device_gets_nothing_readable(desk, scene):
    User.objects.create_user("carol", password="secret-of-carol", is_staff=True).groups.add(Group.objects.get(name=BUREAU))
    page = open_tab(desk, school_page(scene), "bob")
    page.fill("[name=address]", "只有我知道的地址")
    wait_until_kept(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#logout-form button").click()
    page.wait_for_load_state()
    page = open_tab(desk, school_page(scene), "carol")
    page.wait_for_load_state("networkidle")
    assert page.locator(".form-drafts").count() == 0
    kept = json.dumps(stored(page), ensure_ascii=False)
    assert len(stored(page)["device"]) == 1
    assert not any(words in kept for words in ("只有我知道", "bob", "甲校", school_page(scene)))
    page.locator("#logout-form button").click()
    page.wait_for_load_state()
    page = open_tab(desk, school_page(scene), "bob")
    assert "甲校" in page.locator(".form-draft").inner_text()


def test_a_form_about_bookers_leaves_nothing_once_its_tab_is_closed(desk, scene):
    address = reverse("admin:events_booking_contact", args=[scene.own.booking.pk])
    page = open_tab(desk, address, "bob")
    page.fill("[name=contact_name]", "王女士")
    wait_until_kept(page, 1, "tab")
    assert stored(page)["device"] == []
    assert "王女士" not in json.dumps(stored(page), ensure_ascii=False)
    page.reload()
    page.get_by_role("button", name="恢复").click()
    page.locator(".form-draft--restored").wait_for()
    assert page.input_value("[name=contact_name]") == "王女士"
    wait_until_kept(page, 1, "tab")
    page.close()
    page = open_tab(desk, address)
    page.wait_for_load_state("networkidle")
    assert stored(page) == {"device": [], "tab": []}
    assert page.locator(".form-drafts").count() == 0


def test_without_an_encrypted_connection_everything_stays_in_the_tab_and_the_page_says_so(desk, scene):
    desk.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})")
    page = open_tab(desk, school_page(scene), "bob")
    page.fill("[name=address]", "榆次区一号")
    wait_until_kept(page, 1, "tab")
    assert stored(page)["device"] == []
    page.get_by_text("只保留到关闭这个标签页为止").wait_for()
    page.reload()
    page.get_by_role("button", name="恢复").click()
    page.locator(".form-draft--restored").wait_for()
    assert page.input_value("[name=address]") == "榆次区一号"


def test_leaving_a_changed_page_asks_and_an_unchanged_one_does_not(desk, scene):
    asked = []
    page = open_tab(desk, school_page(scene), "alice")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("[name=address]").click()
    page.goto("/admin/")
    assert asked == []
    page.goto(school_page(scene))
    page.locator("[name=address]").press_sequentially("新")
    page.locator("#site-name a").click(no_wait_after=True)
    page.wait_for_function("document.querySelector('[name=address]').value.endsWith('新')")
    assert asked == ["beforeunload"]
    assert page.url.endswith(school_page(scene))
    save(page)
    page.wait_for_url("**/school/")
    assert asked == ["beforeunload"]


def test_an_upload_that_failed_is_back_with_its_file(desk, scene):
    page = open_tab(desk, reverse("admin:content_picture_add"), "bob")
    page.set_input_files("[name=image]", {"name": "布.jpg", "mimeType": "image/jpeg", "buffer": jpeg_bytes((900, 600))})
    page.fill("[name=alt_text]", "织机上的布")
    wait_until_kept(page)
    desk.set_offline(True)
    with page.expect_event("requestfailed"):
        save(page)
    desk.set_offline(False)
    page.goto(reverse("admin:content_picture_add"))
    page.get_by_role("button", name="恢复").click()
    page.locator(".form-draft--restored").wait_for()
    assert page.input_value("[name=alt_text]") == "织机上的布"
    assert page.evaluate("document.querySelector('[name=image]').files[0].name") == "布.jpg"
    page.locator(".picture-drop__stage canvas").wait_for()


def test_what_is_typed_before_the_script_has_come_is_kept(desk, scene):
    page = open_tab(desk, "/admin/", "alice")
    waiting = []
    page.route("**/form-drafts/page*.js", lambda route: waiting.append(route))
    page.goto(school_page(scene), wait_until="commit")
    page.locator("[name=address]").click()
    page.keyboard.type("Yuci 1")
    assert len(waiting) == 1
    waiting[0].continue_()
    wait_until_kept(page)


def test_the_reason_of_a_list_action_is_back_though_no_address_leads_to_its_page(desk, scene):
    asked = []
    page = open_tab(desk, reverse("admin:events_eventsession_changelist"), "alice")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(f"[name=_selected_action][value='{scene.own.session.pk}']").check()
    page.select_option("[name=action]", "cancel_selected")
    with page.expect_event("load"):
        page.locator(".actions button").click()
    page.fill("[name=telling-reason]", "学校停电")
    wait_until_kept(page)
    page.locator("#site-name a").click(no_wait_after=True)
    page.wait_for_function("document.querySelector('[name=telling-reason]').value === '学校停电'")
    assert asked == ["beforeunload"]
    page.close()

    page = open_tab(desk, "/admin/")
    listed = page.locator(".form-drafts--list [data-draft]")
    assert "学校停电" in listed.inner_text()
    listed.get_by_role("link", name="继续填写").click()
    page.locator("[name=telling-reason]").wait_for()
    assert page.input_value("[name=telling-reason]") == "学校停电"
    assert "还没有保存" in page.locator(".messagelist").inner_text()
    assert EventSession.objects.exclude(cancelled_at=None).count() == 0
    save(page, "_confirm")
    page.locator(".messagelist .success").first.wait_for()
    assert EventSession.objects.get(pk=scene.own.session.pk).cancel_reason == "学校停电"
    wait_until_kept(page, 0)


def test_cells_of_a_list_come_back_to_their_rows(desk, scene):
    address = reverse("admin:events_audience_changelist")
    page = open_tab(desk, address, "alice")
    key = page.locator(".hiddenfields input").first.input_value()
    page.locator("#result_list input[name$=order]").first.fill("77")
    wait_until_kept(page)
    page.close()
    Audience.objects.filter(pk=key).update(order=50)  # by now it stands last
    page = open_tab(desk, address)
    page.get_by_role("button", name="恢复").click()
    page.locator(".form-draft--restored").wait_for()
    orders = page.locator("#result_list input[name$=order]")
    assert page.locator(".hiddenfields input").last.input_value() == key
    assert orders.last.input_value() == "77"
    assert orders.first.input_value() != "77"


def test_sending_remarks_keeps_what_else_was_typed_on_the_page(desk, scene):
    School.objects.filter(pk=scene.own.school.pk).update(status="review")
    page = open_tab(desk, school_page(scene), "alice")
    page.fill("[name=address]", "榆次区一号")
    page.fill("[name=other_remark]", "请补充地址")
    page.locator("[name=_remark]").click()
    page.locator(".messagelist .success").wait_for()
    page.get_by_role("button", name="恢复").click()
    page.locator(".form-draft--restored").wait_for()
    assert page.input_value("[name=address]") == "榆次区一号"
    assert page.input_value("[name=other_remark]") == ""
