"""What is read aloud is what pypinyin reads, from tables that take a tenth of the memory."""

import io
import random

import pytest
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from content.text_search import readings
from content.text_search.pinyin import list_syllables

OTHER = ["abc", " ", "，", "1", "〇", "々", "\U00020001", "ㄅ", "䷀", "\n", "龥"]


def read_as_pypinyin(text: str, *, initials: bool = False) -> list[str]:
    return lazy_pinyin(text, style=Style.FIRST_LETTER if initials else Style.NORMAL)


def test_a_character_is_read_as_its_phrase_has_it():
    assert list_syllables("重庆银行") == ["chong", "qing", "yin", "hang"]  # 行 is xing by itself
    assert list_syllables("旅行 2025年", initials=True) == ["l", "x", " 2025", "n"]
    assert list_syllables("绿") == ["lv"]
    assert list_syllables("") == []


@pytest.mark.parametrize("initials", [False, True])
def test_every_phrase_and_character_is_read_as_pypinyin_reads_it(initials):
    texts = [*PHRASES_DICT, *map(chr, PINYIN_DICT)]
    assert [list_syllables(one, initials=initials) for one in texts] == [
        read_as_pypinyin(one, initials=initials) for one in texts
    ]


def test_parts_of_phrases_and_other_signs_are_too():
    chance, phrases = random.Random(1), list(PHRASES_DICT)  # noqa: S311 (the same texts each time)
    for _text in range(3_000):
        parts = [
            chance.choice(phrases)[: chance.randint(1, 6)] if chance.random() < 0.7 else chance.choice(OTHER) for _part in "abcde"
        ]
        text = "".join(parts[: chance.randint(1, 5)])
        assert list_syllables(text) == read_as_pypinyin(text), text


def test_the_file_may_have_any_spacing():
    text = '{ "谢谢" :[["xiè"], ["xiè","xie"]]\n,"好":[["hǎo"]]}'
    assert dict(readings.read_pairs(io.StringIO(text))) == {"谢谢": [["xiè"], ["xiè", "xie"]], "好": [["hǎo"]]}
