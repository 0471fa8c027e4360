"""Cutting a form and filling it in anew gives what rendering it with these values would."""

import gzip

import pytest

from edu_week.form_cache.cutting import CannotBeCut, CutPage

NAMES = ["name", "box", "grade"]
FILLED = """<p>1 > 0 "</p><input type="text" name="name" value="sample" class="a">
<input type="checkbox" name="box" checked id="b"> <input type="hidden" name="other" value="sample">
<select name="grade"><option value="">-</option><option value="7" selected>7</option>
  <option value="8">8</option></select><select name="theirs"><option value="1">1</option></select>"""


def fill(html, **values):
    page = CutPage(html, NAMES)
    filled = page.fill(values)
    assert gzip.decompress(page.fill_gzip(values)) == filled
    return filled.decode()


def test_the_sample_itself():
    assert fill(FILLED, name="sample", box="on", grade="7") == FILLED


def test_nothing():
    empty = FILLED.replace(' value="sample" class', " class").replace(" checked", "").replace(" selected", "")
    assert fill(FILLED) == empty
    assert fill(FILLED, name="", box="", grade="9", unknown="x") == empty


def test_other_values():
    html = fill(FILLED, name="\"'><b>&王", box="yes", grade="8")
    assert 'name="name" value="&quot;&#x27;&gt;&lt;b&gt;&amp;王" class="a"' in html
    assert '<option value="7">' in html
    assert '<option value="8" selected>' in html
    assert ' name="box" checked id="b"' in html


def test_a_filled_page_can_be_cut_again():
    assert fill(fill(FILLED, name="x<y", box="1", grade="8"), name="sample", box="on", grade="7") == FILLED


@pytest.mark.parametrize(
    "html",
    [
        FILLED.replace('name="name"', 'name="another"'),
        FILLED.replace(' value="sample" class', " class"),
        FILLED.replace(" checked", ""),
        FILLED + '<input name="name" value="twice">',
        FILLED.replace("<select", "<p"),
    ],
)
def test_a_page_with_other_fields_cannot_be_cut(html):
    with pytest.raises(CannotBeCut):
        CutPage(html, NAMES)
