"""The pages about the portal, cut at their headings, so that the search finds their parts.

They are found as they read, in both languages; nothing of them is written a second time.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.urls import reverse
from django.utils.translation import get_language, override

from content.models import SiteSettings
from content.text_search.pinyin import build_search_text
from events.models import ActivityWeek

PAGES = ("about", "privacy", "accessibility")  # names of the URL and of the template
HEADINGS = ("h1", "h2")
BLOCKS = ("p", "li", "tr", "dt", "dd", "h3", "div")


@dataclass
class Passage:
    """From one heading to the next; `anchor` leads there, blank at the top of the page."""

    page: str
    anchor: str = ""
    title: str = ""
    text: str = ""
    search_text: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        return reverse(self.page) + (f"#{self.anchor}" if self.anchor else "")


class PassageParser(HTMLParser):
    """Collects the passages of a page from its HTML."""

    def __init__(self, page: str):
        super().__init__()
        self.page, self.passages, self.in_heading = page, [], False

    def handle_starttag(self, tag, attrs):
        if tag in HEADINGS:
            self.passages.append(Passage(self.page, dict(attrs).get("id", "")))
            self.in_heading = True
        elif tag in BLOCKS and self.passages:
            self.passages[-1].text += " "

    def handle_endtag(self, tag):
        self.in_heading = self.in_heading and tag not in HEADINGS

    def handle_data(self, data):
        if not self.passages:
            return
        passage = self.passages[-1]
        if self.in_heading:
            passage.title += data
        else:
            passage.text += data


def read_passages() -> list[Passage]:
    """Return the passages of all pages in the active language, findable by the words of every language."""
    records = {"week": ActivityWeek.objects.current(), "site": SiteSettings.load()}
    by_language = {language: list_passages(language, records) for language, _name in settings.LANGUAGES}
    passages = by_language[get_language()]
    for same in zip(passages, *by_language.values(), strict=True):
        same[0].search_text = cached_search_text(*(text for passage in same[1:] for text in (passage.title, passage.text)))
    return passages


def list_passages(language: str, records: dict) -> list[Passage]:
    with override(language):
        return [passage for page in PAGES for passage in parse_page(page, records)]


def parse_page(page: str, records: dict) -> list[Passage]:
    parser = PassageParser(page)
    parser.feed(render_content(page, records))
    for passage in parser.passages:
        passage.title, passage.text = " ".join(passage.title.split()), " ".join(passage.text.split())
    return parser.passages


def render_content(page: str, records: dict) -> str:
    """Return the block `content` of the page's template, which is all of the page that is its own."""
    template = get_template(f"pages/{page}.html").template
    context = Context(records)
    block = next(node for node in template.nodelist.get_nodes_by_type(BlockNode) if node.name == "content")
    with context.bind_template(template):
        return block.nodelist.render(context)


@lru_cache(maxsize=200)
def cached_search_text(*texts: str) -> str:
    return build_search_text(*texts)
