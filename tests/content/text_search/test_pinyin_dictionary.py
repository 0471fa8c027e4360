"""The dictionary of phrases is pypinyin's own, only read differently, and not before it is needed."""

import json

from pypinyin.constants import PHRASES_DICT
from pypinyin.seg import mmseg

from content.text_search import pinyin_dictionary
from content.text_search.pinyin import list_syllables


def test_every_phrase_has_its_readings():
    assert json.loads(pinyin_dictionary.PHRASES.read_text(encoding="utf-8")) == PHRASES_DICT
    assert list_syllables("重庆银行") == ["chong", "qing", "yin", "hang"]  # 行 is xing by itself


def test_phrases_are_read_with_any_spacing():
    text = '{ "谢谢" :[["xiè"], ["xiè","xie"]]\n,"好":[["hǎo"]]}'
    assert dict(pinyin_dictionary.read_phrases(text)) == {"谢谢": [["xiè"], ["xiè", "xie"]], "好": [["hǎo"]]}


def test_the_beginnings_of_phrases_are_pypinyins():
    own, theirs = pinyin_dictionary.Beginnings(), mmseg.PrefixSet()
    for phrases in (["银行", "银行家", "重庆"], ["银河系"]):
        own.train(phrases)
        theirs.train(phrases)
    texts = ["银", "银行", "银行家", "银行家们", "银河", "重", "庆", "重庆银", "", "甲", "龥"]
    assert [text in own for text in texts if text] == [text in theirs for text in texts if text]


def test_a_text_is_cut_as_pypinyin_cuts_it():
    theirs = mmseg.PrefixSet()
    theirs.train(PHRASES_DICT)
    cut = mmseg.Seg(theirs, no_non_phrases=True).cut
    for text in ("晋中市职业教育活动周暨全民终身学习活动周", "重庆银行行长在银行家俱乐部说了什么", "一行白鹭上青天"):
        assert list(mmseg.seg.cut(text)) == list(cut(text))
