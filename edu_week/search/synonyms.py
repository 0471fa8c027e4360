"""The everyday words that staff have listed: what else to look for, and where they lead (`content.models.SearchSynonym`)."""

from dataclasses import dataclass, replace

from django.urls import get_script_prefix
from django.utils.translation import get_language

from content import public_cache
from content.languages import localized_value
from content.models import SearchSynonym
from content.text_search.pinyin import HAN, list_syllables
from content.text_search.tokens import TOKEN_SEPARATORS, SearchToken, fold_text


@dataclass(frozen=True, kw_only=True)
class Synonym:
    """`spellings` and `means` are folded; `sounds` are the pinyin of the Chinese spellings; `url` may be blank."""

    spellings: tuple[str, ...]
    sounds: frozenset[str]
    means: tuple[str, ...]
    url: str
    link: str

    def list_typed(self, query: str, tokens: list[SearchToken]) -> list[str]:
        """Return the spellings that are in the query, which is folded, its words between single spaces."""
        words, whole = f" {query} ", query.replace(" ", "")
        typed = [one for one in self.spellings if (one in whole if HAN.search(one) else f" {one} " in words)]
        return typed + [token.text for token in tokens if token.text in self.sounds]

    def concerns(self, token: SearchToken) -> bool:
        return token.text in self.sounds or any(
            one in token.text if HAN.search(one) else token.text in one.split() for one in self.spellings
        )


@public_cache.cache_until_public_change
def read_synonyms() -> list[Synonym]:
    return [build_synonym(record) for record in SearchSynonym.objects.published()]


def build_synonym(record: SearchSynonym) -> Synonym:
    spellings = [fold_text(text) for text in (record.name, *record.spellings)]
    return Synonym(
        spellings=tuple(spellings),
        sounds=frozenset("".join(list_syllables(text)) for text in spellings if HAN.fullmatch(text)),
        means=tuple(fold_text(text) for text in record.means),
        url=localize_path(record.leads_to) if record.leads_to else "",
        link=localized_value(record, "link"),
    )


def localize_path(path: str) -> str:
    """Return the address of a path that has no language and no prefix of the site, in the active language."""
    language = f"{get_language()}/" if get_language() == "en" else ""
    return f"{get_script_prefix()}{language}{path.removeprefix('/')}"


def find_synonyms(query: str, tokens: list[SearchToken]) -> list[Synonym]:
    """Return those that the query has, in their order; of 取消预约, not also those of 预约 alone."""
    folded = " ".join(filter(None, TOKEN_SEPARATORS.split(fold_text(query))))
    typed = [(synonym, max(synonym.list_typed(folded, tokens), key=len, default="")) for synonym in read_synonyms()]
    longest = {text for _synonym, text in typed}
    return [synonym for synonym, text in typed if text and not any(text != other and text in other for other in longest if other)]


def add_meanings(tokens: list[SearchToken], synonyms: list[Synonym]) -> list[SearchToken]:
    """Return the tokens, each also found by what the synonyms say it means."""
    return [
        replace(token, others=(*token.others, *(text for one in synonyms if one.concerns(token) for text in one.means)))
        for token in tokens
    ]
