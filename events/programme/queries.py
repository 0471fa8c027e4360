"""The programme's slots by filter, with their sessions and availability, in a fixed number of queries."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from content.facets import groups_in_force
from content.local_time import day_bounds
from content.text_search.tokens import all_tokens_condition, split_tokens
from events.bookings.places import SlotPlaces, list_slot_places, published_slots
from events.models import ActivityWeek, EventSession, TimeSlot

NOON = 12


@dataclass(frozen=True)
class Facet:
    """One filter of sessions: the `Filters` attribute with the chosen values, and the column they are values of."""

    attribute: str
    column: str


FACET_COLUMNS = {
    "kind": Facet("kinds", "kind"),
    "school": Facet("schools", "host_school__slug"),
    "district": Facet("districts", "district__slug"),
    "audience": Facet("audiences", "audiences"),
}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """The programme's filters; several values of one kind mean "or", the kinds together mean "and"."""

    day: dt.date | None = None
    kinds: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    open_only: bool = False
    q: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(groups_in_force(self.chosen) or self.open_only or self.q)

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The chosen values of each facet, by its name in an address."""
        return {name: getattr(self, facet.attribute) for name, facet in FACET_COLUMNS.items()}

    def condition(self, *, without: str = "") -> Q:
        """Return the condition on sessions; `without` leaves one facet out, to count what its other values would give."""
        condition = all_tokens_condition(split_tokens(self.q))
        for name, values in groups_in_force(self.chosen, without=without).items():
            condition &= Q(**{f"{FACET_COLUMNS[name].column}__in": values})
        return condition


@dataclass
class SessionRow:
    """One session with those of its slots that the list shows."""

    session: EventSession
    places: list[SlotPlaces] = field(default_factory=list)

    @property
    def first(self) -> SlotPlaces:
        return self.places[0]

    @property
    def best(self) -> SlotPlaces:
        """The slot that decides the colour of the row: the first bookable, else the first that is not over or cancelled."""
        ahead = [slot_places for slot_places in self.places if slot_places.look not in ("past", "cancelled")]
        bookable = [slot_places for slot_places in ahead if slot_places.is_bookable]
        return (bookable or ahead or self.places)[0]

    @property
    def is_single(self) -> bool:
        return len(self.places) == 1


def filter_published_sessions(week: ActivityWeek | None, filters: Filters, *, without: str = "") -> QuerySet[EventSession]:
    sessions = EventSession.objects.published().filter(week=week).filter(filters.condition(without=without))
    return sessions.distinct() if filters.audiences else sessions


def filter_published_slots(week: ActivityWeek | None, filters: Filters, now: dt.datetime) -> QuerySet[TimeSlot]:
    """Return the week's slots under the filters, the day included but `open_only` not: see `list_slot_places`."""
    slots = published_slots(now).filter(session__in=filter_published_sessions(week, filters).values("pk"))
    if filters.day:
        start, end = day_bounds(filters.day)
        slots = slots.filter(starts_at__gte=start, starts_at__lt=end)
    return slots


def group_slots_by_session(places: list[SlotPlaces]) -> list[SessionRow]:
    rows: dict[int, SessionRow] = {}
    for slot_places in places:
        rows.setdefault(slot_places.slot.session_id, SessionRow(slot_places.slot.session)).places.append(slot_places)
    return list(rows.values())


def group_rows_by_day_part(places: list[SlotPlaces]) -> list[tuple[str, list[SessionRow]]]:
    """Return the rows of one day by part: morning, afternoon, all_day; empty parts are left out."""
    parts: dict[str, list[SlotPlaces]] = {"morning": [], "afternoon": [], "all_day": []}
    for slot_places in places:
        if slot_places.slot.is_all_day:
            parts["all_day"].append(slot_places)
        else:
            before_noon = timezone.localtime(slot_places.slot.starts_at).hour < NOON
            parts["morning" if before_noon else "afternoon"].append(slot_places)
    return [(name, group_slots_by_session(found)) for name, found in parts.items() if found]


def list_bookable_slots(week: ActivityWeek | None, q: str, now: dt.datetime) -> list[SlotPlaces]:
    """Return the bookable slots of the whole week for a search: the basis of the counts while `open_only` is set."""
    return list_slot_places(filter_published_slots(week, Filters(q=q), now).prefetch_related(None), now, open_only=True)


def count_sessions_by_day(week: ActivityWeek | None, filters: Filters, bookable: list[SlotPlaces] | None = None) -> Counter:
    """Count the sessions of each day under the other filters; with `bookable`, only those that have a slot in it."""
    if week is None:
        return Counter()
    sessions = filter_published_sessions(week, filters).values("pk")
    if bookable is None:
        slots = TimeSlot.objects.filter(session__in=sessions).values_list("session_id", "starts_at")
        pairs = {(timezone.localdate(starts), session) for session, starts in slots}
    else:
        session_ids = set(sessions.values_list("pk", flat=True))
        pairs = {
            (slot_places.slot.day, slot_places.slot.session_id)
            for slot_places in bookable
            if slot_places.slot.session_id in session_ids
        }
    return Counter(day for day, _session in pairs)


def count_facets(week: ActivityWeek | None, filters: Filters, bookable: list[SlotPlaces] | None = None) -> dict[str, Counter]:
    """Count the sessions that each value of each facet would give, under the other filters and the day; `bookable` as above."""
    bookable_ids = None if bookable is None else {p.slot.session_id for p in bookable if filters.day in (None, p.slot.day)}
    counts = {}
    for name, facet in FACET_COLUMNS.items():
        sessions = filter_published_sessions(week, filters, without=name)
        if filters.day and bookable_ids is None:
            start, end = day_bounds(filters.day)
            sessions = sessions.filter(
                pk__in=TimeSlot.objects.filter(starts_at__gte=start, starts_at__lt=end).values("session_id")
            )
        pairs = set(sessions.order_by().values_list("pk", facet.column))
        counts[name] = Counter(value for pk, value in pairs if value and (bookable_ids is None or pk in bookable_ids))
    return counts


def list_session_rows(sessions: QuerySet[EventSession], now: dt.datetime) -> list[SessionRow]:
    """Return rows for those sessions that are in the current week, by time, those that are over or cancelled last."""
    slots = published_slots(now).filter(session__in=sessions.filter(week__is_current=True).values("pk"))
    rows = group_slots_by_session(list_slot_places(slots, now))
    rows.sort(key=lambda row: row.best.look in ("past", "cancelled"))
    return rows


def list_similar_sessions(session: EventSession, now: dt.datetime, limit: int = 3) -> list[SessionRow]:
    """Return other sessions of the same trade or kind that can still be booked, by time."""
    others = EventSession.objects.published().filter(week=session.week).exclude(pk=session.pk)
    similar = others.filter(Q(trades__in=session.trades.all()) | Q(kind=session.kind)).distinct()
    slots = published_slots(now).filter(session__in=similar.values("pk"), ends_at__gt=now)
    return group_slots_by_session(list_slot_places(slots, now, open_only=True))[:limit]
