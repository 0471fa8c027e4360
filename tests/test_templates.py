"""What holds for every template of ours, whoever wrote it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("_*.html"))
CSS = ROOT / "static" / "css"

# the two filing registers a Chinese site has to link, and the maps; a page loads nothing from them
MAPS = {"uri.amap.com", "apis.map.qq.com", "api.map.baidu.com", "maps.apple.com"}
LINKED_HOSTS = {"beian.miit.gov.cn", "beian.mps.gov.cn"} | MAPS


def name_of(path):
    return str(path.relative_to(ROOT / "templates"))


every_template = pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
every_component = pytest.mark.parametrize("component", COMPONENTS, ids=name_of)


@every_template
def test_no_inline_style_script_or_handler(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert not re.search(r"javascript:", text)
    for script in re.finditer(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL):
        data_only = re.search(r'type="application/(ld\+)?json"', script[1])
        assert data_only or ("src=" in script[1] and not script[2].strip())


@every_template
def test_nothing_comes_from_another_host(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r'\ssrc="(https?:)?//', text)
    for link in re.finditer(r'<link\b[^>]*href="((?:https?:)?//[^"]*)"', text):
        pytest.fail(f"{link[1]} is loaded from elsewhere")
    hosts = set(re.findall(r'href="https?://([^/"{]+)', text))
    assert hosts <= LINKED_HOSTS


@every_template
def test_pages_never_forbid_zooming(template):
    assert "user-scalable" not in template.read_text(encoding="utf-8")


@every_component
def test_component_says_what_it_takes(component):
    first_line = component.read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"\{# .+ #\}", first_line)


@every_component
def test_component_is_styled_by_a_sheet_of_its_class_or_made_of_others(component):
    text = component.read_text(encoding="utf-8")
    sheets = {path.stem for path in (CSS / "components").glob("*.css")}
    classes = " ".join(re.findall(r'class="([^"]*)"', text)).split()
    blocks = {re.split("__|--", name)[0] for name in classes} | {component.stem.lstrip("_").replace("_", "-")}
    styled = any(block == sheet or block.startswith(f"{sheet}-") or sheet == f"{block}s" for block in blocks for sheet in sheets)
    assert styled or '{% include "components/' in text


def test_every_part_of_the_stylesheet_is_imported_once():
    imports = re.findall(r'@import url\("([^"]+)"\)', (CSS / "portal.css").read_text(encoding="utf-8"))
    parts = {str(path.relative_to(CSS)) for folder in ("components", "pages") for path in (CSS / folder).glob("*.css")}
    assert len(imports) == len(set(imports))
    assert parts <= set(imports)


def test_layers_are_named_before_anything_is_imported():
    text = re.sub(r"/\*.*?\*/", "", (CSS / "portal.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert text.strip().startswith("@layer bootstrap, tokens, base, layout, components, pages, modes, print;")


def test_every_kind_and_icon_used_is_in_the_sprite():
    sprite = (ROOT / "static" / "img" / "icons.svg").read_text(encoding="utf-8")
    symbols = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    for template in TEMPLATES:
        for name in re.findall(r'{% icon "([^"]+)"', template.read_text(encoding="utf-8")):
            symbol = name if name.startswith(("k-", "art-", "mark")) else f"i-{name}"
            assert symbol in symbols, f"{name_of(template)}: {name}"
