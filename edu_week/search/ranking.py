"""Ranks results: titles that start with the words, then titles with them, titles spelled like them, other texts."""

import re

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from content.text_search.fuzzy import LATIN
from content.text_search.tokens import SearchToken

LONGEST_INITIALS = 10
STARTS, IN_TITLE, SPELLED_AT_START, SPELLED, IN_TEXT = range(5)


def order_by_relevance(records: QuerySet, title: str, words: list[SearchToken], order: tuple[str, ...]) -> QuerySet:
    records = records.alias(title_sound=Replace("sort_key", Value(" "), Value("")))
    in_title, spelled = Q(), Q()
    for word in words:
        in_title &= Q(**{f"{title}__icontains": word.text})
        spelled &= Q(title_sound__contains=word.text) | initials_condition(word.text)
    first = words[0].text
    rank = Case(
        When(in_title & Q(**{f"{title}__istartswith": first}), then=STARTS),
        When(in_title, then=IN_TITLE),
        When(spelled & (Q(title_sound__startswith=first) | initials_condition(first, at_start=True)), then=SPELLED_AT_START),
        When(spelled, then=SPELLED),
        default=IN_TEXT,
        output_field=IntegerField(),
    )
    descending = [F(name[1:]).desc() if name.startswith("-") else F(name).asc(nulls_first=True) for name in order]
    return records.alias(rank=rank).order_by("rank", *descending)


def initials_condition(text: str, *, at_start: bool = False) -> Q:
    """Return a condition on the sort key, the title's pinyin syllables separated by spaces: zj matches `z… j…`."""
    if not LATIN.fullmatch(text) or len(text) > LONGEST_INITIALS:
        return Q(pk__in=[])
    syllables = " ".join(f"{re.escape(letter)}[a-z]*" for letter in text)
    return Q(sort_key__regex=f"{'^' if at_start else '(^| )'}{syllables}")
