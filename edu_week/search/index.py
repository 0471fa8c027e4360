"""Everything that can be found, in memory: made anew whenever a public record changes, and shared by all requests.

A search therefore asks the database for nothing but the records it shows for the first time.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from content import clock, public_cache
from content.text_search.tokens import SearchToken, fold_text
from content.text_search.vocabulary import Vocabulary
from edu_week.search.info_pages import read_passages
from edu_week.search.kinds import BY_NAME, SearchKind, list_search_kinds

LETTERS = re.compile(r"[a-z]+")
LONGEST_INITIALS = 10
STARTS, IN_TITLE, SPELLED_AT_START, SPELLED, IN_TEXT = range(5)
PASSAGES = "pages"  # key of the kind that holds the parts of pages


class Entry:
    """What one record is found and ranked by; `sort_key` is that of `content.models.Searchable`, `phrases` its first line."""

    __slots__ = ("initials", "phrases", "pk", "sound", "text", "titles")

    def __init__(self, pk: int, titles: Iterable[str], text: str, sort_key: str = "", phrases: str = ""):
        self.pk, self.text, self.phrases = pk, text, phrases.partition("\n")[0]
        self.titles = tuple(fold_text(title) for title in titles if title)
        self.sound = sort_key.replace(" ", "")
        self.initials = "".join(syllable[0] for syllable in sort_key.split())

    def rank(self, tokens: list[SearchToken]) -> int:
        """Return how well it fits: titles that start with the words, with them, that are spelled so, then other texts."""
        first = tokens[0]
        if any(all(token.is_in(title) for token in tokens) for title in self.titles):
            return STARTS if any(title.startswith(first.spellings) for title in self.titles) else IN_TITLE
        if all(token.text in self.sound or self.has_initials(token.text) for token in tokens):
            at_start = self.sound.startswith(first.text) or self.has_initials(first.text, at_start=True)
            return SPELLED_AT_START if at_start else SPELLED
        return IN_TEXT

    def has_initials(self, letters: str, *, at_start: bool = False) -> bool:
        if len(letters) > LONGEST_INITIALS or not LETTERS.fullmatch(letters):
            return False
        return self.initials.startswith(letters) if at_start else letters in self.initials


@dataclass
class SearchIndex:
    """`entries` of each kind, in the order of that kind; `shown` is what pages have shown of records, filled by `results`."""

    kinds: dict[str, SearchKind]
    entries: dict[str, list[Entry]]
    passages: list = field(default_factory=list)
    shown: dict = field(default_factory=dict)

    def find(self, tokens: list[SearchToken]) -> dict[str, list[Entry]]:
        """Return the entries that have all tokens, by kind, the best first; kinds without any are left out."""
        found = {}
        for key, entries in self.entries.items():
            matching = [entry for entry in entries if all(token.is_in(entry.text) for token in tokens)]
            if matching:
                found[key] = sorted(matching, key=lambda entry: entry.rank(tokens))
        return found

    def has(self, token: SearchToken) -> bool:
        return any(token.is_in(entry.text) for entries in self.entries.values() for entry in entries)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(
            heading for entries in self.entries.values() for entry in entries for heading in (entry.phrases, *entry.titles[1:])
        )


@public_cache.cache_until_public_change
def read_search_index() -> SearchIndex:
    kinds = {kind.key: kind for kind in list_search_kinds(clock.now())}
    entries = read_entries_by_name([kind for kind in kinds.values() if kind.order == BY_NAME])
    entries |= {kind.key: read_entries(kind) for kind in kinds.values() if kind.order != BY_NAME}
    passages = read_passages()
    in_order = {key: entries[key] for key in kinds}
    in_order[PASSAGES] = [Entry(at, [one.title], one.search_text) for at, one in enumerate(passages)]
    return SearchIndex(kinds, in_order, passages)


def read_entries_by_name(kinds: list[SearchKind]) -> dict[str, list[Entry]]:
    """Read the records that are in order of their names, in one query."""
    queries = [
        kind.records.order_by().values_list(
            Cast(Value(kind.key), CharField()), "sort_key", "pk", kind.title, f"{kind.title}_en", "search_text", "phrases"
        )
        for kind in kinds
    ]
    found = {kind.key: [] for kind in kinds}
    for key, sort_key, pk, title, title_en, text, phrases in sorted(queries[0].union(*queries[1:], all=True)):
        found[key].append(Entry(pk, (title, title_en), text, sort_key, phrases))
    return found


def read_entries(kind: SearchKind) -> list[Entry]:
    records = kind.records.order_by(*in_database_order(kind.order))
    if kind.list_texts:
        return [Entry(one.pk, kind.list_texts(one)[:2], kind.search_text(one)) for one in records]
    rows = records.values_list("pk", kind.title, f"{kind.title}_en", "search_text", "sort_key", "phrases")
    return [Entry(pk, (title, title_en), *others) for pk, title, title_en, *others in rows]


def in_database_order(names: Iterable[str]) -> list:
    """Return the order with empty values first, in every database."""
    return [F(name[1:]).desc(nulls_last=True) if name.startswith("-") else F(name).asc(nulls_first=True) for name in names]
