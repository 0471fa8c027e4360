"""What a result shows of a record or of a part of a page, in the active language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import get_language

from content.models import Searchable
from content.richtext.rendering import render_markdown
from edu_week.search.info_pages import Passage
from edu_week.search.kinds import SearchKind

TITLES = ("title", "name", "label", "activity")
TEXTS = ("summary", "display", "purpose", "text", "introduction", "story", "body", "description", "voice", "outcomes", "roles")
TEXTS += ("aliases", "tags")
MARKDOWN_FIELDS = ("introduction", "story", "body", "description", "text")


@dataclass(frozen=True, kw_only=True)
class ShownRecord:
    """`in_chinese`: on an English page, because there is no English; `phrases`: the title, marked where its lines may break."""

    title: str
    phrases: str
    texts: list[str]
    url: str
    note: str | Promise = ""
    sample_parts: frozenset[str] = frozenset()
    in_chinese: bool = False


def show_record(kind: SearchKind, record) -> ShownRecord:
    title, texts, in_chinese = localized_title_and_texts(record)
    return ShownRecord(
        title=title,
        phrases=record.phrases_of(title) if isinstance(record, Searchable) else title,
        texts=texts,
        url=kind.url(record),
        note=kind.note(record),
        sample_parts=kind.sample_parts(record),
        in_chinese=in_chinese,
    )


def show_passage(passage: Passage) -> ShownRecord:
    return ShownRecord(title=passage.title, phrases=passage.title, texts=[passage.text], url=passage.url)


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
    return " ".join(strip_tags(render_markdown(value)).split()) if name in MARKDOWN_FIELDS else value
