"""The words of many short texts, and which of them somebody may have meant who typed something else.

A word was meant if it sounds the same, looks the same but for one similar character, has sounds that are confused in speech, or
(of what was typed in letters) differs by one slip of the finger. The nearest alone are offered. Chinese has no spaces: some
characters in a row are taken for a word only where they begin and end beside other words, so nothing is cut out of the middle
of one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from content.text_search.pinyin import HAN, cached_syllables
from content.text_search.similar_shapes import list_lookalikes

LATIN_WORD = re.compile(r"[a-z]{4,}")
LETTERS = re.compile(r"[a-z]+")
WORD_LENGTHS = range(2, 7)
KNOWN_LENGTHS = (4, 3, 2)  # of words by which the beginning and the end of another are known
SEPARATE = frozenset("的了和与及在为是有对等从到我你他市县区省之中")
TYPO_LETTERS = range(5, 21)  # in a shorter word a slip gives another word
MOST_MEANT = 3


class Vocabulary:
    def __init__(self, texts: Iterable[str]):
        """`texts` are folded (`content.text_search.tokens.fold_text`); of each, every run of Han characters counts by itself."""
        self.runs = Counter(run for text in texts for run in HAN.findall(text) + LATIN_WORD.findall(text))
        self.whole = " ".join(self.runs)
        self.by_sound: dict[str, Counter] = defaultdict(Counter)
        self.by_confused_sound: dict[str, set[str]] = defaultdict(set)
        self.by_first_letter: dict[str, list[str]] = defaultdict(list)
        self.known: dict[str, bool] = {}
        self.collect_words()

    def collect_words(self):
        for run, count in self.runs.items():
            for word, sound in list_sounding_words(run):
                self.by_sound[sound][word] += count
        for sound in self.by_sound:
            self.by_confused_sound[confuse_sounds(sound)].add(sound)
            self.by_first_letter[sound[0]].append(sound)

    def find_meant(self, typed: str) -> list[str]:
        """Return the nearest words, the commonest first; none for text without pinyin, such as digits."""
        is_han = bool(HAN.fullmatch(typed))
        if len(typed) < min(WORD_LENGTHS) or not (is_han or LETTERS.fullmatch(typed)):
            return []
        sound = "".join(cached_syllables(typed)) if is_han else typed
        tiers = [self.words_of_sounds([sound]) + (self.lookalikes(typed) if is_han else Counter())]
        tiers.append(self.words_of_sounds(self.by_confused_sound.get(confuse_sounds(sound), ())))
        if not is_han and len(typed) in TYPO_LETTERS:
            tiers.append(self.words_of_sounds(self.sounds_one_slip_away(typed)))
        return next((words for tier in tiers if (words := self.pick_words(tier, typed))), [])

    def words_of_sounds(self, sounds: Iterable[str]) -> Counter:
        return sum((self.by_sound[sound] for sound in sounds if sound in self.by_sound), Counter())

    def lookalikes(self, typed: str) -> Counter:
        return Counter({word: count for word in list_lookalikes(typed) if (count := self.whole.count(word))})

    def sounds_one_slip_away(self, typed: str) -> Iterator[str]:
        """Yield the sounds that differ by one letter; the first letter is taken as right."""
        for sound in self.by_first_letter.get(typed[0], ()):
            if abs(len(sound) - len(typed)) <= 1 and is_one_slip(typed, sound):
                yield sound

    def pick_words(self, counted: Counter, typed: str) -> list[str]:
        """Return the commonest that are words; who typed Chinese is offered Chinese."""
        script = HAN if HAN.match(typed) else re.compile("")
        words = (word for word, _count in counted.most_common() if word != typed and script.match(word) and self.is_word(word))
        return [word for word, _at in zip(words, range(MOST_MEANT), strict=False)]

    def split_words(self, run: str) -> list[str]:
        """Return a run of Han characters as the words it is made of, the longest known ones first; single ones stay together."""
        words, at = [], 0
        while at < len(run):
            length = next((n for n in KNOWN_LENGTHS if at + n <= len(run) and self.is_known(run[at : at + n])), 1)
            words.append(run[at : at + length])
            at += length
        joined = [list(group) for _is_single, group in groupby(words, key=lambda word: len(word) == 1)]
        parts = [part for group in joined for part in (["".join(group)] if len(group[0]) == 1 else group)]
        return [part for part in (part.strip("".join(SEPARATE)) for part in parts) if part]

    def is_word(self, text: str) -> bool:
        """Whether the characters are a word: known as one, or somewhere between others."""
        return (
            not HAN.match(text) or self.is_known(text) or any(self.stands_alone(*at.span()) for at in find_all(text, self.whole))
        )

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether a word may begin and end there; at one of the two the few characters beyond may be a word that is not known."""
        begins, ends = self.begins_word(start), self.ends_word(end)
        if begins and ends:
            return True
        return begins and has_few(self.whole[end:]) or ends and has_few(self.whole[:start][::-1])

    def begins_word(self, at: int) -> bool:
        return is_boundary(self.whole[max(at - 1, 0) : at]) or any(
            self.is_known(self.whole[max(at - n, 0) : at]) for n in KNOWN_LENGTHS
        )

    def ends_word(self, at: int) -> bool:
        return is_boundary(self.whole[at : at + 1]) or any(self.is_known(self.whole[at : at + n]) for n in KNOWN_LENGTHS)

    def is_known(self, text: str) -> bool:
        if text not in self.known:
            self.known[text] = bool(HAN.fullmatch(text)) and (is_phrase(text) or self.stands_freely(text))
        return self.known[text]

    def stands_freely(self, text: str) -> bool:
        """Whether various characters come before it and after it, so that it is no part of one longer word."""
        if len(text) < min(WORD_LENGTHS):
            return False
        before, after = set(), set()
        for found in find_all(text, self.whole):
            before.add(self.whole[found.start() - 1 : found.start()])
            after.add(self.whole[found.end() : found.end() + 1])
        return len(before) > 1 and len(after) > 1


def list_sounding_words(run: str) -> Iterator[tuple[str, str]]:
    """Yield whatever may be a word in a run of Han characters, or a Latin word, each with its pinyin."""
    if not HAN.match(run):
        yield run, run
        return
    syllables = cached_syllables(run)
    for length in WORD_LENGTHS:
        for at in range(len(run) - length + 1):
            yield run[at : at + length], "".join(syllables[at : at + length])


def find_all(text: str, whole: str) -> Iterator[re.Match]:
    return re.finditer(re.escape(text), whole)


def has_few(rest: str) -> bool:
    """Whether a run goes on for as many characters as a word has."""
    run = HAN.match(rest)
    return bool(run) and len(run[0]) in KNOWN_LENGTHS


def is_phrase(text: str) -> bool:
    from content.text_search.pinyin_dictionary import is_phrase  # 30 MB, which many processes never need

    return is_phrase(text)


def is_boundary(char: str) -> bool:
    return char in SEPARATE or not HAN.match(char)


def confuse_sounds(letters: str) -> str:
    """Return the same for sounds that are confused in speech: zh and z, n and ng and l, ü and u."""
    return re.sub(r"ng|l", "n", re.sub(r"([zcs])h", r"\1", letters)).replace("v", "u")


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, extra or missing, or two neighbours have changed places."""
    start = next((at for at, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    mine, theirs = typed[start:], meant[start:]
    return (
        mine[1:] == theirs[1:] or mine[1:] == theirs or mine == theirs[1:] or mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
    )
