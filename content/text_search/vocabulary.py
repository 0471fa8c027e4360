"""The words of many headings, and which of them somebody may have meant who typed something else.

A word was meant if it sounds the same, looks the same but for one similar character, has sounds that are confused in speech, or
(of what was typed in letters) differs by one slip of the finger. The nearest alone are offered. Where a Chinese word begins and
ends is known from the headings' phrases (`content.phrases`), so nothing is cut out of the middle of one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from content.phrases import BREAK
from content.text_search.pinyin import HAN, cached_syllables
from content.text_search.similar_shapes import list_lookalikes
from content.text_search.tokens import fold_text

RUN = re.compile(rf"[\u3400-\u9fff\U00020000-\U0003ffff{BREAK}]+")
LATIN_WORD = re.compile(r"[a-z]{4,}")
LETTERS = re.compile(r"[a-z]+")
WORD_LENGTHS = range(2, 7)
MOST_PHRASES = 3  # that people write as one word
FUNCTION_CHARACTERS = "的了和与及在为是有对从到我你吗呢啊"
TYPO_LETTERS = range(5, 21)  # in a shorter word a slip gives another word
MOST_MEANT = 3


class Vocabulary:
    def __init__(self, headings: Iterable[str]):
        """`headings` have a `BREAK` wherever one word ends and another begins."""
        self.words: Counter = Counter()
        self.by_sound: dict[str, set[str]] = defaultdict(set)
        self.by_confused_sound: dict[str, set[str]] = defaultdict(set)
        self.by_first_letter: dict[str, list[str]] = defaultdict(list)
        for heading in headings:
            self.collect_words(fold_text(heading))
        for sound in self.by_sound:
            self.by_confused_sound[confuse_sounds(sound)].add(sound)
            self.by_first_letter[sound[0]].append(sound)

    def collect_words(self, heading: str):
        latin = ((word, word) for word in LATIN_WORD.findall(heading))
        for word, sound in [*latin, *(pair for run in RUN.findall(heading) for pair in list_sounding_words(run))]:
            self.words[word] += 1
            self.by_sound[sound].add(word)

    def find_meant(self, typed: str) -> list[str]:
        """Return the nearest words, the commonest first; none for text without pinyin, such as digits."""
        is_han = bool(HAN.fullmatch(typed))
        if len(typed) < min(WORD_LENGTHS) or not (is_han or LETTERS.fullmatch(typed)):
            return []
        sound = "".join(cached_syllables(typed)) if is_han else typed
        tiers = [self.words_of_sounds([sound])]
        if is_han:
            tiers[0] |= self.words.keys() & set(list_lookalikes(typed))
        tiers.append(self.words_of_sounds(self.by_confused_sound.get(confuse_sounds(sound), ())))
        if not is_han and len(typed) in TYPO_LETTERS:
            tiers.append(self.words_of_sounds(self.list_sounds_one_slip_away(typed)))
        return next((words for tier in tiers if (words := self.pick_words(tier, typed))), [])

    def words_of_sounds(self, sounds: Iterable[str]) -> set[str]:
        return set().union(*(self.by_sound.get(sound, ()) for sound in sounds))

    def list_sounds_one_slip_away(self, typed: str) -> Iterator[str]:
        """Yield the sounds that differ by one letter; the first letter is taken as right."""
        for sound in self.by_first_letter.get(typed[0], ()):
            if abs(len(sound) - len(typed)) <= 1 and is_one_slip(typed, sound):
                yield sound

    def pick_words(self, words: set[str], typed: str) -> list[str]:
        """Return the commonest words; who typed Chinese is offered Chinese."""
        fitting = [word for word in words if word != typed and (HAN.match(word) or not HAN.match(typed))]
        return sorted(fitting, key=lambda word: (-self.words[word], word))[:MOST_MEANT]

    def split_words(self, run: str) -> list[str]:
        """Return a run of Han characters as the words it is made of, the longest first; single characters stay together."""
        parts, at = [], 0
        while at < len(run):
            length = next((n for n in reversed(WORD_LENGTHS) if run[at : at + n] in self.words and at + n <= len(run)), 1)
            parts.append(run[at : at + length])
            at += length
        words = []
        for is_single, group in groupby(parts, key=lambda part: len(part) == 1):
            together = list(group)
            words += ["".join(together)] if is_single else together
        return [word for word in (word.strip(FUNCTION_CHARACTERS) for word in words) if word]


def list_sounding_words(run: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a run of Han characters with breaks, alone and joined to the next ones, each with its pinyin."""
    phrases = [phrase for phrase in run.split(BREAK) if phrase]
    syllables = cached_syllables("".join(phrases))
    at = 0
    for number, phrase in enumerate(phrases):
        for last in range(number + 1, min(number + MOST_PHRASES, len(phrases)) + 1):
            word = "".join(phrases[number:last])
            if len(word) in WORD_LENGTHS:
                yield word, "".join(syllables[at : at + len(word)])
        at += len(phrase)


def confuse_sounds(letters: str) -> str:
    """Return the same for sounds that are confused in speech: zh and z, n and ng and l, ü and u."""
    return re.sub(r"ng*|l", "n", re.sub(r"([zcs])h", r"\1", letters)).replace("v", "u")


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, extra or missing, or two neighbours have changed places."""
    start = next((at for at, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    mine, theirs = typed[start:], meant[start:]
    is_swapped = mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
    return mine[1:] == theirs[1:] or mine[1:] == theirs or mine == theirs[1:] or is_swapped
