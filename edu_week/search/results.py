"""Search results by kind: their number and the first of them. Records are read when they are first shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.sentences import close_sentence_gaps
from content.text_search.highlight import excerpt_around_match, highlight_matches, match_spans
from content.text_search.pinyin import HAN
from content.text_search.tokens import SearchToken
from edu_week.search.index import PASSAGES, Entry, SearchIndex, read_search_index
from edu_week.search.shown_records import ShownRecord, show_passage, show_record

MAX_PER_KIND, MAX_OF_ONE_KIND = 6, 60
MOST_SUGGESTED = 3
LONGEST_MENDED = 8  # characters of a word


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    title: str
    text: str
    shown: ShownRecord


@dataclass(frozen=True, kw_only=True)
class ResultGroup:
    key: str
    label: str | Promise
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


def search_all_kinds(tokens: list[SearchToken], *, limit: int, may_be_fuzzy: bool = True) -> SearchResults:
    """Return what has all the words; else what has the words within them; else, if allowed, what has similar ones."""
    index = read_search_index()
    if found := index.find(tokens):
        return SearchResults(groups=build_groups(index, found, tokens, limit))
    words = list(split_into_words(index, tokens))
    if words != tokens and (found := index.find(words)):
        return SearchResults(groups=build_groups(index, found, words, limit))
    return search_similar(index, words, limit) if may_be_fuzzy else SearchResults()


def split_into_words(index: SearchIndex, tokens: list[SearchToken]) -> Iterator[SearchToken]:
    """Yield the tokens, those that no record has as the words they are made of: 榆次推光漆 as 榆次 and 推光漆."""
    for token in tokens:
        if index.has(token) or not HAN.fullmatch(token.text):
            yield token
        else:
            yield from (SearchToken(word) for word in index.vocabulary.split_words(token.text))


def search_similar(index: SearchIndex, tokens: list[SearchToken], limit: int) -> SearchResults:
    meant = [[token.text] if index.has(token) else find_meant(index, token.text) for token in tokens]
    if not all(meant):
        return SearchResults()
    similar = [SearchToken(words[0], others=tuple(words[1:])) for words in meant]
    found = index.find(similar)
    suggestions = (" ".join(words[min(at, len(words) - 1)] for words in meant) for at in range(max(map(len, meant))))
    groups = build_groups(index, found, similar, limit)
    return SearchResults(groups=groups, is_fuzzy=True, suggested=list(suggestions)[:MOST_SUGGESTED] if found else [])


def find_meant(index: SearchIndex, text: str) -> list[str]:
    """Return the words that the text may have meant, or else itself with one part of it exchanged for such a word."""
    vocabulary = index.vocabulary
    if (words := vocabulary.find_meant(text)) or not HAN.fullmatch(text) or len(text) > LONGEST_MENDED:
        return words
    parts = (
        (start, end)
        for length in range(len(text) - 1, 1, -1)
        for start in range(len(text))
        if (end := start + length) <= len(text)
    )
    mended = (text[:start] + word + text[end:] for start, end in parts for word in vocabulary.find_meant(text[start:end]))
    return next(([one] for one in mended if index.has(SearchToken(one))), [])


def build_groups(index: SearchIndex, found: dict[str, list[Entry]], tokens: list[SearchToken], limit: int) -> list[ResultGroup]:
    return [
        ResultGroup(
            key=key,
            label=_("About the portal") if key == PASSAGES else index.kinds[key].label,
            count=len(entries),
            hits=[build_hit(shown, tokens) for shown in read_shown(index, key, entries[:limit])],
        )
        for key, entries in found.items()
    ]


def read_shown(index: SearchIndex, key: str, entries: list[Entry]) -> list[ShownRecord]:
    """Return what is shown of the entries of one kind; those that nobody has been shown yet are read in one query."""
    if key == PASSAGES:
        return [show_passage(index.passages[entry.pk]) for entry in entries]
    kind = index.kinds[key]
    missing = [entry.pk for entry in entries if (key, entry.pk) not in index.shown]
    if missing:
        index.shown |= {(key, record.pk): show_record(kind, record) for record in kind.records.filter(pk__in=missing)}
    return [index.shown[key, entry.pk] for entry in entries if (key, entry.pk) in index.shown]


def build_hit(shown: ShownRecord, tokens: list[SearchToken]) -> SearchHit:
    text = next((text for text in shown.texts if match_spans(text, tokens)), shown.texts[0] if shown.texts else "")
    return SearchHit(
        title=highlight_matches(shown.phrases, tokens),
        text=close_sentence_gaps(highlight_matches(excerpt_around_match(text, tokens), tokens)),  # of paragraphs in one line
        shown=shown,
    )
