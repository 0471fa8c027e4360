"""What staff decide for many sessions of an edition at once: that they are really planned, and that they are published."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.history.bulk_versions import keep_versions
from content.publishing import PUBLISHED
from events.editions.checklist import Checklist
from events.models import ActivityWeek, EventSession, TimeSlot, WeekDay
from events.models.sample_parts import has_own_mark

KEYS_AT_ONCE = 500


@transaction.atomic
def publish_complete_sessions(week: ActivityWeek) -> list[EventSession]:
    """Publish the drafts of the edition in which nothing is missing, and return them; looked at again under their lock."""
    list(EventSession.objects.filter(week=week).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    keys = {one.session.pk for one in Checklist(week).complete_drafts}
    sessions = [session for session in EventSession.objects.filter(week=week) if session.pk in keys]
    for session in sessions:
        session.status, session.updated_at = PUBLISHED, timezone.now()
    EventSession.objects.bulk_update(sessions, ["status", "updated_at"], batch_size=KEYS_AT_ONCE)
    keep_versions(sessions, reason=_("Published together, from the check-list of the edition"))
    return sessions


@transaction.atomic
def adopt_samples(week: ActivityWeek) -> int:
    """Say that what was made up in the edition's sessions, time slots and themes is really planned. Return how many sessions.

    Their fields stay as they are; they no longer wear the mark, and the command that removes samples leaves them alone.
    """
    sessions = list(EventSession.objects.filter(week=week).order_by("pk").select_for_update(no_key=True))
    slots = list(TimeSlot.objects.filter(session__week=week).order_by("pk").select_for_update(no_key=True))
    days = list(WeekDay.objects.filter(week=week).order_by("pk").select_for_update(no_key=True))
    adopted = {row.session_id for row in adopt_rows(slots)} | {row.pk for row in adopt_rows(sessions)}
    adopt_rows(days)
    return len(adopted)


def adopt_rows(rows: Sequence) -> list:
    """Make those that are samples, whole or in part, entered by staff; each gets a version."""
    made_up = [row for row in rows if has_own_mark(row)]
    if not made_up:
        return []
    model = type(made_up[0])
    for row in made_up:
        row.source = model.Source.EDITOR if row.source == model.Source.SAMPLE else row.source
        row.sample_fields, row.loaded = [], {}
    model._base_manager.bulk_update(made_up, ["source", "sample_fields", "loaded"], batch_size=KEYS_AT_ONCE)
    keep_versions(made_up, reason=_("Really planned, no sample any longer"))
    return made_up
