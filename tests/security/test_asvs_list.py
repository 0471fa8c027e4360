"""docs/security.md goes through every requirement of ASVS 5.0.0 at levels 1 and 2, each once."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([0-9., ]+) \| ([12]) \| (.+?) \| (.+) \|$", re.MULTILINE)

# Section → the numbers of its requirements at level 1, and at level 2. What is missing between them is level 3.
SECTIONS = {
    "1.1": ("", "1-2"),
    "1.2": ("1-5", "6-9"),
    "1.3": ("1-2", "3-11"),
    "1.4": ("", "1-3"),
    "1.5": ("1", "2"),
    "2.1": ("1", "2-3"),
    "2.2": ("1-2", "3"),
    "2.3": ("1", "2-4"),
    "2.4": ("", "1"),
    "3.2": ("1-2", ""),
    "3.3": ("1", "2-4"),
    "3.4": ("1-2", "3-6"),
    "3.5": ("1-3", "4-5"),
    "3.7": ("", "1-2"),
    "4.1": ("1", "2-3"),
    "4.2": ("", "1"),
    "4.3": ("", "1-2"),
    "4.4": ("1", "2-4"),
    "5.1": ("", "1"),
    "5.2": ("1-2", "3"),
    "5.3": ("1-2", ""),
    "5.4": ("", "1-3"),
    "6.1": ("1", "2-3"),
    "6.2": ("1-8", "9-12"),
    "6.3": ("1-2", "3-4"),
    "6.4": ("1-2", "3-4"),
    "6.5": ("", "1-5"),
    "6.6": ("", "1-3"),
    "6.8": ("", "1-4"),
    "7.1": ("", "1-3"),
    "7.2": ("1-4", ""),
    "7.3": ("", "1-2"),
    "7.4": ("1-2", "3-5"),
    "7.5": ("", "1-2"),
    "7.6": ("", "1-2"),
    "8.1": ("1", "2"),
    "8.2": ("1-2", "3"),
    "8.3": ("1", ""),
    "8.4": ("", "1"),
    "9.1": ("1-3", ""),
    "9.2": ("1", "2-4"),
    "10.1": ("", "1-2"),
    "10.2": ("", "1-2"),
    "10.3": ("", "1-4"),
    "10.4": ("1-5", "6-11"),
    "10.5": ("", "1-5"),
    "10.6": ("", "1-2"),
    "10.7": ("", "1-3"),
    "11.1": ("", "1-2"),
    "11.2": ("", "1-3"),
    "11.3": ("1-2", "3"),
    "11.4": ("1", "2-4"),
    "11.5": ("", "1"),
    "11.6": ("", "1"),
    "12.1": ("1", "2-3"),
    "12.2": ("1-2", ""),
    "12.3": ("", "1-4"),
    "13.1": ("", "1"),
    "13.2": ("", "1-5"),
    "13.3": ("", "1-2"),
    "13.4": ("1", "2-5"),
    "14.1": ("", "1-2"),
    "14.2": ("1", "2-4"),
    "14.3": ("1", "2-3"),
    "15.1": ("1", "2-3"),
    "15.2": ("1", "2-3"),
    "15.3": ("1", "2-7"),
    "16.1": ("", "1"),
    "16.2": ("", "1-5"),
    "16.3": ("", "1-4"),
    "16.4": ("", "1-3"),
    "16.5": ("", "1-3"),
    "17.1": ("", "1"),
    "17.2": ("", "1-4"),
    "17.3": ("", "1-2"),
}
COUNT = {1: 70, 2: 183}  # as the standard itself counts them


def list_requirements(level: int) -> list[str]:
    found = []
    for section, spans in SECTIONS.items():
        if span := spans[level - 1]:
            first, _dash, last = span.partition("-")
            found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def list_rows(level: int) -> list[str]:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    return [name.strip() for names, of, _asked, _here in ROW.findall(text) if int(of) == level for name in names.split(",")]


def test_every_requirement_of_both_levels_stands_there_once():
    for level in (1, 2):
        assert len(list_requirements(level)) == COUNT[level]
        rows = list_rows(level)
        assert sorted(rows) == sorted(set(rows)), "named twice"
        assert set(rows) == set(list_requirements(level))


def test_each_says_where_it_holds_or_why_not():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for names, _level, _asked, here in ROW.findall(text):
        assert len(here) > 3, names
        if "not met" in here.lower():
            assert re.search(r"\*\*[Nn]ot met", here), names
            assert len(here) > 40, f"{names}: say why not"


def test_the_files_it_names_exist():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+/[\w./-]+)`", text))
    assert [name for name in sorted(named) if not (ROOT / name).exists() and not name.startswith("var/")] == []
