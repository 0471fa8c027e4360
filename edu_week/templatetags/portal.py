"""Tags and filters that every template has without `load`: icons, dates and times, places left, sample marks, rich text."""

import re
from datetime import date, datetime, time
from functools import cache, lru_cache

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format as format_date
from django.utils.functional import LazyObject
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from content.languages import localized_value
from content.models.sourced import WHOLE
from content.phrases import breakable_html
from content.richtext.rendering import render_markdown
from content.sample_marks import mark_sample_title, sample_label
from content.sentences import close_sentence_gaps
from edu_week.date_formats import format_day_range, format_short_day, keep_dates_whole, to_portal_zone
from edu_week.heading_phrases import heading_html
from events.models import EventSession
from schools.models import Drawing, Texture

register = template.Library()
register.filter("short_day", format_short_day)
register.simple_tag(format_day_range, name="day_range")
register.filter("dates", keep_dates_whole, is_safe=True)
register.filter("sentences", close_sentence_gaps, is_safe=True)

HAN = r"[\u3400-\u9fff]"
# From the first character to the last of a run
CHINESE = re.compile(rf"{HAN}(?:[\d\s，。、；：！？（）“”《》·—…-]*{HAN})*[。！？]?")
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
KIND_LABELS = dict(EventSession.Kind.choices)

# state of a booking or look of a slot → (icon, CSS class suffix for the colour, label)
STATES = {
    "open": ("check", "open", _("Open for booking")),
    "few": ("alert", "few", _("Few places left")),
    "too_few": ("lock", "closed", _("Too few for a class")),
    "waitlist": ("wait", "full", _("Full, waiting list open")),
    "full": ("wait", "full", _("Fully booked")),
    "soon": ("clock", "closed", _("Not open yet")),
    "closed": ("lock", "closed", _("Booking closed")),
    "onsite": ("door", "closed", _("Ask at the door")),
    "past": ("check", "past", _("Over")),
    "live": ("", "live", _("On now")),
    "free": ("door", "free", _("No booking needed")),
    "cancelled": ("cross-circle", "cancelled", _("Cancelled")),
    "confirmed": ("check-circle", "confirmed", _("Booked")),
    "waitlisted": ("wait", "wait", _("On the waiting list")),
    "pending": ("clock", "pending", _("Awaiting approval")),
    "held": ("clock", "pending", _("Held for a few minutes")),
    "rejected": ("cross-circle", "cancelled", _("Not approved")),
    "lapsed": ("clock", "closed", _("Lapsed")),
    "award": ("medal", "confirmed", ""),
    "plain": ("", "plain", ""),
}

NAME_FIELDS = ("title", "name", "label")
NOTICE_LOOKS = {"success": "ok", "ok": "ok", "warning": "warn", "warn": "warn", "error": "error"}
NOTICE_ICONS = {"ok": "check-circle", "warn": "alert", "error": "alert"}


@register.simple_tag
@cache
def icon(name, css_class="icon"):
    """Return an icon of the sprite. Symbols of kinds (k-), crafts (art-) and the mark have no prefix i-."""
    symbol = name if name.startswith(("k-", "art-", "mark")) else f"i-{name}"
    sprite = static("img/icons.svg")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        css_class,
        sprite,
        symbol,
    )


@register.simple_tag
@cache
def craft(drawing):
    """Return a drawing of `schools.models.Drawing` on its texture; without one, the portal's mark. It says nothing by itself."""
    texture, symbol = (Drawing(drawing).texture, f"art-{drawing}") if drawing else (Texture.LOOM, "mark")
    return format_html('<div class="craft craft--{}" aria-hidden="true">{}</div>', texture, icon(symbol, "craft__art"))


@register.simple_tag
def craft_band(record, trades):
    """Return the band that leads the page of a record without a picture; blank where neither it nor a trade has a drawing."""
    drawings = () if record.picture else record.list_drawings(trades)
    return format_html('<div class="lead-band">{}</div>', mark_safe("".join(map(craft, drawings)))) if drawings else ""


@register.filter
def weekday(value):
    return WEEKDAYS[to_portal_zone(value).weekday()] if value else ""


@register.filter
def day_num(value):
    return to_portal_zone(value).day if value else ""


@register.filter
def day_with_weekday(value):
    """5月14日 周三 / Wed 14 May."""
    if not value:
        return ""
    if get_language() == "en":
        return f"{weekday(value)} {format_short_day(value)}"
    return f"{format_short_day(value)} {weekday(value)}"


@register.filter
def day_with_long_weekday(value):
    """5月14日 周三 / Wednesday 14 May."""
    if not value or get_language() != "en":
        return day_with_weekday(value)
    return format_date(to_portal_zone(value), "l j F")


@register.filter
def time_of_day(value):
    """09:00"""
    return f"{to_portal_zone(value):%H:%M}" if value else ""


