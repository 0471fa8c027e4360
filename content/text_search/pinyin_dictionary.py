"""pypinyin with its dictionary of phrases read in a way that takes less than half the memory.

Importing this takes a third of a second and 25 MB, so it is imported where something is first read aloud, not at start.
pypinyin's own loading builds each of 190,000 syllables as a text and a list of its own, 56 MB in all; here each is built once.
Whether a phrase begins with some characters it looks up in a set of all beginnings, 10 MB; here in the phrases themselves.
"""

import json
import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # read before pypinyin's first import: phrases are loaded below
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")

import pypinyin  # noqa: E402 (after what it reads from the environment)
from pypinyin.seg import mmseg  # noqa: E402

PHRASES = Path(pypinyin.__file__).with_name("phrases_dict.json")
BETWEEN = re.compile(r"[\s{},:]*")

lazy_pinyin, Style = pypinyin.lazy_pinyin, pypinyin.Style


def read_phrases(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each phrase of the JSON object with the readings of its characters; equal readings are one list."""
    decoder, at, shared = json.JSONDecoder(), 0, {}
    while (at := BETWEEN.match(text, at).end()) < len(text):
        phrase, at = decoder.raw_decode(text, at)
        readings, at = decoder.raw_decode(text, BETWEEN.match(text, at).end())
        yield phrase, [shared.setdefault(tuple(reading), reading) for reading in readings]


class Beginnings:
    """What phrases begin with, as pypinyin's own `PrefixSet` has it."""

    def __init__(self):
        self.phrases: list[str] = []

    def train(self, phrases: Iterable[str]):
        self.phrases = sorted({*self.phrases, *phrases})

    def __contains__(self, text: str) -> bool:
        place = bisect_left(self.phrases, text)
        return place < len(self.phrases) and self.phrases[place].startswith(text)


mmseg.seg = mmseg.Seg(Beginnings(), no_non_phrases=True)
pypinyin.load_phrases_dict(dict(read_phrases(PHRASES.read_text(encoding="utf-8"))))
