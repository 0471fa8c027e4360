"""Removes every sample record, in an order in which no record goes before those that refer to it."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import ProtectedError, Sum
from django.db.models.functions import Coalesce

from alumni.models import Award, Graduate
from content.models import SearchSynonym, Sourced
from edu_week.loading import values
from edu_week.loading.section_specs import BY_SECTION, SPECS, SectionSpec
from events.checkin.recounting import count_people_in_again
from events.models import (
    ActivityWeek,
    Announcement,
    Arrival,
    Booking,
    BookingChange,
    CheckIn,
    EventSession,
    Notice,
    ReportedVisit,
    StorySection,
    TimeSlot,
    TransferTime,
    Venue,
    WeekDay,
)
from events.rehearsal.removing import remove_rehearsal
from schools.models import (
    District,
    Enterprise,
    Figure,
    FigureStory,
    IndustryCollege,
    Initiative,
    Major,
    Partnership,
    School,
    Trade,
)

SAMPLE = Sourced.Source.SAMPLE
# Models that refer to others come before them
WHOLE_RECORDS = (
    Award, Graduate, Announcement, StorySection, ReportedVisit, WeekDay, EventSession, ActivityWeek, TransferTime, Venue,
    FigureStory, Figure, Initiative, SearchSynonym, Partnership, IndustryCollege, Major, School, Enterprise, Trade, District,
)  # fmt: skip


@dataclass
class PurgeResult:
    """Counts per model name, and a sentence for each record that could not be removed."""

    removed: Counter = field(default_factory=Counter)
    cleared: Counter = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)


def purge_samples() -> PurgeResult:
    """Remove all samples in one transaction."""
    result = PurgeResult()
    with transaction.atomic():
        removal = remove_rehearsal()
        result.removed += Counter(EventSession=removal.sessions, Booking=removal.bookings)
        remove_bookings(result)
        remove_slots(result)
        for spec in SPECS:
            if spec.model is not TimeSlot and not spec.is_single:
                clear_fields(spec, result)
        for model in WHOLE_RECORDS:
            remove_records(model, result)
    return result


def remove_bookings(result: PurgeResult):
    samples = Booking.objects.filter(source=SAMPLE)
    asked = BookingChange.objects.filter(booking__source=SAMPLE)
    slots = {*samples.values_list("slot_id", flat=True), *asked.values_list("slot_id", flat=True)}
    CheckIn.objects.filter(booking__source=SAMPLE).delete()
    Arrival.objects.filter(booking__source=SAMPLE, about__isnull=False).delete()
    Arrival.objects.filter(booking__source=SAMPLE).delete()
    count_people_in_again(slots)
    Notice.objects.filter(booking__source=SAMPLE).delete()
    result.removed["Booking"] += samples.count()
    samples.delete()
    for slot in TimeSlot.objects.select_for_update().filter(pk__in=slots).order_by("pk"):
        TimeSlot.objects.filter(pk=slot.pk).update(places_taken=_count_places_taken(slot))


def _count_places_taken(slot: TimeSlot) -> int:
    booked = Booking.objects.taking_places().filter(slot=slot).aggregate(people=Coalesce(Sum("people"), 0))["people"]
    return booked + BookingChange.objects.pending().filter(slot=slot).aggregate(places=Coalesce(Sum("places"), 0))["places"]


def remove_slots(result: PurgeResult):
    """Remove sample slots. A slot with sample times is one, even if its session was reported."""
    for slot in TimeSlot.objects.select_related("session"):
        if slot.source == SAMPLE or {"day", "starts_at", "ends_at", "*"} & set(slot.sample_fields):
            if slot.bookings.exists() or slot.change_requests.exists() or slot.arrivals.exists():
                result.kept.append(f"{slot.session} {slot}: kept, because people have booked it or come")
            else:
                _delete_record(slot, result)


def clear_fields(spec: SectionSpec, result: PurgeResult):
    """Reset sample fields of real records to their values in the file's `without_samples`, or to blank."""
    for obj in spec.model.objects.exclude(source=SAMPLE):
        names = [name for name in obj.sample_fields if name != "*"]
        if not names or _still_booked(obj):
            continue
        replacements = obj.loaded.get("without_samples", {})
        for name in names:
            _clear_sample_field(spec, obj, name, replacements.get(name))
        obj.sample_fields = []
        obj.loaded["sample_fields"] = []
        obj.save()
        result.cleared[spec.model.__name__] += len(names)


def _still_booked(obj) -> bool:
    return isinstance(obj, EventSession) and Booking.objects.filter(slot__session=obj).exists()


def _clear_sample_field(spec: SectionSpec, obj, name: str, value):
    if name in spec.many:
        objects = BY_SECTION[spec.many[name]].model.objects
        getattr(obj, name).set(objects.filter(**{f"{BY_SECTION[spec.many[name]].key}__in": value or []}))
        obj.loaded[name] = sorted(value or [])
    elif name in spec.refs:
        target = BY_SECTION[spec.refs[name]]
        setattr(obj, name, target.model.objects.filter(**{target.key: value}).first() if value else None)
        obj.loaded[name] = value
    else:
        model_field = spec.model._meta.get_field(name)
        new = values.blank_field_value(model_field) if value is None else values.parse_field_value(model_field, value)
        setattr(obj, name, new)
        obj.loaded[name] = values.to_json_value(model_field, new)


def remove_records(model, result: PurgeResult):
    for obj in model.objects.filter(source=SAMPLE):
        _delete_record(obj, result)


def _delete_record(obj, result: PurgeResult):
    name, model = str(obj), type(obj).__name__
    try:
        with transaction.atomic():
            obj.delete()
            result.removed[model] += 1
    except ProtectedError as error:
        holder = next(iter(error.protected_objects))
        result.kept.append(f"{name}: kept, because “{holder}” still needs it")
