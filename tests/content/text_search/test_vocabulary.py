import pytest

from content.phrases import BREAK
from content.text_search.vocabulary import Vocabulary

HEADINGS = ("中医|针灸|知识|讲解 Acupuncture explained", "绿色|能源|与|南瓜灯", "榆次区|现代|职业|技术学校", "推光|漆器 pingyao")


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary(heading.replace("|", BREAK) for heading in HEADINGS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[(typed, "针灸") for typed in ("zenjiu", "zhengjiu", "zengjiu")],
        *[(typed, "绿色") for typed in ("luse", "nuse", "lvshe")],
        *[(typed, "南瓜灯") for typed in ("languadeng", "nangguaden")],
    ],
)
def test_what_is_confused_in_speech_was_meant(vocabulary, typed, meant):
    assert vocabulary.find_meant(typed) == [meant]


@pytest.mark.parametrize("typed", ["zhenjiy", "zhnjiu", "zhenjuu", "zheenjiu", "zhejniu"])
def test_one_slip_of_the_finger_was_not_meant(vocabulary, typed):
    assert vocabulary.find_meant(typed) == ["针灸"]


@pytest.mark.parametrize("typed", ["acupunkture", "acupuncure", "Acupunctuer".casefold()])
def test_english_words_are_known_with_one_slip(vocabulary, typed):
    assert vocabulary.find_meant(typed) == ["acupuncture"]


@pytest.mark.parametrize(("typed", "meant"), [("真酒", "针灸"), ("针久", "针灸"), ("针炙", "针灸"), ("推广漆器", "推光漆器")])
def test_other_characters_of_the_same_sound_or_shape_were_meant(vocabulary, typed, meant):
    assert vocabulary.find_meant(typed) == [meant]


@pytest.mark.parametrize(
    "typed", ["取消", "真实", "zhanjia", "yunjiu", "acypunkture", "jip", "500", "rc模型", "针", "nging", "停车"]
)
def test_what_is_not_near_was_not_meant(vocabulary, typed):
    assert vocabulary.find_meant(typed) == []


@pytest.mark.parametrize("typed", ["区县", "quxian", "次取", "识讲"])
def test_nothing_is_cut_out_of_the_middle_of_words(vocabulary, typed):
    assert vocabulary.find_meant(typed) == []


def test_the_nearest_alone_are_offered():
    vocabulary = Vocabulary(["针灸", "增加", "挣救"])
    assert vocabulary.find_meant("真酒") == ["针灸"]


def test_the_commonest_comes_first_and_no_more_than_three():
    vocabulary = Vocabulary(["针久", "针灸", "针灸", "真酒", "珍酒"])
    assert vocabulary.find_meant("zenjiu") == ["针灸", "珍酒", "真酒"]


def test_who_types_chinese_is_offered_chinese(vocabulary):
    words = Vocabulary(["平遥 Pingyao"])
    assert words.find_meant("平摇") == ["平遥"]
    assert words.find_meant("pinyao") == ["pingyao", "平遥"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("榆次区推光", ["榆次区", "推光"]), ("针灸的知识", ["针灸", "知识"]), ("面塑讲解", ["面塑", "讲解"]), ("的", [])],
)
def test_a_run_is_split_into_the_words_it_is_made_of(vocabulary, typed, words):
    assert vocabulary.split_words(typed) == words
