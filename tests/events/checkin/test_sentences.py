"""The words of the door: every result has some, in both languages, and only placeholders that are filled in."""

import string

import pytest
from django.utils.translation import override

from events.checkin.sentences import PLACEHOLDERS, WORDS, all_words, format_words
from events.models import Result


def list_placeholders(sentence: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(sentence) if name}


def test_every_result_has_words():
    assert set(Result.values) <= set(WORDS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_words_of_each_language_use_known_placeholders(language):
    with override(language):
        words = all_words()
    used = set().union(*(list_placeholders(each["sentence"]) for each in words.values()))
    assert used == set(PLACEHOLDERS)


def test_the_same_placeholders_in_both_languages():
    for key, words in WORDS.items():
        with override("en"):
            english = list_placeholders(str(words.sentence))
        assert list_placeholders(str(words.sentence)) == english, key


def test_titles_tell_the_results_apart():
    titles = [words["title"] for key, words in all_words().items() if key in Result.values]
    assert len(set(titles)) == len(titles)


def test_what_has_no_value_is_left_out():
    assert format_words("welcome", people=3).sentence == "一行3人"
    assert format_words("other_day", when="5月14日 09:30").sentence == "凭证是5月14日 09:30的，"
