"""Making the next edition: a draft with the days, sessions and time slots of an earlier one, on the new dates.

A field of these models is copied, begins anew or follows a rule of its own; the lists here name those that are copied, and a
test fails where a new field stands in none. Nothing that the press reported of the old edition is taken over as a fact of the
new one, and what was made up stays marked as made up until somebody says that it is really planned.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.history.bulk_versions import create_with_versions
from content.history.change_context import REASON_LENGTH
from content.models import Sourced
from events.editions.naming import propose_session_slugs, put_year
from events.editions.plan import EditionPlan, is_reported
from events.models import ActivityWeek, EditionPreparation, EventSession, TimeSlot, WeekDay
from events.programme.slot_generator import shift_by_wall_clock

COPIED_WEEK_FIELDS = (
    "venue",
    "opens_days_before",
    "opens_time",
    "individual_cutoff_minutes",
    "class_cutoff_time",
    "individual_max_people",
    "individual_max_under_14",
    "class_min_pupils",
    "class_max_pupils",
    "pupils_per_adult",
    "class_min_adults",
    "half_min_pupils",
    "class_max_undecided",
    "walk_in_percent",
    "class_walk_in_percent",
    "decide_within_hours",
    "decide_by_time",
    "change_until_minutes",
    "door_opens_minutes",
    "places_kept_minutes",
    "requires_approval",
    "erase_after_days",
    "privacy_version",
)
NAMED_BY_YEAR = ("short_name", "short_name_en")
INTRODUCTION = ("introduction", "introduction_en")  # not of a week that was reported
COPIED_DAY_FIELDS = ("theme", "theme_en")
COPIED_SESSION_FIELDS = (
    "title",
    "title_en",
    "kind",
    "host_school",
    "organiser",
    "organiser_en",
    "district",
    "venue",
    "what_to_bring",
    "what_to_bring_en",
    "access_notes",
    "access_notes_en",
    "tags",
    "is_highlight",
    "picture",
    "drawing",
    "booking_mode",
    "max_people",
    "min_people",
    "max_under_14",
    "walk_in_percent",
)
SESSION_TEXTS = ("summary", "summary_en", "description", "description_en")  # not of a session that was reported
SESSION_MOMENTS = ("opens_at", "closes_at")
SESSION_LINKS = ("audiences", "industry_colleges", "majors", "trades")
COPIED_SLOT_FIELDS = ("capacity", "kept_back", "is_all_day")
SLOT_MOMENTS = ("starts_at", "ends_at")
WORKED_OUT = ("search_text", "sort_key", "phrases")


@transaction.atomic
def copy_edition(plan: EditionPlan, *, name: str, name_en: str, slug: str) -> ActivityWeek:
    """Make the edition in one transaction. `name` and `slug` must be free; the caller holds the lock of the old edition."""
    reason = (_("Copied from “%(name)s”") % {"name": plan.origin})[:REASON_LENGTH]
    week = copy_week(plan, name=name, name_en=name_en, slug=slug)
    EditionPreparation.objects.create(week=week, copied_from=plan.origin, started_at=timezone.now())
    copy_days(plan, week, reason)
    copies = copy_sessions(plan, week, reason)
    copy_slots(plan, copies, reason)
    return week


def copy_week(plan: EditionPlan, *, name: str, name_en: str, slug: str) -> ActivityWeek:
    source, old, new = plan.origin, plan.origin.starts_on.year, plan.first_day.year
    week = ActivityWeek(name=name, name_en=name_en, slug=slug, starts_on=plan.first_day, ends_on=plan.last_day)
    copy_fields(source, week, COPIED_WEEK_FIELDS if is_reported(source) else (*COPIED_WEEK_FIELDS, *INTRODUCTION))
    for field in NAMED_BY_YEAR:
        setattr(week, field, put_year(getattr(source, field), old, new))
    week.save()
    return week


def copy_days(plan: EditionPlan, week: ActivityWeek, reason: str):
    """Copy the themes; a day without one is made too, so that the check-list asks for it."""
    if not plan.take.themes:
        return
    by_date = {day.date: day for day in plan.origin.days.all()}
    copies = []
    for old, new in ((day.old, day.new) for day in plan.days if day.new in set(week.dates)):
        copy = WeekDay(week=week, date=new)
        if old in by_date and (plan.take.samples or "theme" not in by_date[old].sample_fields):
            copy_fields(by_date[old], copy, COPIED_DAY_FIELDS)
            mark_samples(by_date[old], copy)
        copies.append(copy)
    create_with_versions(copies, reason=reason)


def copy_sessions(plan: EditionPlan, week: ActivityWeek, reason: str) -> dict[int, EventSession]:
    """Return the copies by the key of their original."""
    old, new = plan.origin.starts_on.year, week.starts_on.year
    slugs = propose_session_slugs([session.slug for session in plan.sessions], old, new)
    slug_of = {session.pk: slugs[session.slug] for session in plan.sessions}
    rows = plan.origin.sessions.prefetch_related("venue", "host_school", "district").order_by("sort_key", "pk")
    originals = [session for session in rows if session.pk in slug_of]
    copies = [copy_session(original, week, slug_of[original.pk], plan.shift) for original in originals]
    links = {name: [links_of[original.pk] for original in originals] for name, links_of in read_links(plan).items()}
    create_with_versions(copies, links=links, reason=reason)
    return {original.pk: copy for original, copy in zip(originals, copies, strict=True)}


def copy_session(original: EventSession, week: ActivityWeek, slug: str, shift: dt.timedelta) -> EventSession:
    copy = EventSession(week=week, slug=slug)
    copy_fields(original, copy, COPIED_SESSION_FIELDS if is_reported(original) else (*COPIED_SESSION_FIELDS, *SESSION_TEXTS))
    shift_moments(original, copy, SESSION_MOMENTS, shift)
    mark_samples(original, copy)
    if copy.search_source() == original.search_source():
        copy_fields(original, copy, WORKED_OUT)
    else:
        copy.index()
    return copy


def read_links(plan: EditionPlan) -> dict[str, dict[int, list]]:
    """Return for each field of links the keys that every session of the old edition is linked with, one query each."""
    found = {}
    for name in SESSION_LINKS:
        field = EventSession._meta.get_field(name)
        own, other = field.m2m_column_name(), field.m2m_reverse_name()
        rows = field.remote_field.through.objects.filter(eventsession__week=plan.origin).order_by("pk")
        found[name] = defaultdict(list)
        for key, linked in rows.values_list(own, other):
            found[name][key].append(linked)
    return found


def copy_slots(plan: EditionPlan, copies: dict[int, EventSession], reason: str):
    taken = {slot.pk for slot in plan.slots}
    rows = TimeSlot.objects.filter(session__week=plan.origin).order_by("starts_at", "pk")
    slots = [copy_slot(slot, copies[slot.session_id], plan.shift) for slot in rows if slot.pk in taken]
    create_with_versions(slots, reason=reason)


def copy_slot(original: TimeSlot, session: EventSession, shift: dt.timedelta) -> TimeSlot:
    """Return the slot at the same time of day, with a calendar UID of its own and nobody in it."""
    copy = TimeSlot(session=session)
    copy_fields(original, copy, COPIED_SLOT_FIELDS)
    shift_moments(original, copy, SLOT_MOMENTS, shift)
    mark_samples(original, copy)
    copy.bookable = copy.bookable_by_rule()
    return copy


def copy_fields(original, copy, names: Sequence[str]):
    for name in names:
        field = copy._meta.get_field(name)
        setattr(copy, field.attname, getattr(original, field.attname))
        if field.is_relation and field.is_cached(original):
            field.set_cached_value(copy, field.get_cached_value(original))


def shift_moments(original, copy, names: Sequence[str], shift: dt.timedelta):
    for name in names:
        if (moment := getattr(original, name)) is not None:
            setattr(copy, name, shift_by_wall_clock(moment, shift))


def mark_samples(original: Sourced, copy: Sourced):
    """What was made up in the original is made up in the copy; nothing else of the copy comes from the report or a reference.

    What such a field is without its sample is remembered too, for the command that removes them.
    """
    copy.source = Sourced.Source.SAMPLE if original.source == Sourced.Source.SAMPLE else Sourced.Source.EDITOR
    filled = {name for name in original.sample_fields if name == "*" or is_taken_over(copy, name)}
    copy.sample_fields = [name for name in original.sample_fields if name in filled]
    without = original.loaded.get("without_samples", {})
    copy.loaded = {"without_samples": {name: without[name] for name in filled if name in without}} if without else {}


def is_taken_over(copy: Sourced, name: str) -> bool:
    """Whether the copy has the value of that field. A day is no field: a slot's copy has it as all its times."""
    if name in copy.loose_sample_fields or name in SESSION_LINKS:
        return True
    return getattr(copy, name, None) not in (None, "", [])
