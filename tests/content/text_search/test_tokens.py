import pytest

from content.text_search.pinyin import build_search_text
from content.text_search.tokens import SearchToken, fold_text, normalise_query, split_tokens


def texts(typed):
    return [word.text for word in split_tokens(typed)]


@pytest.mark.parametrize(
    "typed", ["zhenjiu", "ZhenJiu", "zhen jiu", "ｚｈｅｎｊｉｕ", "Zhēn Jiǔ", " zhen\u3000jiu。", "zhen'jiu"]
)
def test_every_way_of_typing_pinyin_is_the_same_word(typed):
    assert texts(typed) == ["zhenjiu"]


@pytest.mark.parametrize("typed", ["zy", "ZY", "ＺＹ", "z y"])
def test_every_way_of_typing_initials_is_the_same_word(typed):
    assert texts(typed) == ["zy"]


def test_words_of_several_syllables_stand_alone():
    assert texts("zhongyi zhen jiu 模型 zhongyi") == ["zhongyi", "zhenjiu", "模型"]


def test_syllables_that_were_english_words_are_looked_for_as_typed_too():
    assert split_tokens("you can") == [SearchToken("youcan", "you can")]


@pytest.mark.parametrize("typed", ["", "。，！", "“ ”", "\x00"])
def test_nothing_but_signs_is_no_word(typed):
    assert texts(normalise_query(typed, longest=50)) == []


def test_the_round_u_is_v_as_in_the_stored_pinyin():
    assert fold_text("lǜ") == fold_text("lü") == "lv"
    assert "lvse" in build_search_text("绿色")


def test_what_is_stored_is_as_plain_as_what_is_typed():
    assert "rc" in build_search_text("ＲＣ模型")


def test_tidy_text_is_short_and_on_one_line():
    assert normalise_query("a\x00\n b" + "长" * 100, longest=10) == "a b" + "长" * 7


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("榆次1中", ("榆次一中",)),
        ("榆次一中", ("榆次1中",)),
        ("１２号楼", ("十二号楼",)),
        ("robots", ("robot",)),
        ("classes", ("class",)),
        ("parties", ("party",)),
        ("glass", ()),
        ("bus", ()),
        ("500", ()),
        ("rc", ()),
        ("针灸", ()),
    ],
)
def test_what_is_as_good_as_a_word_is_looked_for_too(typed, others):
    (token,) = split_tokens(typed)
    assert token.others == others


@pytest.mark.parametrize(("typed", "looked_for"), [("the robots", ["robots"]), ("on Saturday", ["saturday"]), ("the", ["the"])])
def test_words_that_say_nothing_are_looked_for_only_alone(typed, looked_for):
    assert texts(typed) == looked_for
