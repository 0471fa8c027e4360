"""What was found of each kind: how much, and the first of it ready to be shown. One query a kind, two where nothing fits."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, Window
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import get_language

from content.text_search.highlight import excerpt, highlight, spans
from content.text_search.fuzzy import near_all_of
from content.text_search.suggestions import meant, suggestions
from content.text_search.tokens import Word, all_of
from content.richtext.rendering import render
from edu_week.search.kinds import Kind, catalogue
from edu_week.search.ranking import by_relevance

SHOWN_OF_EACH, SHOWN_OF_ONE = 6, 60
NEAR_LOOKED_AT = 200
TITLES = ("title", "name", "label")
TEXTS = ("summary", "display", "purpose", "introduction", "story", "body", "description", "outcomes", "roles", "aliases", "tags")
WRITTEN_IN_MARKDOWN = ("introduction", "story", "body", "description")


@dataclass(frozen=True, kw_only=True)
class Hit:
    title: str
    text: str
    note: str | Promise
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


@dataclass(frozen=True, kw_only=True)
class Results:
    """`near` says that no record has the words themselves; `suggested` are then words that records do have."""

    groups: list[Group] = field(default_factory=list)
    near: bool = False
    suggested: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def results(words: list[Word], now, *, shown: int) -> Results:
    kinds = catalogue(now)
    groups = [exact_group(kind, words, shown) for kind in kinds]
    if any(group.count for group in groups):
        return Results(groups=[group for group in groups if group.count])
    condition = near_all_of(words)
    return near_results(kinds, words, condition, shown) if condition is not None else Results()


def exact_group(kind: Kind, words: list[Word], shown: int) -> Group:
    found = by_relevance(kind.records.filter(all_of(words)), kind.title, words, kind.order)
    records = list(found.annotate(found=Window(Count("pk")))[:shown])
    return group_of(kind, records, words, records[0].found if records else 0)


def near_results(kinds, words: list[Word], condition: Q, shown: int) -> Results:
    groups, texts = [], []
    for kind in kinds:
        found = kind.records.filter(condition).order_by(*kind.order)[:NEAR_LOOKED_AT]
        records = [record for record in found if meant(record.search_text, words)]
        texts += [record.search_text for record in records]
        if records:
            groups.append(group_of(kind, records[:shown], words, len(records), nearly=True))
    return Results(groups=groups, near=True, suggested=suggestions(texts, words))


def group_of(kind: Kind, records, words: list[Word], count: int, *, nearly: bool = False) -> Group:
    hits = [hit(kind, record, words, nearly) for record in records]
    return Group(key=kind.key, label=kind.label, count=count, hits=hits)


def hit(kind: Kind, record, words: list[Word], nearly: bool) -> Hit:
    title, texts, in_chinese = texts_of(record)
    text = next((text for text in texts if spans(text, words, nearly=nearly)), texts[0] if texts else "")
    return Hit(
        title=highlight(title, words, nearly=nearly),
        text=highlight(excerpt(text, words, nearly=nearly), words, nearly=nearly),
        note=kind.note(record),
        url=kind.url(record),
        source=record.source,
        sample_fields=record.sample_fields,
        in_chinese=in_chinese,
    )


def texts_of(record) -> tuple[str, list[str], bool]:
    """Title and texts of the record in the language of the page, and whether they are Chinese on an English page."""
    is_english = get_language() == "en"
    if is_english and (titles := filled(record, TITLES, "_en")):
        return titles[0], filled(record, TEXTS, "_en"), False
    return filled(record, TITLES)[0], filled(record, TEXTS), is_english


def filled(record, names, suffix="") -> list[str]:
    found = ((name, getattr(record, f"{name}{suffix}", "")) for name in names)
    return [shown(name, value) for name, value in found if value]


def shown(name: str, value: str | list) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return strip_tags(render(value)) if name in WRITTEN_IN_MARKDOWN else value
