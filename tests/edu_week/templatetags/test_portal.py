import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from content.models import SiteSettings
from content.phrases import mark_phrases
from edu_week import date_formats
from edu_week.templatetags import portal
from events.models import ActivityWeek, EventSession

SPRITE = Path(__file__).resolve().parents[3] / "static" / "img" / "icons.svg"
EVENING_UTC = dt.datetime(2025, 5, 13, 17, 0, tzinfo=dt.UTC)  # already the 14th in Jinzhong


def show(source, **context):
    return engines["django"].from_string(source).render(context).strip()


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_a_moment_is_told_in_the_time_of_jinzhong():
    with translation.override("zh-hans"):
        assert date_formats.format_short_day(EVENING_UTC) == "5月14日"
    assert portal.time_of_day(EVENING_UTC) == "01:00"
    assert portal.day_num(EVENING_UTC) == 14
    assert portal.iso(EVENING_UTC) == "2025-05-14T01:00+08:00"


def test_a_date_stays_as_it_is():
    assert portal.iso(dt.date(2025, 5, 14)) == "2025-05-14"
    assert portal.day_num(dt.date(2025, 5, 14)) == 14


@pytest.mark.usefixtures("english")
def test_days_in_english():
    assert portal.day_with_weekday(dt.date(2025, 5, 14)) == "Wed 14 May"
    assert portal.day_with_long_weekday(dt.date(2025, 5, 14)) == "Wednesday 14 May"
    assert date_formats.format_day_range(dt.date(2025, 5, 12), dt.date(2025, 5, 18)) == "12–18 May"
    assert date_formats.format_day_range(dt.date(2025, 5, 13), dt.date(2025, 5, 13)) == "13 May"
    assert date_formats.format_day_range(dt.date(2025, 5, 30), dt.date(2025, 6, 1)) == "30 May–1 Jun"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [((5, 12), (5, 18), "5月12日—18日"), ((5, 30), (6, 1), "5月30日—6月1日"), ((5, 12), (5, 12), "5月12日")],
)
def test_days_of_a_week_in_chinese(first, last, words):
    with translation.override("zh-hans"):
        assert date_formats.format_day_range(dt.date(2025, *first), dt.date(2025, *last)) == words


def test_time_range():
    assert portal.time_range(dt.time(9), dt.time(11, 30)) == "09:00–11:30"
    assert portal.time_range(dt.time(9)) == "09:00"


@pytest.mark.parametrize(
    "name", ["day_with_weekday", "day_with_long_weekday", "short_day", "weekday", "day_num", "time_of_day", "iso"]
)
def test_nothing_known_prints_nothing(name):
    assert portal.register.filters[name](None) == ""


@pytest.mark.usefixtures("english")
def test_content_without_english_falls_back_to_marked_chinese():
    school = SimpleNamespace(name="祁县<职中>", name_en="", motto="**学**", motto_en="")
    assert portal.localized(school, "name") == '<span lang="zh">祁县&lt;职中&gt;</span>'
    assert portal.localized_richtext(school, "motto") == '<div lang="zh"><p><strong>学</strong></p>\n</div>'


@pytest.mark.usefixtures("english")
def test_content_with_english_shows_it():
    assert portal.localized(SimpleNamespace(name="祁县", name_en="Qixian"), "name") == "Qixian"


def test_icons_take_kinds_as_they_are():
    assert portal.icon("pin").endswith('#i-pin"/></svg>')
    assert portal.icon("k-visit", "kind__mark").startswith('<svg class="kind__mark"')
    assert portal.icon("k-visit").endswith('#k-visit"/></svg>')


@pytest.mark.parametrize("kind", EventSession.Kind.values)
def test_every_kind_has_word_symbol_and_colour(kind):
    css = (SPRITE.parents[1] / "css" / "components" / "kind.css").read_text(encoding="utf-8")
    assert f'id="k-{kind}"' in SPRITE.read_text(encoding="utf-8")
    assert f".kind--{kind} " in css
    assert show('{% include "components/_kind.html" with kind=kind only %}', kind=kind)


def test_seat_meter_shows_who_waits():
    seats = SimpleNamespace(bookable=30, left=0, waiting=6, look="waitlist")
    html = show('{% include "components/_seat_meter.html" with availability=a slot_id=7 only %}', a=seats)
    assert 'data-slot="7"' in html
    assert "seat-meter--full" in html
    assert "6" in html


@pytest.mark.parametrize(
    ("parts", "part", "html"),
    [
        (frozenset(), "", ""),
        (frozenset({"whole"}), "", '&#32;<span class="sample-tag">示例</span>'),
        (frozenset({"place", "hour"}), "", '&#32;<span class="sample-tag">示例：时间、地点</span>'),
        (frozenset({"place", "hour"}), "place", '&#32;<span class="sample-tag">示例</span>'),
        (frozenset({"hour"}), "place", ""),
        (frozenset({"whole"}), "place", ""),
    ],
)
def test_sample_mark_says_what_is_made_up(parts, part, html):
    assert show("{% sample_mark parts part %}", parts=parts, part=part) == html


@pytest.mark.usefixtures("english")
def test_sample_mark_speaks_the_language_of_the_page():
    assert "Sample: hour, place" in show("{% sample_mark parts %}", parts=frozenset({"place", "hour"}))


def test_every_state_has_a_word_or_brings_its_own():
    for state in set(portal.STATES) - {"award", "plain"}:
        assert show('{% include "components/_status.html" with state=state only %}', state=state)


def test_an_error_is_announced():
    html = show('{% include "components/_notice.html" with level="error" text=text only %}', text="<b>")
    assert 'role="alert"' in html
    assert "&lt;b&gt;" in html


def test_the_lazy_records_of_the_frame_break_between_their_phrases_too():
    week = SimpleLazyObject(lambda: ActivityWeek(name="职业教育活动周", phrases=mark_phrases("职业教育活动周")))
    with translation.override("zh-hans"):
        assert portal.localized(week, "name") == "职业<wbr>教育<wbr>活动周"
        assert portal.localized(SimpleLazyObject(lambda: SiteSettings(site_name="职教活动周")), "site_name") == "职教活动周"
