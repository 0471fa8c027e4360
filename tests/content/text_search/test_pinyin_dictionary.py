"""The dictionary of phrases is pypinyin's own, only read differently, and not before it is needed."""

import json

from pypinyin.constants import PHRASES_DICT

from content.text_search import pinyin_dictionary
from content.text_search.pinyin import list_syllables


def test_every_phrase_has_its_readings():
    assert json.loads(pinyin_dictionary.PHRASES.read_text(encoding="utf-8")) == PHRASES_DICT
    assert list_syllables("重庆银行") == ["chong", "qing", "yin", "hang"]  # 行 is xing by itself


def test_phrases_are_read_with_any_spacing():
    text = '{ "谢谢" :[["xiè"], ["xiè","xie"]]\n,"好":[["hǎo"]]}'
    assert dict(pinyin_dictionary.read_phrases(text)) == {"谢谢": [["xiè"], ["xiè", "xie"]], "好": [["hǎo"]]}
