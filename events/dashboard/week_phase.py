"""Whether the current week is before, during or after, and which of its days the dashboard shows."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from events.dashboard import links
from events.models import ActivityWeek


@dataclass(frozen=True)
class WeekPhase:
    """Of the edition shown: `phase` is "none" without one, else "before", "during" or "after"."""

    now: dt.datetime
    week: ActivityWeek | None
    has_others: bool = False  # whether there are other editions
    next_week: ActivityWeek | None = None  # of those the one that is prepared

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @property
    def phase(self) -> str:
        if self.week is None:
            return "none"
        if self.today < self.week.starts_on:
            return "before"
        return "during" if self.today <= self.week.ends_on else "after"

    @property
    def day(self) -> dt.date:
        """Today; before the week its first day, after it its last."""
        return min(max(self.today, self.week.starts_on), self.week.ends_on) if self.week else self.today

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def day_label(self) -> str:
        if self.is_today:
            return _("Today")
        return _("First day") if self.phase == "before" else _("Last day")

    @property
    def slots_url(self) -> str:
        return links.slots_on_day_url(self.day)

    @property
    def last_day_drawn(self) -> dt.date:
        """The last day of the bookings chart: nothing is booked after the week."""
        return min(self.today, self.week.ends_on) if self.week else self.today

    @property
    def days_until(self) -> int:
        return (self.week.starts_on - self.today).days


def get_week_phase(now: dt.datetime) -> WeekPhase:
    weeks = list(ActivityWeek.objects.order_by("starts_on", "pk"))
    shown = next((week for week in weeks if week.is_current), None)
    coming = (week for week in weeks if week != shown and week.status != ActivityWeek.Status.ARCHIVED)
    prepared = next((week for week in coming if week.starts_on > timezone.localdate(now)), None)
    return WeekPhase(now, shown, has_others=len(weeks) > 1, next_week=prepared)
