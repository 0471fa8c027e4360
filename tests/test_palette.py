"""Every colour of the two schemes stands once, in palette.css."""

import re
from collections import Counter
from pathlib import Path

CSS = Path(__file__).parents[1] / "static" / "css"
PALETTE = (CSS / "palette.css").read_text(encoding="utf-8")
SCHEMES = re.compile(r"prefers-color-scheme: dark|\[data-(?:bs-)?theme=\"?dark")
DECLARED = re.compile(r"(--[\w-]+):")


def test_a_colour_is_declared_once():
    counted = Counter(DECLARED.findall(PALETTE))
    counted.pop("--light")
    counted.pop("--dark")
    assert counted.most_common(1)[0][1] == 1


def test_the_switch_is_thrown_in_the_palette_only():
    """High contrast is a scheme of its own, which modes.css has once in light and once in dark."""
    others = [path.name for path in CSS.rglob("*.css") if path.name not in ("palette.css", "modes.css")]
    found = {path.name for path in CSS.rglob("*.css") if SCHEMES.search(path.read_text(encoding="utf-8"))}
    assert others
    assert found <= {"palette.css", "modes.css", "brand.css"}
    brand = (CSS / "admin" / "brand.css").read_text(encoding="utf-8")
    assert brand.count('html[data-theme="dark"]') == 1  # only to come before Django's own


def test_the_colour_of_the_browser_s_frame_is_that_of_the_paper():
    light, dark = re.search(r"--paper: var\(--light, (#\w+)\) var\(--dark, (#\w+)\)", PALETTE).groups()
    base = (CSS.parents[1] / "templates" / "base.html").read_text(encoding="utf-8")
    assert f'(prefers-color-scheme: light)" content="{light}"' in base
    assert f'(prefers-color-scheme: dark)" content="{dark}"' in base
