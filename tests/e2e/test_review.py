"""A school and the bureau talk about a text until it is adopted, each in their own browser; the bureau's is a phone."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from backoffice.proposals.models import ProposedChange
from schools.models import School
from tests.admin_scene import build_scene
from tests.e2e.test_every_page import AXE, OBJECTIONS

pytestmark = pytest.mark.django_db(transaction=True)
CHECKED = ["color-contrast", "link-in-text-block", "label", "select-name", "button-name", "list", "target-size"]
SIZES = {"bob": (1280, 900), "alice": (360, 780)}
OLD = "学校创办于1956年，设有机电、纺织和护理三个专业部。欢迎各位家长和同学来校参观。"
WORDS = "pieces => pieces.map((piece) => piece.lastChild.data)"  # without what is only read out
NEW = "学校创办于1958年，设有机电、纺织、护理和漆艺四个专业部。欢迎各位家长和同学来校参观。"


@pytest.fixture
def desks(browser, live_server, clock_at):
    """The scene, and a page for each of the two, logged in."""
    scene = build_scene(clock_at("2025-05-13T09:30"))
    School.objects.filter(pk=scene.own.school.pk).update(introduction=OLD)
    made = SimpleNamespace(scene=scene, pages={}, contexts=[])
    for name, (width, height) in SIZES.items():
        client = Client()
        client.force_login(getattr(scene, name))
        viewport = {"width": width, "height": height}
        context = browser.new_context(base_url=live_server.url, viewport=viewport, locale="zh-CN")
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        made.contexts.append(context)
        made.pages[name] = context.new_page()
    yield made
    for context in made.contexts:
        context.close()


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def save(page):
    with page.expect_navigation():
        page.click("[name=_continue]")


def said(page) -> str:
    return page.locator(".messagelist").inner_text()


def assert_fits(page):
    page.wait_for_load_state()
    page.wait_for_function("!document.querySelector('.datetime input:not([aria-label])')")  # js/form-labels.js
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE)
    assert page.evaluate(OBJECTIONS, [CHECKED, []]) == []


def test_a_text_goes_back_and_forth_until_it_is_adopted(desks):
    school, secretary, bureau = desks.scene.own.school, desks.pages["bob"], desks.pages["alice"]
    record = reverse("admin:schools_school_change", args=[school.pk])

    secretary.goto(record)
    secretary.locator(".richtext", has=secretary.locator("[name=introduction]")).get_by_role("textbox").fill(NEW)
    save(secretary)
    assert "已送审" in said(secretary)
    assert secretary.input_value("[name=introduction]") == NEW
    note = secretary.locator("#id_introduction_helptext .field-note")
    assert "".join(note.locator("del, .kept").evaluate_all(WORDS)) == OLD
    assert "".join(note.locator("ins, .kept").evaluate_all(WORDS)) == NEW
    assert_fits(secretary)

    bureau.goto(reverse("admin:index"))
    bureau.get_by_role("link", name="甲校", exact=True).first.click()
    bureau.fill("[name='remark:introduction']", "创办年份请核对校史")
    assert_fits(bureau)
    press(bureau, "退回")
    assert "已退回" in said(bureau)
    assert School.objects.get(pk=school.pk).introduction == OLD

    secretary.goto(reverse("admin:index"))
    assert "已退回，请修改后再送审" in secretary.locator("main").inner_text()
    secretary.get_by_role("link", name="甲校", exact=True).first.click()
    assert "创办年份请核对校史" in secretary.locator("#id_introduction_helptext").inner_text()
    secretary.fill("[name='remark:introduction']", "校史馆碑文是1958年")
    press(secretary, "只发意见")
    secretary.fill("[name=address]", "迎宾街1号")
    save(secretary)
    assert "已送审" in said(secretary)

    bureau.goto(f"{record}?proposal={ProposedChange.objects.get(state='open').pk}")
    assert "校史馆碑文是1958年" in bureau.locator(".review").inner_text()
    bureau.uncheck("[name=adopt][value=address]")
    press(bureau, "采用")
    assert "已采用：" in said(bureau)
    assert "仍待审核：" in said(bureau)
    stored = School.objects.get(pk=school.pk)
    assert (stored.introduction, stored.address) == (NEW, "")
    press(bureau, "采用")
    assert School.objects.get(pk=school.pk).address == "迎宾街1号"

    secretary.goto(reverse("admin:index"))
    assert "已采用" in secretary.locator("main").inner_text()
    secretary.goto(record)
    assert secretary.locator(".field-note").count() == 0
