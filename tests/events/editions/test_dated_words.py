import pytest

from events.editions.dated_words import find_dated_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5月13日至15日先后来到", ["5月13日至15日"]),
        ("每周三下午、星期六上午", ["周三", "星期六"]),
        ("2025年的成果，2026年再来", ["2025"]),
        ("on 12 May, Tuesday", ["12 May", "Tuesday"]),
        ("周年展、周一到", ["周一"]),
        ("第一周期、3个月、每日10:00", []),
        ("带学生证，穿不露脚趾的鞋", []),
        ("5月13日，5月13日", ["5月13日"]),
    ],
)
def test_words_that_belong_to_certain_days_are_found(text, found):
    assert find_dated_words(text, year=2026) == found
