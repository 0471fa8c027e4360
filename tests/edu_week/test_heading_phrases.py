"""The interface's own headings know their phrases, and no web process has to load the dictionary for them."""

import subprocess
import sys
from pathlib import Path

from django.utils import translation

from edu_week import heading_phrases, translations

ROOT = Path(__file__).resolve().parents[2]
START = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
import edu_week.wsgi
assert "rjieba" not in sys.modules
"""


def test_the_translations_of_templates_are_kept_with_their_phrases():
    assert heading_phrases.heading_html("还有名额的同类活动") == "还有<wbr>名额的<wbr>同类<wbr>活动"
    assert heading_phrases.heading_html("没有人写过的标题") == "没有人写过的标题"
    assert "<wbr>" not in heading_phrases.heading_html("Similar sessions")


def test_a_missing_file_leaves_headings_as_they_are(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    assert heading_phrases.read_phrases.__wrapped__("zh_Hans") == {}


def test_only_short_texts_of_more_than_one_phrase_are_kept(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    heading_phrases.phrases_path("zh_Hans").parent.mkdir(parents=True)
    heading_phrases.write_phrases("zh_Hans", ["活动", "还有名额的同类活动", "很长的句子" * 20])
    assert list(heading_phrases.read_phrases.__wrapped__("zh_Hans")) == ["还有名额的同类活动"]


def test_no_placeholder_is_taken_for_a_heading():
    with translation.override("zh-hans"):
        assert not [text for text in translations.list_heading_texts() if "%(" in text]


def test_the_web_server_starts_without_the_dictionary():
    subprocess.run([sys.executable, "-c", START], cwd=ROOT, check=True)  # noqa: S603 (our own text)
