"""Search results by kind: their number and the first of them. One query per kind; two if no record has the exact words."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, Window
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import get_language

from content.richtext.rendering import render_markdown
from content.text_search.fuzzy import fuzzy_condition
from content.text_search.highlight import excerpt_around_match, highlight_matches, match_spans
from content.text_search.suggestions import suggest_from_text, suggest_words
from content.text_search.tokens import SearchToken, all_tokens_condition
from edu_week.search.kinds import SearchKind, list_search_kinds
from edu_week.search.ranking import order_by_relevance

MAX_PER_KIND, MAX_OF_ONE_KIND = 6, 60
FUZZY_CANDIDATES = 200
TITLES = ("title", "name", "label")
TEXTS = ("summary", "display", "purpose", "introduction", "story", "body", "description", "outcomes", "roles", "aliases", "tags")
MARKDOWN_FIELDS = ("introduction", "story", "body", "description")


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    title: str
    text: str
    note: str | Promise
    url: str
    sample_parts: frozenset[str]
    in_chinese: bool


@dataclass(frozen=True, kw_only=True)
class ResultGroup:
    key: str
    label: str
    count: int
    hits: list[SearchHit]


@dataclass(frozen=True, kw_only=True)
class SearchResults:
    """`is_fuzzy`: no record has the words themselves, so similar ones were sought; `suggested` are words that records have."""

    groups: list[ResultGroup] = field(default_factory=list)
    is_fuzzy: bool = False
    suggested: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def search_all_kinds(words: list[SearchToken], now, *, limit: int) -> SearchResults:
    kinds = list_search_kinds(now)
    groups = [exact_group(kind, words, limit) for kind in kinds]
    if any(group.count for group in groups):
        return SearchResults(groups=[group for group in groups if group.count])
    condition = fuzzy_condition(words)
    return fuzzy_results(kinds, words, condition, limit) if condition is not None else SearchResults()


def exact_group(kind: SearchKind, words: list[SearchToken], limit: int) -> ResultGroup:
    ranked = order_by_relevance(kind.records.filter(all_tokens_condition(words)), kind.title, words, kind.order)
    records = list(ranked.annotate(total=Window(Count("pk")))[:limit])
    return build_result_group(kind, records, words, records[0].total if records else 0)


def fuzzy_results(kinds, words: list[SearchToken], condition: Q, limit: int) -> SearchResults:
    groups, texts = [], []
    for kind in kinds:
        candidates = kind.records.filter(condition).order_by(*kind.order)[:FUZZY_CANDIDATES]
        records = [record for record in candidates if suggest_from_text(record.search_text, words)]
        texts += [record.search_text for record in records]
        if records:
            groups.append(build_result_group(kind, records[:limit], words, len(records), nearly=True))
    return SearchResults(groups=groups, is_fuzzy=True, suggested=suggest_words(texts, words))


def build_result_group(kind: SearchKind, records, words: list[SearchToken], count: int, *, nearly: bool = False) -> ResultGroup:
    hits = [build_hit(kind, record, words, nearly) for record in records]
    return ResultGroup(key=kind.key, label=kind.label, count=count, hits=hits)


def build_hit(kind: SearchKind, record, words: list[SearchToken], nearly: bool) -> SearchHit:
    title, texts, in_chinese = localized_title_and_texts(record)
    text = next((text for text in texts if match_spans(text, words, nearly=nearly)), texts[0] if texts else "")
    return SearchHit(
        title=highlight_matches(title, words, nearly=nearly),
        text=highlight_matches(excerpt_around_match(text, words, nearly=nearly), words, nearly=nearly),
        note=kind.note(record),
        url=kind.url(record),
        sample_parts=kind.sample_parts(record),
        in_chinese=in_chinese,
    )


def localized_title_and_texts(record) -> tuple[str, list[str], bool]:
    """Return title and texts in the page's language, and whether they are Chinese on an English page."""
    is_english = get_language() == "en"
    if is_english and (titles := list_filled_texts(record, TITLES, "_en")):
        return titles[0], list_filled_texts(record, TEXTS, "_en"), False
    return list_filled_texts(record, TITLES)[0], list_filled_texts(record, TEXTS), is_english


def list_filled_texts(record, names, suffix="") -> list[str]:
    pairs = ((name, getattr(record, f"{name}{suffix}", "")) for name in names)
    return [format_searched_value(name, value) for name, value in pairs if value]


def format_searched_value(name: str, value: str | list) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return strip_tags(render_markdown(value)) if name in MARKDOWN_FIELDS else value
