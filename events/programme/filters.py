"""The programme's filters, read from the address. Unknown values are left out and noted, never an error."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import capfirst

from content import public_cache
from content.facets import read_values
from content.languages import localized_value
from content.query_values import parse_day
from content.text_search.tokens import normalise_query
from events.models import Audience, EventSession
from events.programme.queries import Filters
from schools.models import District, School

QUERY_LENGTH = 50


class ProgrammeFilter:
    """Reads the query string of one request. `has_unknown_values` says whether some of it was left out."""

    def __init__(self, data, week, today):
        self.data, self.week, self.has_unknown_values = data, week, False
        self.choosable = list_choosable_records()
        self.filters = Filters(
            day=self.known_day(),
            kinds=self.known_values("kind"),
            schools=self.known_values("school"),
            districts=self.known_values("district"),
            audiences=self.known_values("audience"),
            open_only=data.get("open") == "1",
            q=normalise_query(data.get("q", ""), longest=QUERY_LENGTH),
        )
        self.today = today

    def known_values(self, name: str) -> tuple[str, ...]:
        chosen, is_understood = read_values(self.data, name, self.choosable.values[name])
        self.has_unknown_values = self.has_unknown_values or not is_understood
        return chosen

    def known_day(self) -> dt.date | None:
        text = self.data.get("day", "")
        day = parse_day(text)
        if day and self.week and day.year not in (self.week.starts_on.year, self.week.ends_on.year):
            day = None  # a day is shown without its year
        self.has_unknown_values = self.has_unknown_values or (day is None and text not in ("", "all"))
        return day

    def default_day(self) -> dt.date | None:
        """Return today during the week, its first day otherwise; None, the whole week, with filters or a search."""
        if self.week is None or self.filters.is_narrowed or self.data.get("day") == "all":
            return None
        return self.today if self.week.starts_on <= self.today <= self.week.ends_on else self.week.starts_on


@dataclass
class ChoosableRecords:
    """What the filters may be set to, read once until a public record changes."""

    schools: list[School]
    districts: list[District]
    audiences: list[Audience]

    @cached_property
    def pairs(self) -> dict[str, list[tuple[str, str]]]:
        """Value and label, in the language they were read in."""
        return {
            "kind": [(value, capfirst(label)) for value, label in EventSession.Kind.choices],
            "school": [(school.slug, localized_value(school, "name")) for school in self.schools],
            "district": [(district.slug, localized_value(district, "name")) for district in self.districts],
            "audience": [(audience.code, capfirst(audience)) for audience in self.audiences],
        }

    @cached_property
    def values(self) -> dict[str, set[str]]:
        return {name: {value for value, _label in pairs} for name, pairs in self.pairs.items()}


@public_cache.cache_until_public_change
def list_choosable_records() -> ChoosableRecords:
    names = ("slug", "name", "name_en")
    schools = School.objects.published().exclude(group=School.Group.VISITING)
    return ChoosableRecords(
        list(schools.only(*names)), list(District.objects.published().only(*names)), list(Audience.objects.all())
    )
