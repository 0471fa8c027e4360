"""Filters of the list of schools, as facets (see `content.facets`)."""

from collections import Counter
from dataclasses import dataclass

from content.facets import groups_in_force, read_values
from schools.models import School

VALUES = {
    "level": lambda school: [school.level],
    "district": lambda school: [school.district.slug] if school.district else [],
    "honour": lambda school: school.honours,
}


def list_values(schools, name: str) -> set[str]:
    """Return the values of one facet that some school has."""
    return {value for school in schools for value in VALUES[name](school)}


@dataclass(frozen=True)
class SchoolFilters:
    """`selected_values` are the values of each facet, by its name in the query string."""

    selected_values: dict[str, tuple[str, ...]]

    @classmethod
    def from_query(cls, query, known: dict[str, list[str]]):
        """Read a query string; values that are not in `known` for their facet are ignored."""
        return cls({name: read_values(query, name, values)[0] for name, values in known.items()})

    @property
    def key(self) -> tuple:
        """What tells these filters from others."""
        return tuple(self.selected_values.items())

    @property
    def is_narrowed(self) -> bool:
        return bool(groups_in_force(self.selected_values))

    def apply(self, schools, *, without: str = "") -> list[School]:
        """Return the schools that match every facet except `without`."""
        groups = groups_in_force(self.selected_values, without=without)
        return [school for school in schools if all(set(groups[name]) & set(VALUES[name](school)) for name in groups)]

    def count_by_value(self, schools, name: str) -> Counter:
        """Count how many schools each value of a facet would give together with the other facets."""
        return Counter(value for school in self.apply(schools, without=name) for value in VALUES[name](school))
