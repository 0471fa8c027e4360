"""How the list of schools is narrowed, by facets (`content.facets`)."""

from collections import Counter
from dataclasses import dataclass

from content.facets import groups_in_force, read_values
from schools.models import School

VALUES = {
    "level": lambda school: [school.level],
    "district": lambda school: [school.district.slug] if school.district else [],
    "honour": lambda school: school.honours,
}


@dataclass(frozen=True)
class SchoolFilters:
    """`chosen` are the values of each group, by the name it has in an address."""

    chosen: dict[str, tuple[str, ...]]

    @classmethod
    def from_query(cls, query, known: dict[str, list[str]]):
        """Values that are not among the `known` of their kind are ignored."""
        return cls({name: read_values(query, name, values)[0] for name, values in known.items()})

    @property
    def is_narrowed(self) -> bool:
        return bool(groups_in_force(self.chosen))

    def applied(self, schools, *, without: str = "") -> list[School]:
        groups = groups_in_force(self.chosen, without=without)
        return [school for school in schools if all(set(groups[name]) & set(VALUES[name](school)) for name in groups)]

    def counts(self, schools, name: str) -> Counter:
        """Schools each value of a kind would give, the other kinds kept."""
        return Counter(value for school in self.applied(schools, without=name) for value in VALUES[name](school))
