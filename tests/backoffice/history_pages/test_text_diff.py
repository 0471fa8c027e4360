import pytest

from backoffice.history_pages.text_diff import DiffPiece, diff_lists, diff_texts


def kinds(pieces) -> str:
    """The difference as people see it: [-went-], {+came+}."""
    marks = {"del": "[-{}-]", "ins": "{{+{}+}}", "same": "{}", "gap": "…"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("甲", "乙", "[-甲-]{+乙+}"),
        ("", "乙", "{+乙+}"),
        ("甲", "", "[-甲-]"),
        ("第一句。第二句说的是车床，很长很长的一句话。", "第一句。第二句说的是铣床，很长很长的一句话。", None),
    ],
)
def test_short_texts_are_shown_whole(old, new, expected):
    assert kinds(diff_texts(old, new)) == (expected or f"[-{old}-]{{+{new}+}}")


def test_in_a_long_text_only_the_words_that_changed_are_marked():
    start, end = "学校介绍。" * 20, "欢迎来参观。" * 20
    old, new = f"{start}我们有CNC车床三十台。{end}", f"{start}我们有CNC铣床三十台。{end}"
    expected = kinds(diff_texts(old, new))
    assert "[-车-]{+铣+}床" in expected
    assert expected.startswith("…")
    assert expected.endswith("…")
    assert len(expected) < 120


def test_sentences_with_little_in_common_are_not_torn_to_letters():
    old, new = "今天上午九点在报告厅开始。" + "乙" * 30, "请自带工作服和护目镜前来参加。" + "乙" * 30
    assert diff_texts(old, new)[0] == DiffPiece("del", "今天上午九点在报告厅开始。")


def test_pieces_add_up_to_both_texts():
    old, new = "一行\n二行\n三行" * 3, "一行\n改了的二行\n三行" * 3
    pieces = diff_texts(old, new)
    assert "".join(p.text for p in pieces if p.kind != "ins") == old
    assert "".join(p.text for p in pieces if p.kind != "del") == new


def test_list_shows_what_stayed_too():
    items = diff_lists(["钳工", "焊接"], ["焊接", "茶艺"])
    assert [kinds(item) for item in items] == ["[-钳工-]", "焊接", "{+茶艺+}"]
