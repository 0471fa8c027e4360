"""One class has one key however it is written (tests/cases/classes.json)."""

import json
from pathlib import Path

import pytest

from events.models.class_key import join_grade_and_class, make_class_key

CASES = json.loads((Path(__file__).parents[2] / "cases" / "classes.json").read_text())


def key(case, name, **more):
    return make_class_key(**{"school_id": None, "school_name": case["school"], "grade": case["grade"], "class_name": name} | more)


@pytest.mark.parametrize(("case", "name"), [(case, name) for case in CASES for name in case["same"]])
def test_same_class(case, name):
    assert key(case, name) == key(case, case["same"][0])


@pytest.mark.parametrize(("case", "name"), [(case, name) for case in CASES for name in case["different"]])
def test_another_class(case, name):
    assert key(case, name) != key(case, case["same"][0])


def test_school_and_grade_are_part_of_the_class():
    case = CASES[0]
    keys = {key(case, "3班"), key(case, "3班", grade=8), key(case, "3班", school_name="榆次二中"), key(case, "3班", school_id=7)}
    assert len(keys) == 4
    assert key(case, "3班", school_name=" 榆次・一中 ") == key(case, "3班")
    assert key(case, "3班", school_id=7, school_name="榆次一中学") == key(case, "3班", school_id=7)


def test_no_school_no_grade_and_no_name_is_no_class():
    assert make_class_key(school_id=None, school_name="", grade=None, class_name="") == ""


def test_long_names_fit_the_column():
    """One character can become eighteen by NFKC."""
    keys = {key(CASES[0], "3班", school_name="ﷺ" * 59 + last) for last in "ab"}
    assert len(keys) == 2
    assert all(len(one) <= 160 for one in keys)


@pytest.mark.parametrize(
    ("class_name", "name"),
    [
        ("八年级3班", "八年级3班"),
        ("初二（3）班", "初二（3）班"),
        ("八3班", "八3班"),
        ("3班", "八年级（初二）3班"),
        ("2024级创新班", "八年级（初二）2024级创新班"),
        ("", "八年级（初二）"),
    ],
)
def test_grade_and_class_say_the_grade_once(class_name, name):
    assert join_grade_and_class(8, "八年级（初二）", class_name) == name


def test_grade_and_class_in_english_and_without_a_grade():
    assert join_grade_and_class(8, "Grade 8", "3班") == "Grade 8 3班"
    assert join_grade_and_class(8, "Grade 8", "Grade 8 Class 3") == "Grade 8 Class 3"
    assert join_grade_and_class(None, "", "3班") == "3班"
