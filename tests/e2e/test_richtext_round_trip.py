"""Markdown → editor → Markdown says the same: for every text of the example week, for what the renderer allows, and for
what is written in the editor.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.richtext.cleaning import clean_markdown
from content.richtext.editing import render_for_editor
from content.richtext.fields import MarkdownField
from content.richtext.rendering import render_markdown
from tests.example_week import load_example_week

ADDRESS = "http://editor.example"
START = """async () => {
  const { createEditor, readDocument } = await import("/static/js/richtext/schema.js");
  const { writeMarkdown } = await import("/static/js/richtext/markdown.js");
  const editor = createEditor(document.querySelector("#page"), { describe: async () => null });
  const read = (html) => readDocument(editor, new DOMParser().parseFromString(html, "text/html").body);
  window.write = (pages) => pages.map((html) => writeMarkdown(read(html)));
  window.same = (pairs) => pairs.map(([one, other]) => read(one).eq(read(other)));
  window.build = (docs) => docs.map((doc) => {
    const made = editor.schema.nodeFromJSON(doc);
    made.check();
    return writeMarkdown(made);
  });
  window.meaning = (pages) => pages.map((html) => read(html).toJSON());
}"""
many = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def editor(browser):
    """A page with the editor and nothing else, its files served from where they lie."""
    context = browser.new_context()
    policy = {"Content-Security-Policy": "default-src 'self'"}

    def answer(route):
        path = route.request.url.removeprefix(ADDRESS)
        if path.startswith("/static/"):
            route.fulfill(path=Path(finders.find(path.removeprefix("/static/"))), content_type="text/javascript")
        else:
            html = "<div class=richtext data-caption=c data-unknown=u><div id=page></div></div>"
            route.fulfill(body=html, content_type="text/html", headers=policy)

    context.route("**/*", answer)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" and "favicon" not in line.text else None)
    page.goto(f"{ADDRESS}/")
    page.evaluate(START)
    yield page
    context.close()
    assert errors == []


class Shown(HTMLParser):
    """What a reader sees: every character with the marks it stands in, every block with its place; runs of white space as one."""

    MARKS = {"strong", "em", "a"}

    def __init__(self, html):
        super().__init__()
        self.marks, self.found = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag in self.MARKS:
            self.marks.append((tag, dict(attributes).get("href")))
        else:
            self.found.append((tag, tuple(sorted(attributes))))

    def handle_endtag(self, tag):
        if tag in self.MARKS:
            self.marks.pop()
        else:
            self.found.append(f"/{tag}")

    def handle_data(self, data):
        self.found += [(one, frozenset(self.marks)) if not one.isspace() else " " for one in data]


def is_letter(one):
    return isinstance(one, tuple) and isinstance(one[1], frozenset)


def shown(text):
    """Return what is seen of a text: spaces count between two letters only."""
    found = Shown(render_markdown(text, pictures={})).found
    around = zip(["", *found], found, [*found[1:], ""], strict=False)
    return [one for before, one, after in around if one != " " or (is_letter(before) and is_letter(after))]


def rewrite(editor, texts):
    return editor.evaluate("(pages) => window.write(pages)", [render_for_editor(text) for text in texts])


def is_accepted(editor, texts, written):
    """Return for each text whether the editor takes it: js/richtext/editor.js compares in the same way."""
    pairs = [[render_for_editor(text), render_for_editor(after)] for text, after in zip(texts, written, strict=True)]
    return editor.evaluate("(pairs) => window.same(pairs)", pairs)


def assert_kept(editor, texts):
    """Return how many of the texts the editor leaves to the box; what it takes must be shown as before."""
    texts = [clean_markdown(text).text.strip() for text in texts]
    written = rewrite(editor, texts)
    accepted = is_accepted(editor, texts, written)
    for text, after, taken in zip(texts, written, accepted, strict=True):
        if taken:
            assert shown(after) == shown(text), (text, after)
            assert clean_markdown(after).removed == (), (text, after)
    return accepted.count(False)


WORDS = st.sampled_from(
    [
        "晋中",
        "职业体验",
        "注意：",
        "（免费）",
        "“三”",
        "，",
        "。",
        "a",
        "week",
        "B2",
        '"q"',
        "3 < 5",
        "A&B",
        "&amp;",
        "&copy;",
        "<b>",
        "x_y",
        "_",
        "*",
    ]
    + [
        "**",
        "[",
        "]",
        "](",
        "(x)",
        "!",
        "#",
        "##",
        "-",
        "+",
        "1.",
        "2)",
        ">",
        "|",
        "\\",
        "`",
        "~",
        ":",
        "--",
        "　",
        "\u00a0",
        "![",
    ]
)
PLAIN = st.sampled_from(["晋中", "职业体验", "，", "注意：", "“三”", "（免费）", "week", "3", "(x)", '"q"', "A & B", "x-y"])


@st.composite
def inline(draw, depth=2):
    """Markdown as somebody writes it: words, bold, italics, links and pictures, nested."""
    parts = []
    for _part in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["words", "words", "bold", "italic", "under", "link"])) if depth else "words"
        inner = draw(inline(depth=depth - 1)) if kind != "words" else draw(PLAIN)
        marked = {
            "words": inner,
            "bold": f"**{inner}**",
            "italic": f"*{inner}*",
            "under": f"__{inner}__",
            "link": f"[{inner}](https://a.example/{draw(st.sampled_from(['', 'x?a=1&b=2', '晋中', 'p_(q)', '*']))})",
        }[kind]
        parts.append(marked)
    return draw(st.sampled_from(["", " ", "\n"])).join(parts) if depth == 2 else "".join(parts)


@st.composite
def blocks(draw, depth=2):
    """Several blocks of Markdown, lists and quotes nested."""
    made = []
    for _block in range(draw(st.integers(1, 4))):
        kind = draw(
            st.sampled_from(["p", "p", "h", "ul", "ol", "quote", "hr", "table", "picture"] if depth else ["p", "h", "picture"])
        )
        made.append(draw(block(kind, depth)))
    return draw(st.sampled_from(["\n\n", "\n\n", "\n"])).join(made)


@st.composite
def block(draw, kind, depth):
    if kind in ("p", "h"):
        words = draw(inline())
        return words if kind == "p" else "#" * draw(st.integers(1, 6)) + " " + words.replace("\n", " ")
    if kind == "picture":
        return f"![{draw(PLAIN)}](picture:{draw(st.integers(1, 99))})"
    if kind == "hr":
        return draw(st.sampled_from(["---", "***", "- - -"]))
    if kind == "quote":
        return re.sub("^", "> ", draw(blocks(depth=depth - 1)), flags=re.MULTILINE)
    if kind == "table":
        width = draw(st.integers(1, 3))
        rows = [[draw(inline(depth=1)).replace("\n", " ") for _cell in range(width)] for _row in range(draw(st.integers(1, 3)))]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([lines[0], "|" + draw(st.sampled_from(["---|", ":-:|"])) * width, *lines[1:]])
    mark = draw(st.sampled_from(["-", "*", "+"] if kind == "ul" else ["1.", "3.", "1)"]))
    items = [draw(blocks(depth=depth - 1) if draw(st.booleans()) else inline()) for _item in range(draw(st.integers(1, 3)))]
    indented = [f"{mark} " + item.replace("\n", "\n" + " " * (len(mark) + 1)) for item in items]
    return draw(st.sampled_from(["\n", "\n\n"])).join(indented)


TYPED = st.sampled_from(
    ["晋中", "，", "注意：", "“三”", "week", " ", "　", "3", "(x)", '"q"', "&amp;", "<b>", "x_y", "*", "**", "[", "](", ")"]
) | st.sampled_from(["#", "## ", "- ", "+ ", "1. ", "2)", "> ", "|", "\\", "---", "!", "![", ":", "--", "\u00a0"])
MARKS = st.sampled_from([[], [], [], ["bold"], ["italic"], ["bold", "italic"], ["link"], ["link", "bold"]])


def mark(name):
    return {"type": name, "attrs": {"href": "https://a.example/x_(y)?a=1&copy=2"}} if name == "link" else {"type": name}


@st.composite
def words(draw, breaks=True):
    content = []
    for _run in range(draw(st.integers(0, 5))):
        if breaks and draw(st.integers(0, 6)) == 0:
            content.append({"type": "hardBreak"})
        text = "".join(draw(st.lists(TYPED, min_size=1, max_size=3)))
        content.append({"type": "text", "text": text, "marks": [mark(name) for name in draw(MARKS)]})
    return content


def node(kind, content, **attrs):
    return {"type": kind, "content": content, **({"attrs": attrs} if attrs else {})}


@st.composite
def nodes(draw, depth=2):
    found = []
    for _node in range(draw(st.integers(1, 4))):
        kind = draw(
            st.sampled_from(["p", "p", "h", "ul", "ol", "quote", "hr", "table", "picture"] if depth else ["p", "h", "picture"])
        )
        if kind == "p":
            found.append(node("paragraph", draw(words())))
        elif kind == "h":
            found.append(node("heading", draw(words(breaks=False)), level=draw(st.integers(1, 6))))
        elif kind == "hr":
            found.append({"type": "horizontalRule"})
        elif kind == "picture":
            text = "".join(draw(st.lists(TYPED, max_size=3)))
            found.append(node("figure", [{"type": "text", "text": text}] if text else [], id=str(draw(st.integers(1, 99)))))
        elif kind == "table":
            width = draw(st.integers(1, 3))
            cells = [
                [node("paragraph", draw(words(breaks=False))) for _cell in range(width)]
                for _row in range(draw(st.integers(1, 3)))
            ]
            rows = [[node("tableCell" if n else "tableHeader", [cell]) for cell in row] for n, row in enumerate(cells)]
            found.append(node("table", [node("tableRow", row) for row in rows]))
        elif kind == "quote":
            found.append(node("blockquote", draw(nodes(depth=depth - 1))))
        else:
            items = [node("listItem", draw(nodes(depth=depth - 1))) for _item in range(draw(st.integers(1, 3)))]
            attrs = {"tight": draw(st.booleans()), **({"start": draw(st.integers(0, 12))} if kind == "ol" else {})}
            found.append(node("bulletList" if kind == "ul" else "orderedList", items, **attrs))
    return found


def meaning(node):
    """A document without what Markdown cannot say: empty blocks, spaces at the ends of lines, marks on spaces."""
    if node["type"] == "figure":
        return ["figure", str(node["attrs"]["id"]), " ".join("".join(one["text"] for one in node.get("content", ())).split())]
    if node["type"] in ("paragraph", "heading"):
        lines = [[]]
        for one in node.get("content", ()):
            if one["type"] == "hardBreak":
                lines.append([])
                continue
            marks = frozenset(mark["type"] for mark in one.get("marks", ()))
            lines[-1] += [(character, frozenset() if character.isspace() else marks) for character in one["text"]]
        lines = [strip_spaces(line) for line in lines]
        while lines and not lines[0]:
            lines.pop(0)
        while lines and not lines[-1]:
            lines.pop()
        return [node["type"], node.get("attrs", {}).get("level"), lines] if lines else None
    inner = [found for child in node.get("content", ()) if (found := meaning(child))]
    is_cell = node["type"] in ("tableCell", "tableHeader", "listItem", "horizontalRule")
    return [node["type"], node.get("attrs", {}).get("start"), *inner] if inner or is_cell else None


def strip_spaces(line):
    spaces = " \u3000\u00a0"
    while line and line[0][0] in spaces:
        line = line[1:]
    while line and line[-1][0] in spaces:
        line = line[:-1]
    return line


def test_texts_of_the_example_week_stay_what_they_are(editor, db):
    load_example_week()
    fields = [
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, MarkdownField)
    ]
    texts = [text for model, name in fields for text in model._default_manager.values_list(name, flat=True) if text]
    assert len(texts) > 20
    assert assert_kept(editor, texts) == 0


@many
@given(texts=st.lists(blocks(), min_size=20, max_size=20))
def test_what_the_renderer_allows_stays_what_it_is(editor, texts):
    assert assert_kept(editor, texts) <= 6  # bold within bold and the like is left to the box


@many
@given(texts=st.lists(st.lists(WORDS | st.sampled_from(["\n", "\n\n", " "]), max_size=14).map("".join), min_size=20, max_size=20))
def test_odd_texts_stay_what_they_are(editor, texts):
    assert_kept(editor, texts)


@many
@given(documents=st.lists(nodes(), min_size=10, max_size=10))
def test_what_is_written_in_the_editor_is_read_back(editor, documents):
    documents = [node("doc", document) for document in documents]
    written = editor.evaluate("(documents) => window.build(documents)", documents)
    stored = [clean_markdown(text) for text in written]
    assert [text.removed for text in stored] == [()] * len(documents)
    again = editor.evaluate("(pages) => window.meaning(pages)", [render_for_editor(text.text) for text in stored])
    for before, text, after in zip(documents, written, again, strict=True):
        assert meaning(after) == meaning(before), text


PLAIN_TEXTS = {
    "## 标题\n\n段落 **粗** 和 *斜*。\n\n- 一\n- 二\n  - 三\n\n1. 甲\n2. 乙": None,
    "> 引用\n\n---\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |": None,
    "![说明](picture:3)\n\n[链接](https://a.example/x?a=1&b=2)，[晋中](https://a.example/晋中)": None,
    "**注意：**请带水，*慢慢*来；**“三”**的": None,
    "第一行\n第二行，3 < 5 & 6": None,
    "* 一\n* 二": "- 一\n- 二",
    "a\\\n\\\nb": "a\n\\\nb",
    "__粗__ _斜_": "**粗** *斜*",
    "- 甲\n- 乙\n\n* 丙": None,
}


def test_what_people_write_keeps_its_marks(editor):
    assert rewrite(editor, PLAIN_TEXTS) == [after or before for before, after in PLAIN_TEXTS.items()]


def test_what_the_editor_cannot_show_is_left_to_the_box(editor):
    texts = ["##", "> ", "一\n\n#### \n\n二"]
    assert is_accepted(editor, texts, rewrite(editor, texts)) == [False] * 3
