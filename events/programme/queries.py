"""The programme's slots by filter, with their sessions and availability, in a fixed number of queries."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet

from content import public_cache
from content.facets import groups_in_force
from content.text_search.tokens import all_tokens_condition, split_tokens
from events.bookings.places import SlotPlaces
from events.models import ActivityWeek, EventSession, TimeSlot
from events.models.sample_parts import join_sample_parts
from events.programme import current_places
from events.programme.audience_rules import is_offered, modes_offered_beside, offered_condition
from events.programme.current_places import list_open_places, look_at_slots, read_current_numbers
from events.programme.week_slots import AllPlaces, WeekRow, WeekSlots, read_week_slots

SIMILAR_LOOKED_AT = 200  # slots among which similar sessions with places are sought
NO_WEEK = 0


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
AUDIENCE = "audience"


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

    @property
    def of_sessions(self) -> "Filters":
        """Only what decides about sessions: neither the day nor `open_only`."""
        return replace(self, day=None, open_only=False)

    def condition(self, *, without: str = "") -> Q:
        """Return the condition on sessions; `without` leaves one facet out, to count what its other values would give."""
        condition = all_tokens_condition(split_tokens(self.q))
        for name, values in groups_in_force(self.chosen, without=without).items():
            is_audience = name == AUDIENCE
            condition &= offered_condition(values) if is_audience else Q(**{f"{FACET_COLUMNS[name].column}__in": values})
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
    def sample_parts(self) -> frozenset[str]:
        """What is made up of the session and of the slots that the list shows."""
        return join_sample_parts(slot_places.slot for slot_places in self.places)

    @property
    def is_single(self) -> bool:
        return len(self.places) == 1


def filter_published_sessions(week: ActivityWeek | int | None, filters: Filters, *, without: str = "") -> QuerySet[EventSession]:
    sessions = EventSession.objects.published().filter(week=week).filter(filters.condition(without=without))
    return sessions.distinct() if filters.audiences else sessions


def read_programme(week: ActivityWeek | None) -> WeekSlots:
    return read_week_slots(week.pk if week else NO_WEEK)


def look_at_all_slots(programme: WeekSlots, now: dt.datetime) -> AllPlaces:
    """Return the places of every slot of the week, those without a published session left out."""
    return current_places.look_at_all_slots(programme, now)


def find_slots(programme: WeekSlots, filters: Filters) -> list[TimeSlot]:
    """Return the slots under the filters, the day included but `open_only` not."""
    return programme.select_slots(find_session_ids(programme.week_id, filters.of_sessions), filters.day)


def find_rows(programme: WeekSlots, filters: Filters) -> list[WeekRow]:
    """Return the rows under the filters, the day included but `open_only` not."""
    session_ids = find_session_ids(programme.week_id, filters.of_sessions)
    return [row for row in programme.rows if filters.day in (None, row.day) and row.session_id in session_ids]


def list_places(week: ActivityWeek | None, filters: Filters, now: dt.datetime) -> list[SlotPlaces]:
    """Return the slots under all filters, `open_only` included, with their places now."""
    programme = read_programme(week)
    places = look_at_slots(programme, find_slots(programme, filters), now)
    return [p for p in places if p.is_bookable_by(filters.audiences)] if filters.open_only else places


def find_bookers(place: SlotPlaces) -> frozenset[str]:
    """Return the audiences to whom the session is offered and who can book this slot now."""
    session = place.slot.session
    offered = [audience.code for audience in session.audiences.all() if is_offered(session.booking_mode, audience.code)]
    return frozenset(code for code in offered if place.is_bookable_by((code,)))


@public_cache.cache_until_public_change
def find_session_ids(week_id: int, filters: Filters) -> frozenset[int]:
    return frozenset(filter_published_sessions(week_id, filters).values_list("pk", flat=True))


@public_cache.cache_until_public_change
def find_facet_pairs(week_id: int, filters: Filters, name: str) -> frozenset[tuple[int, str]]:
    """Return (session, value) of one facet for the sessions under the other filters; of audiences those it is offered to."""
    sessions = filter_published_sessions(week_id, filters, without=name).order_by()
    rows = sessions.values_list("pk", FACET_COLUMNS[name].column, "booking_mode")
    return frozenset((pk, value) for pk, value, mode in rows if value and (name != AUDIENCE or is_offered(mode, value)))


@public_cache.cache_until_public_change
def find_facet_values(week_id: int) -> dict[str, frozenset[str]]:
    """Return for each facet the values that some session of the week has."""
    return {name: frozenset(value for _pk, value in find_facet_pairs(week_id, Filters(), name)) for name in FACET_COLUMNS}


def group_slots_by_session(places: list[SlotPlaces]) -> list[SessionRow]:
    rows: dict[int, SessionRow] = {}
    for slot_places in places:
        rows.setdefault(slot_places.slot.session_id, SessionRow(slot_places.slot.session)).places.append(slot_places)
    return list(rows.values())


def list_bookable_slots(programme: WeekSlots, q: str, now: dt.datetime) -> list[SlotPlaces]:
    """Return the slots of the whole week that anybody can book, for a search: the basis of the counts under `open_only`."""
    slots = find_slots(programme, Filters(q=q))
    return list_open_places(programme, slots, read_current_numbers(slots, now), now)


def count_sessions_by_day(programme: WeekSlots, filters: Filters, bookable: list[SlotPlaces] | None = None) -> Counter:
    """Count the sessions of each day under the other filters; with `bookable`, only those that have a slot in it."""
    if bookable is None:
        return count_all_by_day(programme, filters.of_sessions)
    return count_days_of_slots(programme, filters, [p.slot for p in bookable if p.is_bookable_by(filters.audiences)])


@public_cache.cache_until_public_change
def count_all_by_day(programme: WeekSlots, filters: Filters) -> Counter:
    return count_days_of_slots(programme, filters, programme.slots)


def count_days_of_slots(programme: WeekSlots, filters: Filters, slots: list[TimeSlot]) -> Counter:
    session_ids = find_session_ids(programme.week_id, filters.of_sessions)
    pairs = {(programme.day_of_slot[slot.pk], slot.session_id) for slot in slots if slot.session_id in session_ids}
    return Counter(day for day, _session in pairs)


def count_facets(programme: WeekSlots, filters: Filters, bookable: list[SlotPlaces] | None = None) -> dict[str, Counter]:
    """Count the sessions that each value of each facet would give, under the other filters and the day; `bookable` as above."""
    if bookable is None:
        return count_facets_of_day(programme, filters.of_sessions, filters.day)
    of_day = [p for p in bookable if filters.day in (None, programme.day_of_slot[p.slot.pk])]
    counts = count_facets_of(programme, filters, {p.slot.session_id for p in of_day if p.is_bookable_by(filters.audiences)})
    return counts | {AUDIENCE: count_bookable_by_audience(programme, filters, of_day)}


def count_bookable_by_audience(programme: WeekSlots, filters: Filters, bookable: list[SlotPlaces]) -> Counter:
    """Count for each audience the sessions that it could book."""
    slots_of_session: dict[int, list[SlotPlaces]] = {}
    for slot_places in bookable:
        slots_of_session.setdefault(slot_places.slot.session_id, []).append(slot_places)
    pairs = find_facet_pairs(programme.week_id, filters.of_sessions, AUDIENCE)
    return Counter(code for pk, code in pairs if any(p.is_bookable_by((code,)) for p in slots_of_session.get(pk, ())))


@public_cache.cache_until_public_change
def count_facets_of_day(programme: WeekSlots, filters: Filters, day: dt.date | None) -> dict[str, Counter]:
    return count_facets_of(programme, filters, programme.sessions_by_day.get(day, set()) if day else programme.sessions.keys())


def count_facets_of(programme: WeekSlots, filters: Filters, session_ids: Collection[int]) -> dict[str, Counter]:
    counts = {}
    for name in FACET_COLUMNS:
        pairs = find_facet_pairs(programme.week_id, filters.of_sessions, name)
        counts[name] = Counter(value for pk, value in pairs if pk in session_ids)
    return counts


def list_session_rows(programme: WeekSlots, session_ids: Collection[int], now: dt.datetime) -> list[SessionRow]:
    """Return rows for these sessions by time, those that are over or cancelled last."""
    rows = group_slots_by_session(programme.list_places(programme.select_slots(session_ids), now))
    rows.sort(key=lambda row: row.best.look in ("past", "cancelled"))
    return rows


def list_places_and_similar(session: EventSession, now: dt.datetime, limit: int = 3) -> tuple[list[SlotPlaces], list[SessionRow]]:
    """Return the places of the session, and other sessions of its trade or kind that can still be booked, by time."""
    programme = read_week_slots(session.week_id)
    own = programme.slots_of_session.get(session.pk, [])
    similar = find_similar_sessions(session.pk, session.week_id, session.kind, session.booking_mode)
    others = [slot for slot in programme.select_slots(similar) if slot.ends_at > now][:SIMILAR_LOOKED_AT]
    places = programme.list_places([*own, *others], now)
    rows = group_slots_by_session([p for p in places if p.slot.session_id != session.pk and p.is_bookable])
    return [p for p in places if p.slot.session_id == session.pk], rows[:limit]


@public_cache.cache_until_public_change
def find_similar_sessions(session_id: int, week_id: int, kind: str, mode: str) -> frozenset[int]:
    others = EventSession.objects.published().filter(week=week_id).exclude(pk=session_id)
    others = others.filter(booking_mode__in=modes_offered_beside(mode))
    trades = EventSession.trades.through.objects.filter(eventsession=session_id).values("trade")
    return frozenset(others.filter(Q(trades__in=trades) | Q(kind=kind)).values_list("pk", flat=True))
