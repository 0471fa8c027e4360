"""The programme's filters, read from the address. Unknown values are left out and noted, never an error."""

import datetime as dt

from content import public_cache
from content.facets import read_values
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
        self.schools, self.districts, self.audiences = list_choosable_records()
        self.filters = Filters(
            day=self.known_day(),
            kinds=self.known_values("kind", set(EventSession.Kind.values)),
            schools=self.known_values("school", {school.slug for school in self.schools}),
            districts=self.known_values("district", {district.slug for district in self.districts}),
            audiences=self.known_values("audience", {audience.code for audience in self.audiences}),
            open_only=data.get("open") == "1",
            q=normalise_query(data.get("q", ""), longest=QUERY_LENGTH),
        )
        self.today = today

    def known_values(self, name: str, values: set[str]) -> tuple[str, ...]:
        chosen, is_understood = read_values(self.data, name, values)
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


@public_cache.cache_until_public_change
def list_choosable_records() -> tuple[list[School], list[District], list[Audience]]:
    names = ("slug", "name", "name_en")
    schools = School.objects.published().exclude(group=School.Group.VISITING)
    return list(schools.only(*names)), list(District.objects.published().only(*names)), list(Audience.objects.all())
