"""One search over all published records: Chinese words, pinyin and initials, each word required."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from pypinyin import Style, lazy_pinyin

from alumni.models import Graduate
from content import clock
from content.pinyin import HAN
from events.models import Announcement, EventSession
from schools.models import Figure, IndustryCollege, Partnership, School

MAX_LENGTH = 100
SHOWN_PER_GROUP = 20
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True, kw_only=True)
class Hit:
    title: str
    text: str
    url: str
    source: str
    sample_fields: list
    in_chinese: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    key: str
    label: str
    count: int
    hits: list[Hit]


@require_safe
def search(request):
    typed = " ".join(CONTROL.sub(" ", request.GET.get("q", "")).split())
    query = typed[:MAX_LENGTH].strip()
    groups = groups_for(words_of(query), clock.now()) if query else []
    context = {
        "query": query,
        "groups": groups,
        "count": sum(group.count for group in groups),
        "was_cut": len(typed) > MAX_LENGTH,
        "max_length": MAX_LENGTH,
    }
    return render(request, "pages/search.html", context)


def words_of(query):
    return list(dict.fromkeys(query.casefold().split()))


def groups_for(words, now):
    """Every kind of record with its matches, empty kinds left out; one query for each kind."""
    found = (group(key, label, records, words, url_of) for key, label, records, url_of in catalogue(now))
    return [item for item in found if item.count]


def catalogue(now):
    """(key, heading, published records, their address)"""
    sessions = EventSession.objects.published().filter(week__is_current=True)
    return (
        ("sessions", _("Programme"), sessions, page("session_detail")),
        ("schools", _("Schools"), School.objects.published(), page("school_detail")),
        ("colleges", _("Industry colleges"), IndustryCollege.objects.published(), page("college_detail")),
        ("partnerships", _("Partnerships"), Partnership.objects.published(), anchor("partnership_list")),
        ("graduates", _("Graduates"), Graduate.objects.published(), page("graduate_detail")),
        ("figures", _("Figures"), Figure.objects.published(), anchor("numbers")),
        ("announcements", _("Announcements"), Announcement.objects.published(now), anchor("home")),
    )


def page(name):
    return lambda record: reverse(name, args=[record.slug])


def anchor(name):
    return lambda record: f"{reverse(name)}#{record.slug}"


def group(key, label, records, words, url_of):
    matching = Q()
    for word in words:
        matching &= Q(search_text__contains=word)
    records = list(records.filter(matching))
    return Group(
        key=key,
        label=label,
        count=len(records),
        hits=[hit(record, words, url_of) for record in records[:SHOWN_PER_GROUP]],
    )


def hit(record, words, url_of):
    title, text, in_chinese = texts_of(record)
    return Hit(
        title=highlight(title, words),
        text=highlight(excerpt(text, words), words),
        url=url_of(record),
        source=record.source,
        sample_fields=record.sample_fields,
        in_chinese=in_chinese,
    )


def texts_of(record):
    """Title and a sentence of the record in the language of the page, and whether they are Chinese on an English page."""
    english = get_language() == "en"
    title, text = ("", "")
    if english:
        title, text = (pick(record, names, "_en") for names in (TITLES, TEXTS))
    if title:
        return title, text, False
    title, text = (pick(record, names, "") for names in (TITLES, TEXTS))
    return title, text, english


TITLES = ("title", "name", "label")
TEXTS = ("summary", "display", "purpose", "introduction", "body")


def pick(record, names, suffix):
    values = (getattr(record, f"{name}{suffix}", "") for name in names)
    return next((value for value in values if value), "")


def excerpt(text, words, around=60):
    """About a line of the text, from shortly before the first match."""
    text = " ".join(text.split())
    places = [place for word in words if (place := text.casefold().find(word)) >= 0]
    start = max(min(places, default=0) - around // 3, 0)
    piece = text[start : start + 2 * around]
    return f"{'…' if start else ''}{piece}{'…' if start + 2 * around < len(text) else ''}"


def highlight(text, words):
    """The escaped text with its matches in <mark>. Split before escaping, so that no entity is ever cut."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word in text.casefold())
    if not pattern:
        return phonetic(text, words)
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return marked(pieces)


def phonetic(text, words):
    """Matches by pinyin or initials: the Han characters that spell one of the words."""
    for word in words:
        for run in HAN.finditer(text):
            span = spelled(run.group(), word)
            if span:
                start, end = run.start() + span[0], run.start() + span[1]
                return marked([text[:start], text[start:end], text[end:]])
    return escape(text)


def spelled(run, word):
    """Where in a run of Han characters `word` begins and ends, read as pinyin or as initials."""
    for style in (Style.NORMAL, Style.FIRST_LETTER):
        sounds = lazy_pinyin(run, style=style)
        for start in range(len(sounds)):
            sound = ""
            for end in range(start, len(sounds)):
                sound += sounds[end]
                if sound == word:
                    return start, end + 1
                if not word.startswith(sound):
                    break
    return None


def marked(pieces):
    """Escaped pieces joined, every second one in <mark>."""
    parts = (f"<mark>{escape(piece)}</mark>" if odd % 2 else escape(piece) for odd, piece in enumerate(pieces))
    return mark_safe("".join(parts))  # noqa: S308 — every piece has just been escaped
