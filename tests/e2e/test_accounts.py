"""Bob turns on his second factor, logs in elsewhere with a code and with a recovery code, and logs out everywhere."""

import re

import pytest

from tests.accounts.conftest import PASSWORD, code_of, make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere(browser, live_server):
    other = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800}, locale="zh-CN")
    other.set_default_timeout(10_000)
    yield other.new_page()
    other.close()


def log_in(page):
    page.goto("/admin/login/")
    page.get_by_label("用户名").fill("bob")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def type_code(page, code, button="继续"):
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name=button).click()


def test_second_factor_from_two_browsers(page, elsewhere):
    bob = make("bob")
    log_in(page)
    page.get_by_role("link", name="我的账号").click()
    page.get_by_role("link", name="开启两步验证").click()
    picture = page.get_by_role("img", name=re.compile("二维码"))
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    type_code(page, code_of(bob, steps=-1), "开启两步验证")
    code = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name="我已保存好").click()

    log_in(elsewhere)
    type_code(elsewhere, code_of(bob))
    with elsewhere.expect_event("load"):
        elsewhere.get_by_role("button", name="退出登录").click()
    log_in(elsewhere)
    type_code(elsewhere, code)
    assert "还剩9个" in elsewhere.locator(".messagelist").inner_text()

    page.reload()
    assert page.locator(".sessions li").count() == 2
    page.get_by_role("button", name="退出所有设备").click()
    page.wait_for_url("**/admin/login/")
    elsewhere.goto("/admin/")
    elsewhere.wait_for_url("**/admin/login/**")
