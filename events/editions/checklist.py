"""The check-list of an edition that is being prepared: what is still to be decided. It is worked out from the records.

An item ticks itself once the records show that it is decided. Where they cannot show it, because what stands there may be
right as it is, staff say so (`EditionPreparation.decided`).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.editions.check_items import (
    MOST_LINKS,
    CheckItem,
    Link,
    describe_moments,
    link_session,
    list_url,
    week_url,
)
from events.editions.dated_words import find_dated_words
from events.editions.readiness import SessionReadiness, read_readiness
from events.editions.week_checks import WeekChecks
from events.models import EventSession


class Checklist(WeekChecks):
    """The check-list of one edition. Every record is read once, however many items ask for it."""

    @cached_property
    def sessions(self) -> list[SessionReadiness]:
        return read_readiness(self.week)

    @cached_property
    def items(self) -> list[CheckItem]:
        makers = (
            *(self.check_samples, self.check_days, self.check_weekdays, self.check_slots, self.check_places),
            *(self.check_dates, self.check_summaries, self.check_presenters, self.check_pictures, self.check_moments),
            *(self.check_limits, self.check_words, self.check_contacts, self.check_drafts),
        )
        return [make() for make in makers]

    @property
    def open_count(self) -> int:
        return sum(not item.is_done for item in self.items)

    @cached_property
    def drafts(self) -> list[SessionReadiness]:
        return [one for one in self.sessions if one.is_draft]

    @cached_property
    def complete_drafts(self) -> list[SessionReadiness]:
        """Drafts that may be published together: nothing is missing that visitors would be misled without."""
        return [one for one in self.drafts if one.is_complete(dates_are_right=self.is_confirmed("dates"))]

    def check_sessions(self, key: str, title: str, is_missing: Callable, sentence: Callable[[int], str], none: str, **page):
        """Return an item that is done when no session has what `is_missing` asks; its links lead to those that have."""
        found = [one for one in self.sessions if is_missing(one)]
        shown = found[:MOST_LINKS]
        links = [link_session(one.session, **{name: make(one) for name, make in page.items()}) for one in shown]
        item = self.make_item(key, title, is_done=not found, sentence=sentence(len(found)) if found else none, links=links)
        item.more = len(found) - len(shown)
        return item

    def check_samples(self) -> CheckItem:
        item = self.check_sessions(
            "samples",
            _("What is still a sample"),
            lambda one: one.is_made_up,
            lambda count: (
                ngettext(
                    "%(count)s session, or something of it, was made up for the earlier edition and still wears the mark.",
                    "%(count)s sessions, or something of them, were made up for the earlier edition and still wear the mark.",
                    count,
                )
                % {"count": count}
            ),
            _("Nothing is made up."),
        )
        themes = [day for day in self.days.values() if day.sample_parts]
        if themes:
            item.is_done = False
            item.links.insert(0, replace(self.link_days(), note=_(", ").join(day.theme for day in themes)))
        return item

    def check_slots(self) -> CheckItem:
        return self.check_sessions(
            "slots",
            _("Time slots"),
            lambda one: one.has_no_slot or one.is_outside,
            lambda count: (
                ngettext(
                    "%(count)s session has no time slot, or one on a day that is none of the edition's.",
                    "%(count)s sessions have no time slot, or one on a day that is none of the edition's.",
                    count,
                )
                % {"count": count}
            ),
            _("Every session has a time slot on a day of the edition."),
            url=lambda one: reverse("admin:events_eventsession_slots", args=[one.session.pk]),
        )

    def check_places(self) -> CheckItem:
        return self.check_sessions(
            "places",
            _("Places and hosts"),
            lambda one: one.has_closed_place or one.has_sample_place,
            lambda count: (
                ngettext(
                    "Of %(count)s session the venue is a sample, or venue or host school is not public.",
                    "Of %(count)s sessions the venue is a sample, or venue or host school is not public.",
                    count,
                )
                % {"count": count}
            ),
            _("All venues and host schools are public, and no venue is a sample."),
            note=lambda one: str(one.session.venue),
        )

    def check_dates(self) -> CheckItem:
        item = self.check_sessions(
            "dates",
            _("Texts that name a day or a year"),
            lambda one: bool(one.dated_words),
            lambda count: (
                ngettext(
                    "%(count)s session names a day, a weekday or another year in its texts.",
                    "%(count)s sessions name a day, a weekday or another year in their texts.",
                    count,
                )
                % {"count": count}
            ),
            _("No text of a session names a day or another year."),
            note=lambda one: _(", ").join(one.dated_words),
        )
        year = self.week.starts_on.year
        texts = " ".join((self.week.name, self.week.short_name, self.week.introduction, self.week.closing_line))
        of_week = [words for words in find_dated_words(texts, year=year) if words]
        if of_week:
            item.is_done = self.is_confirmed("dates")
            item.can_be_confirmed = True
            item.links.insert(0, Link(str(self.week), week_url(self.week), _(", ").join(of_week)))
        return item

    def check_summaries(self) -> CheckItem:
        return self.check_sessions(
            "summaries",
            _("Summaries"),
            lambda one: one.has_no_summary,
            lambda count: (
                ngettext(
                    "%(count)s session has no summary; lists show it below the title.",
                    "%(count)s sessions have no summary; lists show it below the title.",
                    count,
                )
                % {"count": count}
            ),
            _("Every session has its summary."),
        )

    def check_presenters(self) -> CheckItem:
        return self.check_sessions(
            "presenters",
            _("Presenters"),
            lambda one: one.session.kind == EventSession.Kind.LECTURE and not one.session.presenter_name,
            lambda count: (
                ngettext(
                    "%(count)s lecture names nobody. Only who agreed is named.",
                    "%(count)s lectures name nobody. Only who agreed is named.",
                    count,
                )
                % {"count": count}
            ),
            _("Every lecture names who gives it."),
        )

    def check_pictures(self) -> CheckItem:
        return self.check_sessions(
            "pictures",
            _("Pictures"),
            lambda one: one.session.picture_id is not None,
            lambda count: (
                ngettext(
                    "%(count)s session has a picture from before. Is it still right, and may it still be shown?",
                    "%(count)s sessions have a picture from before. Are they still right, and may they still be shown?",
                    count,
                )
                % {"count": count}
            ),
            _("No session has a picture."),
        )

    def check_moments(self) -> CheckItem:
        return self.check_sessions(
            "moments",
            _("Booking that opens or closes at a time of its own"),
            lambda one: bool(one.session.opens_at or one.session.closes_at),
            lambda count: (
                ngettext(
                    "%(count)s session opens or closes its booking at a moment of its own, moved with the days.",
                    "%(count)s sessions open or close their booking at a moment of their own, moved with the days.",
                    count,
                )
                % {"count": count}
            ),
            _("Booking of every session opens and closes as the edition says."),
            note=lambda one: describe_moments(one.session),
        )

    def check_drafts(self) -> CheckItem:
        count, complete = len(self.drafts), len(self.complete_drafts)
        sentence = ngettext(
            "%(count)s session is not published, and %(complete)s of these may be.",
            "%(count)s sessions are not published, and %(complete)s of these may be.",
            count,
        )
        return self.make_item(
            "drafts",
            _("Sessions that are not published"),
            is_done=not count,
            sentence=sentence % {"count": count, "complete": complete} if count else _("All sessions are published."),
            links=[Link(_("Sessions of the edition"), f"{list_url('eventsession')}?week__id__exact={self.week.pk}")],
        )
