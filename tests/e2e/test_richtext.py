"""A secretary of one school writes a text as it will look, or with its marks: buttons, Word, pictures, preview, saved, public."""

import re
from base64 import b64encode

import pytest
from django.urls import reverse
from qsessions.models import Session

from content import clock
from content.models import Picture
from events.models import EventSession
from tests.admin_scene import build_scene, png_upload

FROM_WORD = """<html><body><h1 class="MsoTitle">报名须知</h1>
<p class="MsoNormal"><b style="mso-bidi-font-weight:normal">请带：</b><o:p></o:p></p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·&nbsp;</span>学生证</p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·&nbsp;</span>水</p>
<p>详见<a href="https://school.example/a">学校网站</a></p><script>alert(1)</script></body></html>"""
AS_MARKDOWN = "## 报名须知\n\n**请带：**\n\n- 学生证\n- 水\n\n详见[学校网站](https://school.example/a)"
PASTE = """(area, given) => {
  const data = new DataTransfer();
  if (given.html) data.setData("text/html", given.html);
  if (given.html) data.setData("text/plain", "…");
  const bytes = given.picture && Uint8Array.from(atob(given.picture), (one) => one.charCodeAt(0));
  if (bytes) data.items.add(new File([bytes], "a.png", { type: "image/png" }));
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def log_in(page, name, password):
    page.goto("/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    with page.expect_event("load"):  # whoever goes on at once would take the answer's cookie away
        page.click("[type=submit]")


def open_session(page, text=""):
    """Return the scene, the box of a draft's description, its textarea and its editor."""
    scene = build_scene(clock.now().replace(second=0, microsecond=0))
    log_in(page, "bob", "secret-of-bob")
    # a public one would wait for the bureau
    EventSession.objects.filter(pk=scene.own.session.pk).update(status="draft", description=text)
    page.goto(reverse("admin:events_eventsession_change", args=[scene.own.session.pk]))
    area = page.locator("#id_description")
    box = page.locator(".richtext", has=area)
    return scene, box, area, box.get_by_role("textbox", name="说明")


@pytest.mark.django_db(transaction=True)
def test_written_as_it_looks(page):
    from playwright.sync_api import expect

    scene, box, area, text = open_session(page)
    text.click()
    text.evaluate(PASTE, {"html": FROM_WORD})
    expect(area).to_have_value(AS_MARKDOWN)
    page.keyboard.press("Control+z")
    expect(area).to_have_value("")

    box.get_by_role("button", name="标题", exact=True).click()
    page.keyboard.type("做什么\n")
    box.get_by_role("button", name="列表", exact=True).click()
    page.keyboard.type("看\n做\n\n")
    page.keyboard.press("Control+b")
    page.context.new_cdp_session(page).send("Input.insertText", {"text": "注意："})  # as an input method does
    page.keyboard.press("Control+b")
    page.keyboard.type("带水")
    expect(area).to_have_value("## 做什么\n\n- 看\n- 做\n\n**注意：**带水")
    expect(box.get_by_role("button", name="列表", exact=True)).to_have_attribute("aria-pressed", "false")

    page.keyboard.press("Control+k")
    page.keyboard.type("www.school.example\n")
    expect(area).to_have_value(re.compile(r"带水\[www\.school\.example\]\(https://www\.school\.example\)$"))
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")

    text.evaluate(PASTE, {"picture": b64encode(png_upload().read()).decode()})
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="插入").click()
    expect(dialog.locator(".errorlist")).to_have_count(2)
    dialog.get_by_label("说明").fill("红色的车间")
    dialog.get_by_label("没有可辨认的未成年人").check()
    dialog.get_by_role("button", name="插入").click()
    expect(area).to_have_value(re.compile(r"!\[\]\(picture:\d+\)$"))
    assert Picture.objects.get(alt_text="红色的车间").uploaded_by == scene.bob
    expect(text.get_by_role("img", name="红色的车间")).to_be_visible()

    page.keyboard.press("Escape")
    expect(box.get_by_role("button", name="加粗")).to_be_focused()
    assert page.evaluate("document.querySelectorAll('style').length") == 0
    page.locator("[name=_continue]").first.click()
    expect(text.get_by_role("heading")).to_have_text("做什么")
    EventSession.objects.filter(pk=scene.own.session.pk).update(status="published")
    page.goto(reverse("session_detail", args=[scene.own.session.slug]))
    assert page.locator(".prose li").all_inner_texts() == ["看", "做"]
    assert page.locator(".prose figure img").get_attribute("alt") == "红色的车间"


