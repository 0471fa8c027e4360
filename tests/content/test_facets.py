"""Facets: groups of values that filter a list."""

from django.http import QueryDict

from content.facets import groups_in_force, list_choices, read_values, toggle_value


def test_known_values_are_read_once_each_in_the_order_given():
    query = QueryDict("kind=visit&kind=lecture&kind=visit&kind=")
    assert read_values(query, "kind", {"lecture", "visit"}) == (("visit", "lecture"), True)


def test_an_unknown_value_is_left_out_and_said():
    assert read_values(QueryDict("kind=visit&kind=dance"), "kind", {"visit"}) == (("visit",), False)


def test_a_group_without_values_does_not_narrow_and_one_can_be_left_out():
    chosen = {"kind": ("visit",), "school": (), "district": ("yuci",)}
    assert groups_in_force(chosen) == {"kind": ("visit",), "district": ("yuci",)}
    assert groups_in_force(chosen, without="kind") == {"district": ("yuci",)}


def test_each_choice_says_what_it_would_give():
    listed = list_choices([("a", "甲"), ("b", "乙")], ("b",), {"a": 3, "b": 0}, {"a", "b"})
    assert listed == [
        {"value": "a", "label": "甲", "count": 3, "chosen": False},
        {"value": "b", "label": "乙", "count": 0, "chosen": True},
    ]


def test_a_value_that_nothing_has_is_offered_only_while_it_is_chosen():
    pairs, counts = [("a", "甲"), ("b", "乙"), ("c", "丙")], {"a": 0, "b": 0, "c": 0}
    assert [choice["value"] for choice in list_choices(pairs, ("b",), counts, {"a"})] == ["a", "b"]


def test_a_value_is_switched_on_and_off():
    assert toggle_value(("a",), "b") == ["a", "b"]
    assert toggle_value(("a", "b"), "a") == ["b"]
