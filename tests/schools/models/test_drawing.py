"""Every drawing can be drawn, and the first edition gives each session one that is its own."""

import re
from pathlib import Path

import pytest

from events.models import EventSession
from schools.models import Drawing, IndustryCollege, Texture, Trade
from tests.example_week import load_example_week

STATIC = Path(__file__).resolve().parents[3] / "static"


@pytest.mark.parametrize("drawing", Drawing)
def test_every_drawing_has_a_symbol_of_its_own_and_a_texture(drawing):
    sprite = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    symbols = dict(re.findall(r'<symbol id="art-(\w+)"[^>]*>(.*?)</symbol>', sprite))
    assert list(symbols.values()).count(symbols[drawing]) == 1
    assert drawing.texture in Texture


@pytest.mark.parametrize("texture", Texture)
def test_every_texture_is_a_file_that_cards_and_tiles_wear(texture):
    assert (STATIC / "img" / f"{texture}.svg").exists()
    styles = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "css" / "components").glob("*.css"))
    assert all(f".{name}--{texture}" in styles for name in ("craft", "tile"))


def test_own_drawing_comes_before_those_of_the_trades():
    trades = [Trade(drawing="glass"), Trade(), Trade(drawing="lab"), Trade(drawing="glass")]
    assert EventSession(drawing="car").list_drawings(trades) == ["car"]
    assert EventSession().list_drawings(trades) == ["glass", "lab"]
    assert EventSession().list_drawings([]) == []


@pytest.mark.django_db
def test_every_session_of_the_first_edition_wears_a_drawing_and_nothing_but_pipes_a_pipe_fitting():
    load_example_week()
    worn = {session.slug: session.list_drawings(session.trades.all()) for session in EventSession.objects.all()}
    assert [slug for slug, drawings in worn.items() if not drawings] == []
    assert len({drawing for drawings in worn.values() for drawing in drawings}) >= 10
    fittings = Trade.objects.filter(drawing=Drawing.FITTING)
    assert [trade.slug for trade in fittings] == ["malleable-iron"]
    beef = IndustryCollege.objects.get(slug="pingyao-beef")
    assert beef.list_drawings(beef.trades.all()) == worn["beef-testing-open-lab"] == [Drawing.LAB]
