"""Nothing typed in the back office is lost: a tab that is closed, a log-in that ends, another account on the same device."""


import pytest
from django.urls import reverse

from tests.admin_scene import build_scene

pytestmark = pytest.mark.django_db(transaction=True)

# All that lies in the browser's stores, as text: sealed drafts show their bytes
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
    const decoder = new TextDecoder("latin1");
    const show = ({body, iv, files, ...rest}) => ({...rest, body: body && decoder.decode(body), files: (files ?? []).length});
    return {device: all.map(show), tab: {...sessionStorage}, local: {...localStorage}};
}"""


@pytest.fixture
def scene(clock_at):
    return build_scene(clock_at("2025-05-13T09:30"))


@pytest.fixture
def desk(browser, live_server):
    """One device: `desk()` opens a tab of its browser."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="zh-CN")
    context.set_default_timeout(10_000)
    yield context
    context.close()


def log_in(page, name):
    page.fill("#id_username", name)
    page.fill("#id_password", f"secret-of-{name}")
    with page.expect_event("load"):
        page.press("#id_password", "Enter")


def open_tab(desk, address, name=None):
    page = desk.new_page()
    page.on("pageerror", lambda error: print("ERR", error))
    page.on("console", lambda line: print("CON", line.text))
    page.goto(address)
    if name:
        log_in(page, name)
    return page


def stored(page, place="device"):
    return page.evaluate(STORED)[place]


def wait_until_kept(page, count=1, place="device"):
    page.wait_for_function(
        f"async (count) => Object.keys((await ({STORED})()).{place}).filter(Boolean).length >= count", arg=count
    )


def school_page(scene):
    return reverse("admin:schools_school_change", args=[scene.own.school.pk])


def test_closed_tab_is_offered_and_restored_with_its_rows(desk, scene):
    address = reverse("admin:alumni_graduate_change", args=[scene.own.graduate.pk])
    page = open_tab(desk, address, "bob")
    page.fill("[name=name]", "王小明")
    group = page.locator("#milestones-group")
    before = group.locator("[name$='-text']").count()
    group.locator(".add-row a").click()
    row = f"milestones-{int(page.input_value('[name=milestones-TOTAL_FORMS]')) - 1}"
    page.fill(f"[name={row}-text]", "创办工作室")
    wait_until_kept(page)
    page.close()

    page = open_tab(desk, "/admin/")
    listed = page.locator(".form-drafts--list [data-draft]")
    assert "王小明" in listed.inner_text()
    page.goto(address)
    bar = page.locator(".form-draft")
    assert "王小明" in bar.inner_text()
    assert page.input_value("[name=name]") != "王小明"
    bar.get_by_role("button", name="恢复").click()
    page.locator(".form-draft--restored").wait_for()
    assert page.input_value("[name=name]") == "王小明"
    assert page.input_value(f"[name={row}-text]") == "创办工作室"
    assert group.locator("[name$='-text']").count() > before
    page.click("[name=_save] >> nth=0")
    page.wait_for_url("**/graduate/")
    scene.own.graduate.refresh_from_db()
    page.wait_for_function(f"async () => (await ({STORED})()).device.length === 0")
    assert page.locator(".form-drafts").count() == 0
