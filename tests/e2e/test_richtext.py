"""A secretary of one school writes a text with the buttons, pastes from Word, looks, saves; the public sees the same."""

import re

import pytest
from django.urls import reverse

from content import clock
from events.models import EventSession
from tests.admin_scene import build_scene

FROM_WORD = """<html><body><h1 class="MsoTitle">报名须知</h1>
<p class="MsoNormal"><b style="mso-bidi-font-weight:normal">请带：</b><o:p></o:p></p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·&nbsp;</span>学生证</p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·&nbsp;</span>水</p>
<p>详见<a href="https://school.example/a">学校网站</a></p><script>alert(1)</script></body></html>"""
AS_MARKDOWN = "## 报名须知\n\n**请带：**\n\n- 学生证\n- 水\n\n详见[学校网站](https://school.example/a)"
PASTE = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "…");
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def log_in(page, name, password):
    page.goto("/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    with page.expect_event("load"):  # whoever goes on at once would take the answer's cookie away
        page.click("[type=submit]")


@pytest.mark.django_db(transaction=True)
def test_written_looked_at_saved_and_public(page):
    from playwright.sync_api import expect

    scene = build_scene(clock.now().replace(second=0, microsecond=0))
    log_in(page, "bob", "secret-of-bob")
    EventSession.objects.filter(pk=scene.own.session.pk).update(status="draft")  # a public one would wait for the bureau
    page.goto(reverse("admin:events_eventsession_change", args=[scene.own.session.pk]))
    area = page.locator("#id_description")
    box = page.locator(".richtext", has=area)

    area.focus()
    area.evaluate(PASTE, FROM_WORD)
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
