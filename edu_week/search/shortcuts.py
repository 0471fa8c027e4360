"""What a query leads to straight away: the programme of a day that it names, and the pages that its everyday words mean."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from content import clock
from edu_week.context_processors import week_phase
from edu_week.date_formats import format_day_range
from edu_week.search.days import find_days, names_day
from edu_week.search.synonyms import Synonym
from edu_week.templatetags.portal import day_with_weekday
from events.models import ActivityWeek

MOST = 4


@dataclass(frozen=True)
class Shortcut:
    title: str
    url: str


def read_days(query: str) -> tuple[list[Shortcut], str]:
    """Return the programmes of the days that the query names, and the query without them."""
    week = ActivityWeek.objects.current() if names_day(query) else None
    named = find_days(query, week, clock.today()) if week else None
    if named is None:
        return [], query
    days, rest = named
    if days:
        return [day_shortcut(day, rest) for day in days], rest
    whole = _("Not in the week. Whole programme, %(days)s") % {"days": format_day_range(week.starts_on, week.ends_on)}
    return [Shortcut(whole, f"{reverse('programme')}?day=all")], rest


def day_shortcut(day, rest: str) -> Shortcut:
    """Return the link to the programme of a day, narrowed by the rest of the query."""
    names = {"day": day_with_weekday(day), "words": rest}
    title = _("Programme, %(day)s: “%(words)s”") % names if rest else _("Programme, %(day)s") % names
    query = {"day": day.isoformat()} | ({"q": rest} if rest else {})
    return Shortcut(title, f"{reverse('programme')}?{urlencode(query)}")


def synonym_shortcuts(synonyms: list[Synonym]) -> list[Shortcut]:
    """Return where the synonyms lead; none to what can still be booked once the week is over."""
    is_over = any(one.url for one in synonyms) and week_phase(ActivityWeek.objects.current(), clock.today()) == "after"
    led = [one for one in synonyms if one.url and not (is_over and leads_to_bookable(one.url))]
    by_url = {one.url: Shortcut(one.link, one.url) for one in reversed(led)}
    return list(by_url.values())[::-1][:MOST]


def leads_to_bookable(url: str) -> bool:
    """Tell whether the address is the programme of what can still be booked."""
    return parse_qs(urlsplit(url).query).get("open") == ["1"]
