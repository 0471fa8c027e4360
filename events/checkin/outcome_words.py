"""An outcome as people read it and as devices get it: its words, whose it is, and when they came first."""

from django.utils.translation import gettext as _

from content.languages import localized_value
from content.local_time import local_time
from events.bookings.rules import adults_needed
from events.checkin import queries
from events.checkin.deeds import Outcome
from events.checkin.sentences import Words, format_words
from events.models import Arrival, Booking, CheckIn, Result, TimeSlot
from events.notices.texts import format_slot_span

Verdict = Arrival.Verdict


def describe_outcome(outcome: Outcome) -> Words:
    """Return the title and the sentence about what a deed came to."""
    return format_words(find_words_key(outcome), **find_values(outcome))


def find_words_key(outcome: Outcome) -> str:
    if outcome.verdict in (Verdict.CORRECTED, Verdict.UNDONE):
        return outcome.verdict
    if outcome.result == Result.TOO_LATE and outcome.booking and outcome.arrival.arrived_at < outcome.slot.ends_at:
        return "too_late_full"
    if outcome.result == Result.WELCOME and outcome.is_late:
        return "welcome_late"
    if outcome.result == Result.WELCOME and outcome.booking is None:
        return "welcome_walk_in"
    return outcome.result


def find_values(outcome: Outcome) -> dict:
    slot = outcome.slot
    values = {"people": outcome.people, "places": "" if outcome.walk_in_places is None else outcome.walk_in_places}
    if slot:
        moments = {"from": slot.admits_from, "until": slot.ends_at, "kept": slot.places_kept_until}
        values |= {name: f"{local_time(moment):%H:%M}" for name, moment in moments.items()}
        values |= {"when": format_slot_span(slot.starts_at, slot.ends_at), "where": describe_place(slot)}
    if outcome.check_in:
        values |= {"time": f"{local_time(outcome.check_in.arrived_at):%H:%M}", "device": name_device(outcome.check_in.device)}
    return values


def name_device(device: str) -> str:
    return device or _("a device without a name")


def describe_place(slot: TimeSlot) -> str:
    title, venue = localized_value(slot.session, "title"), slot.session.venue
    return f"{title} · {localized_value(venue, 'name')}" if venue else title


def describe_warnings(outcome: Outcome) -> list[Words]:
    """Return what staff should know about people who are let in: too few adults, more people than were approved."""
    booking = outcome.booking
    if booking is None or outcome.verdict == Verdict.REFUSED:
        return []
    warnings = []
    if needed := count_adults_needed(outcome):
        warnings.append(format_words("adults", needed=needed))
    if queries.has_unapproved_change(booking) and (booking.asked_people or 0) > booking.people:
        warnings.append(format_words("more_not_approved", asked=booking.asked_people, people=booking.people))
    return warnings


def count_adults_needed(outcome: Outcome) -> int | None:
    """Return how many adults a class needs that came with fewer; None where they are enough."""
    if outcome.pupils < 1 or outcome.slot is None:
        return None
    needed = adults_needed(outcome.pupils, outcome.slot.session.week)
    return needed if outcome.adults < needed else None


def name_class(booking: Booking) -> str:
    """Return school, grade and class in one line; blank for individuals."""
    if not booking.is_for_class:
        return ""
    school = localized_value(booking.school, "name") if booking.school else booking.school_name
    return " ".join(filter(None, [school, booking.grade_and_class]))


def outcome_as_json(outcome: Outcome) -> dict:
    if outcome.error:
        return {"id": outcome.nonce, "stored": outcome.is_stored, "error": outcome.error}
    words, booking = describe_outcome(outcome), outcome.booking
    data = {
        "id": outcome.nonce,
        "stored": True,
        "result": outcome.result,
        "verdict": outcome.verdict,
        "title": words.title,
        "sentence": words.sentence,
        "warnings": [warning.sentence for warning in describe_warnings(outcome)],
        "conflict": outcome.has_conflict,
        "late": outcome.is_late,
        "arrival": outcome.arrival.pk,
        "slot": outcome.slot.pk,
        "people": outcome.people,
        "pupils": outcome.pupils,
        "adults": outcome.adults,
        "adults_needed": count_adults_needed(outcome) if booking else None,
        "booking": None,
        "first": None,
    }
    return data | booking_as_json(booking, outcome.check_in) if booking else data


def booking_as_json(booking: Booking, check_in: CheckIn | None) -> dict:
    first = {"at": local_time(check_in.arrived_at).isoformat(), "device": check_in.device} if check_in else None
    return {
        "booking": booking.pk,
        "name": booking.contact_name,
        "class": name_class(booking),
        "needs": booking.access_needs,
        "first": first,
    }
