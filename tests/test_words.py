"""One thing has one word: the words that people read in Chinese and English, wherever they stand in the project."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from edu_week import translations as catalogues

ROOT = Path(__file__).resolve().parents[1]
HAN = re.compile(r"[一-鿿]")

# what is not said → what is said instead
CHINESE = {
    r"场次|[一这那每某几哪两单]场(?!地)|第[一二三]场": "时段 (a time slot), 项 (counting sessions)",
    r"班级预约|班级团体|一个团(?!队)": "团队预约",
    r"待(学校)?确认|[等由]确认|学校确认|批准|审批": "审核 (待审核, 已通过, 未通过)",
    r"票": "预约凭证, 凭证",
    r"这笔|一笔(虚构的)?预约|这个预约": "这次预约",
    r"大人": "带队成人 with a class, else 成人",
    r"排候补|排上候补|登记候补|进入候补": "加入候补",
    r"存进日历": "加入日历",
    r"放出|放开|让给|空出": "释放",
    r"二次验证": "两步验证",
    r"(你的|为班级|一起)安排": "行程",
    r"适合": "面向对象",
    r"未满14|14周?岁(及)?以[上下]|(?<!周)14岁|(?<![不年]满)14周岁": "不满14周岁, 年满14周岁",
    r"砖": "方块",
    r"预约者": "预约人",
    r"您": "你",
    r"纪实": "纪事 (the story of the week)",
}
EXCEPTIONS = {
    "初中班级团体",  # the name of an audience, which other people's tools know
}

# Sentences that were put better, by the words that told the old from the new.
ENGLISH = (
    r"\bmails?\b",  # Email, email
    r"\)s times?\b(?! slots?)",  # time slots are counted, not times
    r"\bThis time (is|has)\b",
    r"(another|choose a|at least one) time\b(?! slot)",
    r"\brun out\b|\bruns out\b",
    r"belong together",
    r"14 or older",
    r"[Ss]omebody (of 14|else is|else can|older)|[Aa]nybody (types|under)|^Anybody$",
    r"^Who has the|who is passed over|whoever comes",
    r"\bcame? free\b",
    r"(gone|go|goes) to (others|somebody)",
    r"given back",
    r"put right",
    r"has a slip",
    r"to blame",
    r"take one of these away",
    r"sound alike",
    r"letter, figure",
    r"by itself; nobody reads",
    r"then shows there",
    r"the school decides next",
    r"is changed as you asked",
    r"could be had",
    r"and you are %",
    r"(party|parties|nobody) before you",
    r"glad of the place",
    r"everyone or nobody",
    r"Any way you write",
    r"call us by|Enough for us",
    r"over two times",
    r"may leave out",
    r"Seeing one whole",
    r"fit together",
    r"have them forgotten",
    r"stands a seal|no status stands",
    r"^Steps$|What came of it|Rather by|Look into your",
)


def catalogue_texts() -> Iterator[tuple[str, str, str]]:
    """Yield where it stands, the English and the Chinese of every message."""
    for message in catalogues.read_catalogue(catalogues.TRANSLATED):
        if message.id:
            english = [message.id] if isinstance(message.id, str) else message.id
            yield message.locations[0][0], " | ".join(english), " | ".join(catalogues.message_translations(message))


def texts_of_data(value) -> Iterator[str]:
    """Yield the texts of the data that visitors read: not the report's own words, the notes of editors or what people type."""
    if isinstance(value, dict):
        typed = ("name", "spellings") if "spellings" in value else ()
        for name, part in value.items():
            if name not in ("quote", "editor_note", *typed):
                yield from texts_of_data(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of_data(part)
    elif isinstance(value, str):
        yield value


def chinese_outside_the_catalogue() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "data").glob("week-*.json")):
        for text in texts_of_data(json.loads(path.read_text())):
            yield path.name, text
    for app in catalogues.APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
                    yield path.relative_to(ROOT).as_posix(), node.value
    for folder, kinds in (("templates", ("*.html", "*.txt")), ("static/js", ("*.js",))):
        for path in sorted(path for kind in kinds for path in (ROOT / folder).rglob(kind)):
            yield from ((path.relative_to(ROOT).as_posix(), line) for line in path.read_text().splitlines() if HAN.search(line))


def find_wrong_words(text: str) -> list[str]:
    for exception in EXCEPTIONS:
        text = text.replace(exception, "")
    return [f"{found[0]} → {instead}" for pattern, instead in CHINESE.items() if (found := re.search(pattern, text))]


def test_chinese_of_the_catalogue_has_one_word_for_one_thing():
    assert [(chinese, wrong) for _place, _english, chinese in catalogue_texts() if (wrong := find_wrong_words(chinese))] == []


def test_chinese_elsewhere_has_one_word_for_one_thing():
    assert [(place, text, wrong) for place, text in chinese_outside_the_catalogue() if (wrong := find_wrong_words(text))] == []


WRONG = (
    *("请选一场。", "本场次已满", "班级预约", "学校确认后生效", "批准", "这张票", "这笔预约", "带队大人", "排候补"),
    *("名额让给别人", "名额已放出", "你的安排", "二次验证", "适合", "14周岁以下", "14周岁及以上", "未满14周岁", "其中14岁以下"),
)
RIGHT = ("同一场地", "不满14周岁", "年满14周岁的人", "初中班级团体", "加入候补", "不是官方安排", "确认预约", "一个团队")


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_word_is_found(text):
    assert find_wrong_words(text)


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_word_is_not(text):
    assert find_wrong_words(text) == []


def test_english_keeps_the_better_sentences():
    wrong = re.compile("|".join(ENGLISH))
    found = [(place, english) for place, english, _chinese in catalogue_texts() if wrong.search(english)]
    assert found == []
