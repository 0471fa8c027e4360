"""Forced colours take grounds and pictures away: what they told is told by lines."""

import pytest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("week")]

KNOWN, NOTHING_YET = ".tile--named a", ".tile:not(.tile--named, .tile--campus) a"
KEY_KNOWN, KEY_NOTHING_YET = ".tile--legend i.on", ".tile--legend i:not(.on)"


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_tile_map_and_its_key_tell_where_schools_are(page, colour_scheme):
    page.emulate_media(forced_colors="active", color_scheme=colour_scheme)
    page.goto("/schools/")
    lines = {
        selector: page.locator(selector).first.evaluate("it => getComputedStyle(it).borderTop")
        for selector in (KNOWN, NOTHING_YET, KEY_KNOWN, KEY_NOTHING_YET)
    }
    assert (lines[KNOWN], lines[NOTHING_YET]) == (lines[KEY_KNOWN], lines[KEY_NOTHING_YET])
    assert lines[KNOWN] != lines[NOTHING_YET]