@register.filter
def iso(value):
    """Return the value for `<time datetime>`; a datetime with the offset of the portal's time zone."""
    if isinstance(value, datetime):
        return to_portal_zone(value).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date | time) else ""


@register.simple_tag
def time_range(start, end=None):
    """09:00–11:30; only the start if there is no end."""
    return f"{time_of_day(start)}–{time_of_day(end)}" if end else time_of_day(start)


@register.simple_tag
def localized(obj, field):
    """Return the field in the page's language; if there is no English text, the Chinese in a `<span lang="zh">`.

    What the record is called breaks only between its phrases.
    """
    chinese = getattr(obj, field, "") or ""
    english = getattr(obj, f"{field}_en", "") if get_language() == "en" else ""
    if english or not chinese:
        return english
    html = breakable_html(loaded_phrases(obj), chinese)
    return format_html('<span lang="zh">{}</span>', html) if get_language() == "en" else html


def loaded_phrases(obj) -> str:
    """Return the phrases of a record; blank where they are deferred: a query would cost more than they give."""
    if isinstance(obj, LazyObject):  # its attributes are not in its own dictionary
        return "" if "phrases" in obj.get_deferred_fields() else getattr(obj, "phrases", "")
    return vars(obj).get("phrases", "")


@register.simple_tag
def localized_name(obj):
    """Return, as `localized` does, what a record is called, in whichever field its kind has that; a visit by who came."""
    field = next((name for name in NAME_FIELDS if getattr(obj, name, "")), "")
    return localized(obj, field) if field else localized(obj.guest, "name")


@register.filter(is_safe=True)
def phrases(text):
    """Let a heading of the interface break only between its phrases."""
    return heading_html(text)


@register.filter
def phrases_of_record(text, record):
    """Let a text of a record that is set large break only between its phrases."""
    return breakable_html(loaded_phrases(record), text)


@register.filter
def mark_chinese(text):
    """Return a text with what is Chinese in it marked as Chinese on an English page; HTML is taken as it is."""
    if get_language() != "en" or not CHINESE.search(str(text)) or "lang=" in str(text):
        return text
    return mark_safe(CHINESE.sub(r'<span lang="zh">\g<0></span>', conditional_escape(text)))  # noqa: S308 (escaped)


@register.simple_tag
def localized_text(obj, field):
    """As `localized`, but without markup: for a page's title, an option, a label."""
    return localized_value(obj, field)


@register.simple_tag
def localized_lines(obj, field):
    """Return `lines` of a list field, and `lang` to mark them with; blank if it is the page's own language."""
    english = get_language() == "en"
    lines = english and getattr(obj, f"{field}_en")
    return {"lines": lines or getattr(obj, field), "lang": "zh" if english and not lines else ""}


@register.simple_tag
def localized_richtext(obj, field, top=2):
    """As `localized`, for fields written in Markdown; its headings begin at level `top`."""
    english = get_language() == "en"
    options = {"top": top, "pictures": getattr(obj, "text_pictures", None)}
    if english and (text := getattr(obj, f"{field}_en", "")):
        return render_markdown(text, **options)
    html = render_markdown(getattr(obj, field, ""), **options)
    return format_html('<div lang="zh">{}</div>', html) if english and html else html


@register.filter
def kind_word(value):
    """Return the label of a session kind, with a capital letter."""
    return capfirst(KIND_LABELS.get(value, value))


@register.filter
def status_icon(state):
    return STATES.get(state, STATES["plain"])[0]


@register.filter
def status_look(state):
    return STATES.get(state, STATES["plain"])[1]


@register.filter
def status_word(state):
    return STATES.get(state, STATES["plain"])[2]


@register.filter
def notice_look(level):
    return NOTICE_LOOKS.get(level, "info")


@register.filter
def notice_icon(level):
    return NOTICE_ICONS.get(notice_look(level), "info")


@register.filter
def seats_left(availability):
    left = availability.left or 0
    return ngettext("%(left)s place left", "%(left)s places left", left) % {"left": left}


@register.simple_tag
def sample_mark(parts, part=""):
    """Return the mark of what is made up (`sample_parts` of a record); blank where nothing is.

    With `part`, the short mark beside that one fact, blank where the record's own mark says that all of it is made up.
    """
    if part:
        parts = frozenset({WHOLE}) if part in parts else frozenset()
    return render_sample_mark(get_language(), frozenset(parts)) if parts else ""


@register.simple_tag
def marked_title(session, parts):
    """Return a session's title as it is told outside the page; it begins with the word for a sample if anything is made up."""
    return mark_sample_title(localized_value(session, "title"), parts)


@lru_cache(maxsize=512)
def render_sample_mark(language, parts):
    # A space as a reference: w3m leaves out other white space between Chinese characters
    return format_html('&#32;<span class="sample-tag">{}</span>', sample_label(parts))
