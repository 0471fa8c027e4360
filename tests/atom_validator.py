"""Checks an Atom feed: that a feed reader can read it, and that its elements follow RFC 4287."""

import datetime as dt
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}  # §4.1.1, §4.1.2: exactly one of each
AT_MOST_ONCE = ("published", "summary", "content", "rights", "subtitle", "generator", "icon", "logo")
KNOWN = {
    "feed": {*ONCE["feed"], "author", "category", "contributor", "entry", "link", *AT_MOST_ONCE},
    "entry": {*ONCE["entry"], "author", "category", "contributor", "link", "source", *AT_MOST_ONCE},
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # §3.3


def find_feed_faults(answer) -> list[str]:
    """Return a sentence for each fault in a response, or in the bytes of a feed."""
    body = getattr(answer, "content", answer)
    headers = {} if body is answer else {"content-type": answer["Content-Type"]}
    read = feedparser.parse(body, response_headers=headers)
    found = [f"feedparser: {read.bozo_exception}"] if read.bozo else []
    found += [] if read.version == "atom10" else [f"read as {read.version or 'nothing'}"]
    feed = ElementTree.fromstring(body)  # noqa: S314 - written by ourselves
    entries = feed.findall(f"{ATOM}entry")
    found += find_element_faults(feed, "feed") + [fault for entry in entries for fault in find_element_faults(entry, "entry")]
    if feed.find(f"{ATOM}author") is None and not (entries and all(entry.find(f"{ATOM}author") is not None for entry in entries)):
        found.append("no author of the feed, nor of every entry")  # §4.1.1
    if not [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        found.append("no link to itself")
    pairs = [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries]
    return found + (["two entries alike"] if len(pairs) != len(set(pairs)) else [])


def find_element_faults(element, kind: str) -> list[str]:
    names = [child.tag.removeprefix(ATOM) for child in element]
    found = [f"{kind}: {names.count(name)} {name}" for name in ONCE[kind] if names.count(name) != 1]
    found += [f"{kind}: several {name}" for name in AT_MOST_ONCE if names.count(name) > 1]
    found += [f"{kind}: unknown {name}" for name in set(names) - KNOWN[kind]]
    if kind == "entry" and not {"summary", "content"} & set(names) and not alternate_links(element):
        found.append("entry says nothing and leads nowhere")
    for child in element:
        name, text = child.tag.removeprefix(ATOM), (child.text or "").strip()
        if name in ("updated", "published") and not is_rfc3339(text):
            found.append(f"{kind}: {name} is {text}")
        if name == "id" and not urlsplit(text).scheme:
            found.append(f"{kind}: id is {text}")  # §4.2.6: an absolute IRI
        if name == "title" and not text:
            found.append(f"{kind}: blank title")
        if name == "link" and not urlsplit(child.get("href", "")).scheme:
            found.append(f"{kind}: link to {child.get('href')}")
        if name == "author" and not child.findtext(f"{ATOM}name"):
            found.append(f"{kind}: author without name")
    return found


def alternate_links(entry) -> list:
    return [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]


def is_rfc3339(text: str) -> bool:
    return bool(MOMENT.fullmatch(text)) and dt.datetime.fromisoformat(text).tzinfo is not None