@pytest.mark.django_db(transaction=True)
def test_a_picture_waits_in_its_dialog_for_the_log_in(page):
    from playwright.sync_api import expect

    scene, _box, area, text = open_session(page)
    text.evaluate(PASTE, {"picture": b64encode(png_upload().read()).decode()})
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("说明").fill("红色的车间")
    dialog.get_by_label("没有可辨认的未成年人").check()
    Session.objects.all().delete()
    dialog.get_by_role("button", name="插入").click()
    expect(dialog.get_by_role("status")).to_contain_text("登录已结束")
    expect(dialog.get_by_label("说明")).to_have_value("红色的车间")
    other_tab = page.context.new_page()
    log_in(other_tab, "bob", "secret-of-bob")
    dialog.get_by_role("button", name="插入").click()
    expect(area).to_have_value(re.compile(r"!\[\]\(picture:\d+\)$"))
    assert Picture.objects.get(alt_text="红色的车间").uploaded_by == scene.bob


@pytest.mark.django_db(transaction=True)
def test_what_else_writes_into_the_textarea_is_read_back(page):
    from playwright.sync_api import expect

    _scene, box, area, text = open_session(page, "* 一\n* 二")
    expect(text.get_by_role("listitem")).to_have_count(2)
    expect(area).to_have_value("* 一\n* 二")  # opening a text changes nothing
    text.get_by_text("二").click()
    page.keyboard.press("End")
    page.keyboard.type("三")
    expect(area).to_have_value("- 一\n- 二三")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("* 一\n* 二")

    area.evaluate("area => { area.value = '## 草稿'; area.dispatchEvent(new Event('input', { bubbles: true })); }")
    expect(text.get_by_role("heading")).to_have_text("草稿")
    area.evaluate("area => { area.value = '##'; area.dispatchEvent(new Event('change', { bubbles: true })); }")
    expect(area).to_be_visible()
    expect(box.locator(".richtext__note")).to_contain_text("编辑器")
    expect(box.locator(".richtext__text")).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_written_looked_at_saved_and_public(page):
    from playwright.sync_api import expect

    scene, box, area, _text = open_session(page)
    box.get_by_role("button", name="纯文本方式").click()

    area.focus()
    area.evaluate(PASTE, {"html": FROM_WORD})
    assert area.input_value() == AS_MARKDOWN
    area.press("Control+z")
    assert area.input_value() == ""

    box.get_by_role("button", name="标题", exact=True).click()
    page.keyboard.type("做什么")
    page.keyboard.press("Enter")
    box.get_by_role("button", name="列表", exact=True).click()
    page.keyboard.type("看")
    page.keyboard.press("Enter")
    page.keyboard.type("做")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("注意：")
    page.keyboard.press("Control+b")
    page.keyboard.type("带水")
    assert area.input_value() == "## 做什么\n- 看\n- 做\n\n**注意：**带水"

    with page.expect_popup() as opened:
        box.get_by_role("link", name="图片").click()
    opened.value.wait_for_load_state()  # before, a row is a link to the picture
    opened.value.locator("[data-popup-opener]").first.click()
    expect(area).to_have_value(re.compile(rf"!\[车间\]\(picture:{scene.picture.pk}\)$"))

    box.get_by_role("button", name="预览").click()
    preview = box.locator(".richtext__preview")
    preview.locator("figure img").wait_for()
    assert preview.locator("h2").inner_text() == "做什么"
    assert preview.locator("li").all_inner_texts() == ["看", "做"]

    area.press("Control+End")
    page.keyboard.type("\n<b>粗</b>")
    preview.get_by_text("保存时会去掉").wait_for()
    page.locator("[name=_continue]").first.click()
    page.get_by_text("中去掉：<b>、</b>").wait_for()

    EventSession.objects.filter(pk=scene.own.session.pk).update(status="published")
    page.goto(reverse("session_detail", args=[scene.own.session.slug]))
    assert page.locator(".prose h3").inner_text() == "做什么"
    assert page.locator(".prose figure img").get_attribute("width") == "800"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
