"""What is to decide about an edition itself: its days, its limits, its own words, whom visitors ask."""

import datetime as dt
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import SiteSettings
from events.editions.check_items import CheckItem, Link, format_day, list_url, make_item, week_url
from events.editions.copying import COPIED_WEEK_FIELDS
from events.editions.days import SATURDAY
from events.models import ActivityWeek, EditionPreparation, WeekDay

LIMITS = tuple(name for name in COPIED_WEEK_FIELDS if name != "venue")


class WeekChecks:
    """Every record is read once, however many items ask for it."""

    def __init__(self, week: ActivityWeek):
        self.week = week

    @cached_property
    def preparation(self) -> EditionPreparation | None:
        return EditionPreparation.objects.filter(week=self.week).select_related("copied_from").first()

    @cached_property
    def origin(self) -> ActivityWeek | None:
        """The edition that this one was copied from."""
        return self.preparation.copied_from if self.preparation else None

    def is_confirmed(self, key: str) -> bool:
        return bool(self.preparation and key in self.preparation.decided)

    def make_item(self, key: str, title: str, **more) -> CheckItem:
        return make_item(self.preparation, key, title, **more)

    @cached_property
    def days(self) -> dict[dt.date, WeekDay]:
        return {day.date: day for day in self.week.days.all()}

    def check_days(self) -> CheckItem:
        days = self.days
        missing = [date for date in self.week.dates if date not in days or not (days[date].theme and days[date].lunar)]
        sentence = ngettext(
            "%(count)s day has no theme or no lunar date; festivals and observances belong there too.",
            "%(count)s days have no theme or no lunar date; festivals and observances belong there too.",
            len(missing),
        )
        return self.make_item(
            "days",
            _("Themes, lunar dates and observances of the days"),
            is_done=not missing,
            sentence=sentence % {"count": len(missing)} if missing else _("Every day has its theme and its lunar date."),
            links=[self.link_days()],
        )

    def check_weekdays(self) -> CheckItem:
        """Say on which weekdays it falls. Which of them a holiday moves is announced each year; nothing of it is known here."""
        weekend = [date for date in self.week.dates if date.weekday() >= SATURDAY]
        names = _(", ").join(format_day(date) for date in weekend)
        sentence = _("It begins on %(first)s and ends on %(last)s. Look up whether a public holiday moves school days then.")
        sentence %= {"first": format_day(self.week.starts_on), "last": format_day(self.week.ends_on)}
        if weekend:
            sentence = _("%(sentence)s On the weekend: %(days)s.") % {"sentence": sentence, "days": names}
        return self.make_item("weekdays", _("Weekdays and holidays"), is_done=False, sentence=sentence, links=[self.link_week()])

    def check_limits(self) -> CheckItem:
        changed = self.origin is not None and any(getattr(self.week, name) != getattr(self.origin, name) for name in LIMITS)
        values = {"days": self.week.opens_days_before, "time": f"{self.week.opens_time:%H:%M}"}
        sentence = _("Booking opens %(days)s days before at %(time)s; sizes, cut-offs and walk-in shares are as before.")
        return self.make_item(
            "limits",
            _("When booking opens, and how many may come"),
            is_done=changed,
            sentence=_("They have been changed for this edition.") if changed else sentence % values,
            links=[self.link_week()],
        )

    def check_words(self) -> CheckItem:
        missing = [
            str(self.week._meta.get_field(name).verbose_name)
            for name in ("introduction", "closing_line")
            if not getattr(self.week, name)
        ]
        return self.make_item(
            "words",
            _("The edition's own words"),
            is_done=not missing,
            sentence=_("Blank so far: %(fields)s.") % {"fields": _(", ").join(missing)} if missing else _("They are written."),
            links=[self.link_week()],
        )

    def check_contacts(self) -> CheckItem:
        site, since = SiteSettings.load(), self.preparation.started_at if self.preparation else None
        is_looked_at = since is not None and SiteSettings.history.filter(history_date__gt=since).exists()
        sentence = _("Visitors read: %(contact)s.") % {"contact": site.contact_line} if site.contact_line else _("None is set.")
        return self.make_item(
            "contacts",
            _("Hotline and contact"),
            is_done=is_looked_at,
            sentence=sentence,
            links=[Link(_("Site settings"), reverse("admin:content_sitesettings_changelist"))],
        )

    def link_days(self) -> Link:
        return Link(_("Days of the edition"), f"{list_url('weekday')}?week__id__exact={self.week.pk}")

    def link_week(self) -> Link:
        return Link(_("The edition's page"), week_url(self.week))
