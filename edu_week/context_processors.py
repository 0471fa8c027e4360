"""Context of every page. Whatever needs the database is lazy, so that a page pays only for what it shows."""

from functools import lru_cache
from urllib.parse import urljoin

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from content import clock, public_cache
from content.models import SiteSettings
from content.richtext.rendering import attach_pictures
from edu_week.display import display_button_groups, display_from_cookie
from events.models import ActivityWeek, Announcement

NAV = (
    ("programme", _("Programme")),
    ("school_list", _("Schools")),
    ("college_list", _("Industry colleges")),
    ("graduate_list", _("Graduates")),
    ("numbers", _("Numbers")),
    ("booking_find", _("My bookings")),
)
LANGUAGES = (("zh-hans", "zh-CN", "中文"), ("en", "en", "English"))


def portal_context(request):
    now = clock.now()
    week = SimpleLazyObject(ActivityWeek.objects.current)
    theme = request.COOKIES.get("theme", "")
    return {
        "now": now,
        "week": week,
        "phase": SimpleLazyObject(lambda: week_phase(week, clock.today())),
        "rehearsal": SimpleLazyObject(clock.is_rehearsal),
        "site": SimpleLazyObject(SiteSettings.load),
        "preview": getattr(request, "preview", None),
        "urgent_announcements": SimpleLazyObject(list_urgent_announcements),
        "offline": settings.OFFLINE,
        "theme": theme if theme in ("light", "dark") else "",
        "display": display_from_cookie(request),
        "display_choices": SimpleLazyObject(lambda: display_button_groups(display_from_cookie(request))),
        "nav": SimpleLazyObject(lambda: build_main_menu(menu_path(request))),
        "languages": SimpleLazyObject(lambda: page_in_languages(request)),
        "canonical": absolute_page_url(request.path),
    }


@public_cache.cache_until_public_change
def list_urgent_announcements():
    return attach_pictures(Announcement.objects.published().urgent(), "body", "body_en")


def week_phase(week, today):
    """Return "before", "during" or "after"; "after" also if there is no week."""
    if not week:
        return "after"
    if today < week.starts_on:
        return "before"
    return "during" if today <= week.ends_on else "after"


def menu_path(request):
    """Return where the page stands in the menu: the second step of a plan where its first step is."""
    match = getattr(request, "resolver_match", None)
    return reverse("plan_times") if match and match.view_name == "plan_details" else request.path


def build_main_menu(path):
    """Return its `items`, and `current`: the addresses of those that the page belongs to."""
    items = [item | {"current": path.startswith(item["url"])} for item in list_menu_items()]
    return {"items": items, "current": " ".join(item["url"] for item in items if item["current"])}


@public_cache.cache_until_public_change
def list_menu_items():
    return [{"name": name, "label": label, "url": reverse(name)} for name, label in NAV]


def page_in_languages(request):
    """Return this page in each language: code, tag, label, url, absolute, current. Error pages link to the home page."""
    match = getattr(request, "resolver_match", None)
    query = request.META.get("QUERY_STRING", "")
    pages = []
    for code, tag, label in LANGUAGES:
        path = path_in_language(match, code)
        url = f"{path}?{query}" if query and match else path
        pages.append(
            {
                "code": code,
                "tag": tag,
                "label": label,
                "url": url,
                "absolute": absolute_page_url(path),
                "current": code == get_language(),
            }
        )
    return pages


def path_in_language(match, code):
    try:
        return reverse_in_language(code, get_script_prefix(), match.view_name, match.args, tuple(match.kwargs.items()))
    except (AttributeError, NoReverseMatch):
        return reverse_in_language(code, get_script_prefix(), "home", (), ())


@lru_cache(maxsize=1024)
def reverse_in_language(code, prefix, name, args, kwargs):
    """`prefix` is where the portal is mounted. Every page asks for its own address in each language."""
    with override(code):
        return reverse(name, args=args, kwargs=dict(kwargs))


def absolute_page_url(path):
    return urljoin(settings.BASE_URL, path)
