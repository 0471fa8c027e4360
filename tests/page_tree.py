"""The HTML of a page as a tree, for tests that look at it as a program without styles and scripts does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)
    parent: "Element | None" = None

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    def find_all(self, *tags: str) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.find_all(*tags)

    def ancestors(self) -> Iterator["Element"]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    @property
    def text(self) -> str:
        return " ".join("".join(self.list_texts()).split())

    def list_texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child.list_texts()


class TreeBuilder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.at = self.root = Element("")

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.at = self.at.parent

    def handle_endtag(self, tag):
        above = self.at
        while above.parent is not None and above.tag != tag:
            above = above.parent
        if above.tag == tag:
            self.at = above.parent

    def handle_data(self, data):
        self.at.children.append(data)


def parse_page(html: str | bytes) -> Element:
    builder = TreeBuilder()
    builder.feed(html.decode() if isinstance(html, bytes) else html)
    return builder.root


UNSENT = {"button", "submit", "reset", "image", "file"}


def form_values(form: Element) -> Iterator[tuple[str, str]]:
    """Yield what a browser would send of the form's controls, without a button; a name may come several times."""
    for control in form.find_all("input"):
        kind, is_ticked = control.get("type"), "checked" in control.attributes
        if control.get("name") and kind not in UNSENT and (is_ticked or kind not in ("radio", "checkbox")):
            yield control["name"], control.get("value") or ("on" if kind == "checkbox" else "")
    for area in form.find_all("textarea"):
        if area.get("name"):
            yield area["name"], "".join(area.list_texts()).removeprefix("\r").removeprefix("\n")
    for select in form.find_all("select"):
        options = list(select.find_all("option"))
        chosen = [option for option in options if "selected" in option.attributes]
        if not chosen and "multiple" not in select.attributes:
            chosen = options[:1]
        yield from ((select["name"], value_of(option)) for option in chosen if select.get("name"))


def value_of(option: Element) -> str:
    return option["value"] if "value" in option.attributes else option.text
