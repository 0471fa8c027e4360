"""An item of the check-list, the links in it, and what staff say about one of which the records cannot tell."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.local_time import format_moment
from events.models import ActivityWeek, EditionPreparation, EventSession

MOST_LINKS = 12
CONFIRMABLE = ("weekdays", "dates", "summaries", "presenters", "pictures", "moments", "limits", "words", "contacts", "days")


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    note: str = ""


@dataclass
class CheckItem:
    """One thing to decide. `sentence` says how it stands; of `links` only some are shown, `more` counts the others.

    `can_be_confirmed`: staff may say that it is right as it is; `confirmed_by` and `confirmed_at` say who did and when.
    """

    key: str
    title: str
    is_done: bool
    sentence: str
    links: list[Link] = field(default_factory=list)
    more: int = 0
    can_be_confirmed: bool = False
    confirmed_by: str = ""
    confirmed_at: str = ""


def confirm_item(week: ActivityWeek, key: str, *, user, is_right: bool = True) -> bool:
    """Note that somebody has decided about an item of which the records cannot tell, or take that back."""
    if key not in CONFIRMABLE:
        return False
    with transaction.atomic():
        EditionPreparation.objects.get_or_create(week=week, defaults={"started_at": timezone.now()})
        preparation = EditionPreparation.objects.select_for_update().get(week=week)
        preparation.decided.pop(key, None)
        if is_right:
            preparation.decided[key] = {"by": str(user), "at": timezone.now().isoformat()}
        preparation.save(update_fields=["decided"])
    return True


def make_item(
    preparation: EditionPreparation | None, key: str, title: str, *, is_done: bool, sentence: str, links: Iterable[Link] = ()
) -> CheckItem:
    """Return the item; one that the records do not show as decided is done all the same if somebody has said so."""
    decision = preparation.decided.get(key) if preparation and not is_done else None
    return CheckItem(
        key,
        title,
        is_done or decision is not None,
        sentence,
        list(links),
        can_be_confirmed=key in CONFIRMABLE and not is_done,
        confirmed_by=decision["by"] if decision else "",
        confirmed_at=format_moment(parse_datetime(decision["at"])) if decision else "",
    )


def link_session(session: EventSession, *, url: str = "", note: str = "") -> Link:
    return Link(session.title, url or reverse("admin:events_eventsession_change", args=[session.pk]), note)


def week_url(week: ActivityWeek) -> str:
    return reverse("admin:events_activityweek_change", args=[week.pk])


def list_url(model: str) -> str:
    return reverse(f"admin:events_{model}_changelist")


def format_day(day: dt.date) -> str:
    return date_format(day, _("D j F"))


def describe_moments(session: EventSession) -> str:
    moments = [("opens_at", _("opens %(when)s")), ("closes_at", _("closes %(when)s"))]
    parts = [words % {"when": format_moment(getattr(session, name))} for name, words in moments if getattr(session, name)]
    return _(", ").join(parts)
