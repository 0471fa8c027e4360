import re

import pytest
from content.text_search.fuzzy import fuzzy_patterns
from content.text_search.suggestions import suggest_from_text, suggest_words

from content.text_search.pinyin import build_search_text
from content.text_search.tokens import split_tokens

TEXT = build_search_text("中医针灸知识讲解", "Acupuncture explained", "绿色能源与南瓜灯")


def matches_fuzzily(typed):
    return any(re.search(pattern, TEXT) for pattern in fuzzy_patterns(split_tokens(typed)[0]))


@pytest.mark.parametrize("typed", ["zenjiu", "zhengjiu", "zengjiu", "lvse", "luse", "nuse", "langua", "nanggua"])
def test_what_is_confused_in_speech_is_near(typed):
    assert matches_fuzzily(typed)


@pytest.mark.parametrize("typed", ["zhenjiy", "zhnjiu", "zhenjuu", "zheenjiu", "zhejniu", "acupunkture", "acupuncure"])
def test_one_slip_of_the_finger_is_near(typed):
    assert matches_fuzzily(typed)


@pytest.mark.parametrize("typed", ["真酒", "针久"])
def test_other_characters_of_the_same_sound_are_near(typed):
    assert matches_fuzzily(typed)


@pytest.mark.parametrize("typed", ["zhanjia", "yunjiu", "acypunkture", "jip", "500", "rc模型"])
def test_what_is_not_near(typed):
    assert not matches_fuzzily(typed)


@pytest.mark.parametrize(
    ("typed", "said"), [("zenjiu", "针灸"), ("真酒", "针灸"), ("zhenjiy zhongyy", "针灸 中医"), ("acupunkture", "acupuncture")]
)
def test_what_was_meant_is_said_in_the_words_of_the_text(typed, said):
    assert suggest_from_text(TEXT, split_tokens(typed)) == said


def test_half_a_syllable_was_not_meant():
    assert suggest_from_text(build_search_text("安静"), split_tokens("nging")) == ""


def test_the_commonest_is_suggested_first():
    texts = [build_search_text(title) for title in ("真酒品鉴", "针灸体验", "针灸讲解")]
    assert suggest_words(texts, split_tokens("zenjiu")) == ["针灸", "真酒"]


def test_a_long_word_makes_no_endless_list_of_slips():
    assert len(fuzzy_patterns(split_tokens("a" * 100)[0])) == 1
