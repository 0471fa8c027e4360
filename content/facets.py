"""Facets: groups of values that filter a list.

Values of one group are combined with "or", groups with "and". The count beside a value says how many rows choosing it
would give while the other groups stay as they are. The condition of each group is defined by the list it belongs to.
"""

from collections.abc import Collection, Iterable, Mapping


def read_values(query, name: str, known: Collection[str]) -> tuple[tuple[str, ...], bool]:
    """Return the known values of a query parameter, each once and in the order given, and whether all values were known."""
    given = dict.fromkeys(value for value in query.getlist(name) if value)
    values = tuple(value for value in given if value in known)
    return values, len(values) == len(given)


def groups_in_force(chosen: Mapping[str, Collection[str]], *, without: str = "") -> dict[str, Collection[str]]:
    """Return the groups that have values; `without` leaves one out, to count what its other values would give."""
    return {name: values for name, values in chosen.items() if values and name != without}


def list_choices(
    pairs: Iterable[tuple[str, object]], chosen: Collection[str], counts: Mapping[str, int], present: Collection[str]
) -> list[dict]:
    """Return a group's values with their labels, how many rows each would give, and whether it is chosen.

    `present` are the values that some row of the whole list has; others are offered only while they are chosen.
    """
    return [
        {"value": value, "label": label, "count": counts[value], "chosen": value in chosen}
        for value, label in pairs
        if value in present or value in chosen
    ]


def toggle_value(chosen: Collection[str], value: str) -> list[str]:
    """Return the group's values after this one is switched on or off."""
    rest = [other for other in chosen if other != value]
    return rest if value in chosen else [*rest, value]
