"""How many places of each slot are taken and waited for at this moment: the one thing that changes with every booking."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from django.db import connections
from django.db.models import Subquery

from content.models import PublicGeneration
from events.bookings.queries import with_places
from events.models import TimeSlot

NUMBERS = ("places_taken", "expired_people", "waiting_count", "least_individual", "least_class")
# What stands in the compiled query for the slots asked for and for the moment
SOME_ID, SOME_MOMENT = -1, dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
SOME_IDS = " IN (%s)"


@dataclass
class PlaceNumbers:
    """`of_slots` has the `NUMBERS` of each slot by primary key, `generation` that of the public pages at the same moment."""

    of_slots: dict[int, tuple] = field(default_factory=dict)
    generation: int | None = None


def read_numbers(slot_ids: list[int], now: dt.datetime) -> PlaceNumbers:
    """Read them in one query; slots that no longer exist are missing."""
    if not slot_ids:
        return PlaceNumbers()
    alias = TimeSlot.objects.all().db
    sql, parameters = compile_numbers_query(alias)
    moment = connections[alias].ops.adapt_datetimefield_value(SOME_MOMENT)
    now = connections[alias].ops.adapt_datetimefield_value(now)
    with connections[alias].cursor() as cursor:
        cursor.execute(
            sql.replace(SOME_IDS, f" IN ({', '.join(map(str, slot_ids))})"),  # keys as they are: thousands are slow as values
            [now if parameter == moment else parameter for parameter in parameters if parameter != SOME_ID],
        )
        rows = cursor.fetchall()
    return PlaceNumbers({row[0]: row[1:-1] for row in rows}, rows[0][-1] if rows else None)


@cache
def compile_numbers_query(alias: str) -> tuple[str, tuple]:
    """Return `with_places` as SQL: building it anew for every page takes ten times as long as running it."""
    generation = Subquery(PublicGeneration.objects.values("number")[:1])
    slots = with_places(TimeSlot.objects.using(alias).filter(pk__in=[SOME_ID]), SOME_MOMENT).annotate(generation=generation)
    query = slots.order_by().values_list("pk", *NUMBERS, "generation").query
    sql, parameters = query.get_compiler(alias).as_sql()
    if sql.count(SOME_IDS) != 1 or parameters.count(SOME_ID) != 1:
        raise AssertionError(f"The slots asked for stand elsewhere than expected in {sql}")
    return sql, parameters
