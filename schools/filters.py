"""How the list of schools is narrowed: several values of one kind mean "or", the kinds together mean "and"."""

from collections import Counter
from dataclasses import dataclass, fields

from schools.models import School


@dataclass(frozen=True, kw_only=True)
class SchoolFilters:
    levels: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    honours: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query, known: dict[str, list[str]]):
        """Values that are not among the `known` of their kind are ignored."""
        read = {name: tuple(value for value in query.getlist(name) if value in values) for name, values in known.items()}
        return cls(levels=read["level"], districts=read["district"], honours=read["honour"])

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def chosen(self, name: str) -> tuple[str, ...]:
        return getattr(self, f"{name}s")

    def applied(self, schools, *, without: str = "") -> list[School]:
        names = [name for name in VALUES if name != without and self.chosen(name)]
        return [school for school in schools if all(set(self.chosen(name)) & set(VALUES[name](school)) for name in names)]

    def counts(self, schools, name: str) -> Counter:
        """Schools each value of a kind would give, the other kinds kept."""
        return Counter(value for school in self.applied(schools, without=name) for value in VALUES[name](school))


VALUES = {
    "level": lambda school: [school.level],
    "district": lambda school: [school.district.slug] if school.district else [],
    "honour": lambda school: school.honours,
}
