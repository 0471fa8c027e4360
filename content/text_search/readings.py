"""How Chinese is read aloud: pypinyin's tables of characters and phrases in a form that takes 5 MB instead of 56.

pypinyin itself holds each of 190,000 readings as a text and a list of its own. Here the texts of a table stand one behind the
other in one string, and for each character the number of its syllable, without tone, in another. The two are read from
pypinyin's files in a third of a second, where something is first read aloud, not at start. What is read is what
`pypinyin.lazy_pinyin` reads; a test compares them.
"""

import io
import json
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

FOLDER = Path(find_spec("pypinyin").submodule_search_locations[0])  # found, not imported: that would load its own tables
HAN = re.compile("([\u3007\u3400-\u4dbf\u4e00-\u9fff\ue815-\ue864\uf900-\ufaff\U00020000-\U0003ffff]+)")
LONGEST_PAIR, CHUNK = 4_096, 65_536  # characters
BETWEEN = re.compile(r"[\s{},:]*")
TONES = re.compile("[\u0300\u0301\u0304\u030c]")


def read_pairs(file: TextIO) -> Iterator[tuple]:
    """Yield each key of a JSON object with its value as the file is read: the whole of it takes 7 MB, all objects at once 40."""
    decoder, text, at = json.JSONDecoder(), "", 0
    while True:
        if len(text) - at < LONGEST_PAIR:
            text, at = text[at:] + file.read(CHUNK), 0
        if (at := BETWEEN.match(text, at).end()) == len(text):
            return
        key, at = decoder.raw_decode(text, at)
        value, at = decoder.raw_decode(text, BETWEEN.match(text, at).end())
        yield key, value


def remove_tone(syllable: str) -> str:
    """Return `lǜ` as `lv`, as it is typed."""
    plain = TONES.sub("", unicodedata.normalize("NFD", syllable))
    return unicodedata.normalize("NFC", plain).replace("ü", "v")


class Readings(Sequence):
    """Texts in the order of their characters, and the syllable of each of these."""

    def __init__(self, pairs: Iterable[tuple[str, Sequence[str]]]):
        """`pairs` are texts, in their order, and for each of their characters its syllable with its tone."""
        numbers: dict[str, int] = {}
        known: dict[str, int] = {}  # with the tone
        joined, self.numbers, self.starts = io.StringIO(), array("H"), array("I", [0])
        for text, spoken in pairs:
            for syllable in spoken:
                if syllable not in known:
                    known[syllable] = numbers.setdefault(remove_tone(syllable), len(numbers))
                self.numbers.append(known[syllable])
            joined.write(text)
            self.starts.append(len(self.numbers))
        self.joined, self.names = joined.getvalue(), list(numbers)
        self.blocks: dict[str, tuple[int, int]] = {}  # of characters that were asked for

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> str:
        return self.joined[self.starts[place] : self.starts[place + 1]]

    def find(self, text: str) -> int | None:
        place = bisect_left(self, text)
        return place if place < len(self) and self[place] == text else None

    def find_longest(self, run: str) -> tuple[int, bool]:
        """Return the length of the longest text with which the run begins, 0 without any; and whether more of a longer one
        would have to follow behind the run's end."""
        longest, (place, end) = 0, self.find_block(run[0])
        for length in range(1, len(run) + 1):
            place = bisect_left(self, run[:length], place, end)
            if place == end or not self[place].startswith(run[:length]):
                return longest, False
            longest = length if self.starts[place + 1] - self.starts[place] == length else longest
        return longest, True

    def find_block(self, character: str) -> tuple[int, int]:
        """Return where the texts that begin with the character begin and end."""
        if character not in self.blocks:
            self.blocks[character] = bisect_left(self, character), bisect_left(self, chr(ord(character) + 1))
        return self.blocks[character]

    def syllables(self, place: int) -> list[str]:
        return [self.names[number] for number in self.numbers[self.starts[place] : self.starts[place + 1]]]


def read_phrases() -> Iterator[tuple[str, list[str]]]:
    with FOLDER.joinpath("phrases_dict.json").open(encoding="utf-8") as file:
        for phrase, readings in read_pairs(file):
            yield phrase, [reading[0] for reading in readings]


def read_characters() -> Iterator[tuple[str, list[str]]]:
    with FOLDER.joinpath("pinyin_dict.json").open(encoding="utf-8") as file:
        for number, readings in read_pairs(file):
            yield chr(int(number)), [readings.partition(",")[0]]


def list_syllables(text: str, *, length: int | None = None) -> list[str]:
    """Return the syllable of each Han character without tone, or its first letters; what is not Han stays in one piece."""
    found = []
    for at, part in enumerate(HAN.split(text)):
        if at % 2:
            found += (syllable[:length] for word in split_into_words(part) for syllable in read_word(word))
        elif part:
            found.append(part)
    return found


def split_into_words(run: str) -> Iterator[str]:
    """Yield the longest phrase that begins at each place, or a single character where none does."""
    while run:
        longest, ends_within = phrases.find_longest(run)
        if ends_within and not longest:  # as pypinyin does it: what is left of the run is no longer looked at
            yield from run
            return
        yield run[: longest or 1]
        run = run[longest or 1 :]


def read_word(word: str) -> list[str]:
    if (place := phrases.find(word)) is not None:
        return phrases.syllables(place)
    return [read_character(character) for character in word]


@lru_cache(maxsize=5_000)
def read_character(character: str) -> str:
    place = characters.find(character)
    return character if place is None else characters.syllables(place)[0]


phrases, characters = Readings(read_phrases()), Readings(read_characters())
