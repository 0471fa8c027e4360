"""Chinese sentences follow each other without a space; English ones keep it."""

import pytest
from django.utils.safestring import SafeString, mark_safe

from content.sentences import close_sentence_gaps


@pytest.mark.parametrize(
    ("html", "closed"),
    [
        ("名额已经释放。\n    还有余席时可以重新预约。\n", "名额已经释放。还有余席时可以重新预约。\n"),
        ('<span lang="zh">一所公办中职学校。</span>  点选一个区县。', '<span lang="zh">一所公办中职学校。</span>点选一个区县。'),
        ("10至60名学生。 <b>只剩5个名额。</b>", "10至60名学生。<b>只剩5个名额。</b>"),
        ("Its places have been released. You can book again.", "Its places have been released. You can book again."),
    ],
)
def test_only_the_gap_after_a_chinese_sentence_is_closed(html, closed):
    answer = close_sentence_gaps(mark_safe(html))
    assert answer == closed
    assert isinstance(answer, SafeString)


def test_a_text_is_escaped():
    assert close_sentence_gaps("好。 <b>吧</b>") == "好。&lt;b&gt;吧&lt;/b&gt;"
