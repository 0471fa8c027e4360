"""Date filters of the lists: "today" and "past 7 days" go by the portal's clock where they filter what it governs."""

import datetime as dt

from django.contrib.admin import DateFieldListFilter, FieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import models

from content import clock
from content.local_time import moment_of_day
from content.query_values import DAY, parse_day


class PortalDateFilter(DateFieldListFilter):
    """Django's filter, with its bounds counted from the portal's date.

    A list of what follows real time, such as the audit log, names `DateFieldListFilter` itself.
    """

    def __init__(self, field, request, params, model, model_admin, field_path):
        super().__init__(field, request, params, model, model_admin, field_path)
        if clock.is_rehearsal():
            self.links = self.list_links()

    def list_links(self):
        today = clock.today()
        next_month = (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        spans = (
            (today, today + dt.timedelta(days=1)),
            (today - dt.timedelta(days=7), today + dt.timedelta(days=1)),
            (today.replace(day=1), next_month),
            (today.replace(month=1, day=1), today.replace(year=today.year + 1, month=1, day=1)),
        )
        any_date, *labelled = self.links[: len(spans) + 1]
        moved = [(label, self.bounds(*span)) for (label, _bounds), span in zip(labelled, spans, strict=True)]
        return (any_date, *moved, *self.links[len(spans) + 1 :])

    def bounds(self, since: dt.date, until: dt.date) -> dict:
        values = [moment_of_day(day, dt.time.min) for day in (since, until)] if self.is_moment else [since, until]
        return {self.lookup_kwarg_since: values[0], self.lookup_kwarg_until: values[1]}

    def queryset(self, request, queryset):
        """A bound that names only a day, typed into the address, means its first moment here."""
        if self.is_moment:
            self.used_parameters = {name: list(map(read_moment, values)) for name, values in self.used_parameters.items()}
        return super().queryset(request, queryset)

    @property
    def is_moment(self) -> bool:
        return isinstance(self.field, models.DateTimeField)


def read_moment(value):
    """Return the first moment of a day written 2025-05-13, anything else as it is; raise for a day out of all reason."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return value
    day = parse_day(value)
    if day is None:
        raise IncorrectLookupParameters
    return moment_of_day(day, dt.time.min)


def use_portal_date_filter():
    FieldListFilter.register(lambda field: isinstance(field, models.DateField), PortalDateFilter, take_priority=True)
