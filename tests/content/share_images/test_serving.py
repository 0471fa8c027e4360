"""Cards as files: drawn once, one file per page, with the right caching headers."""

import io

import pytest
from django.conf import settings
from django.test import RequestFactory
from PIL import Image

from content.share_images import serving
from content.share_images.card import Card
from content.share_images.drawing import render_card_png
from content.share_images.fonts import load_font


@pytest.fixture
def card(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Card(site="活动周", title="推光漆体验", lines=("5月13日 周二 09:00–10:00", "中心广场"), word="体验", tag="示例")


def get_card(card, address="/card.png", **headers):
    return serving.card_response(RequestFactory().get(address, headers=headers), "session-lacquer", card)


def stored_files():
    return sorted(file.name for file in (settings.MEDIA_ROOT / serving.FOLDER).iterdir())


def test_a_card_is_a_picture_of_the_right_size(card):
    answer = get_card(card)
    picture = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], picture.size) == ("image/png", (1200, 630))
    assert len(answer.content) < 80_000


def test_it_is_drawn_once(card, monkeypatch):
    first = get_card(card).content
    monkeypatch.setattr(serving, "render_card_png", lambda card: pytest.fail("drawn again"))
    assert get_card(card).content == first


def test_changed_words_replace_the_file(card):
    get_card(card)
    other = Card(site="活动周", title="推光漆体验（改期）")
    get_card(other)
    assert stored_files() == [f"session-lacquer.zh-hans.{other.key}.png"]


def test_what_has_not_changed_is_not_sent_again(card):
    etag = get_card(card)["ETag"]
    assert get_card(card, **{"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(("version", "words"), [("right", "immutable"), ("old", "max-age=300")])
def test_only_the_address_with_its_own_key_lasts(card, version, words):
    key = card.key if version == "right" else "0123"
    assert words in get_card(card, f"/card.png?v={key}")["Cache-Control"]


def test_every_character_of_the_portal_is_in_the_fonts():
    missing = load_font("sans", 20).getmask("\uffff").getbbox(), bytes(load_font("sans", 20).getmask("\uffff"))
    for text in "髹漆推光昔阳寿阳榆社灵石玛钢针灸":
        for name in ("sans", "serif"):
            assert (load_font(name, 20).getmask(text).getbbox(), bytes(load_font(name, 20).getmask(text))) != missing, (
                name,
                text,
            )


PANEL = (785, 20, 1200, 630)


def panel_of(**fields):
    return Image.open(io.BytesIO(render_card_png(Card(site="活动周", title="推光漆体验", **fields)))).convert("RGB").crop(PANEL)


def test_cards_differ_by_drawing_texture_kind_and_seal():
    looks = [
        {"drawings": ("car",), "texture": "loom"},
        {"drawings": ("robot",), "texture": "loom"},
        {"drawings": ("car",), "texture": "iron"},
        {"drawings": ("car", "robot", "lab", "needle"), "texture": "loom"},
        {"word": "体验", "shape": "circle"},
        {"word": "讲座", "shape": "square"},
        {"word": "学校", "seal": "晋"},
        {},
    ]
    panels = [panel_of(**look).tobytes() for look in looks]
    assert len(set(panels)) == len(looks)


@pytest.mark.parametrize("title", ["体验", "推光漆杯垫描绘体验", "走进职教港" * 12])
def test_a_title_fills_its_space_and_stays_inside(title):
    picture = Image.open(io.BytesIO(render_card_png(Card(site="活动周", title=title, lines=("时间", "地点"))))).convert("L")
    left, top, right, bottom = picture.crop((0, 190, 775, 440)).point(lambda value: 255 * (value > 120)).getbbox()
    assert left >= 60
    assert right <= 740
    assert bottom - top > 90
