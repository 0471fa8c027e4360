"""Turn a browser's user agent string into a name that its owner recognises."""

from django.utils.translation import gettext as _
from ua_parser import parse

WECHAT = "MicroMessenger"  # on Android its user agent also names Chrome
IN_CHINESE = {"QQ Browser": "QQ浏览器", "QQ Browser Mobile": "QQ浏览器", "UC Browser": "UC浏览器"}


def describe_device(user_agent: str | None) -> str:
    parsed = parse(user_agent or "")
    system, browser = (part.family if part and part.family != "Other" else "" for part in (parsed.os, parsed.user_agent))
    browser = "微信" if WECHAT in (user_agent or "") else IN_CHINESE.get(browser, browser)
    return " · ".join(filter(None, [system, browser])) or _("unknown device")
