"""The list that a device needs to decide without a network (`docs/checkin.md`): codes as hashes, no phones, no whole names."""

import base64
import datetime as dt
import hashlib
import secrets

from django.utils import timezone

from content.local_time import day_bounds, local_time
from events.bookings.checkin_codes import checkin_code
from events.checkin import queries
from events.checkin.outcome_words import describe_place, name_class
from events.checkin.sentences import all_words
from events.models import Booking, CheckIn, TimeSlot

VERSION = 1
HASH_BYTES = 16


def build_device_list(user, *, device: str, desk: list[int], now: dt.datetime) -> dict:
    """Return all slots that the account looks after in the week of today's, with their bookings."""
    salt = secrets.token_hex(16)
    slots = list(slots_of_same_weeks(user, now))
    bookings = queries.door_bookings().filter(slot__in=[slot.pk for slot in slots]).exclude(state=Booking.State.HELD)
    moment = local_time(now)
    return {
        "version": VERSION,
        "made_at": moment.isoformat(),
        "day": moment.date().isoformat(),
        "wipe_at": day_bounds(moment.date())[1].isoformat(),
        "utc_offset_minutes": int(moment.utcoffset().total_seconds() // 60),
        "account": user.get_username(),
        "device": device,
        "desk": desk,
        "salt": salt,
        "texts": all_words(),
        "slots": [slot_as_json(slot) for slot in slots],
        "tickets": [ticket_as_json(booking, salt) for booking in bookings.order_by("slot", "pk")],
    }


def slots_of_same_weeks(user, now: dt.datetime):
    """Return the account's slots of the editions in which today lies, or of the one shown."""
    today = timezone.localdate(now)
    slots = queries.own_slots(user).order_by("starts_at", "pk")
    in_week = slots.filter(session__week__starts_on__lte=today, session__week__ends_on__gte=today)
    return in_week if in_week.exists() else slots.filter(session__week__is_current=True)


def hash_code(salt: str, text: str) -> str:
    digest = hashlib.sha256(f"{salt}:{text}".encode()).digest()[:HASH_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def slot_as_json(slot: TimeSlot) -> dict:
    week = slot.session.week
    return {
        "id": slot.pk,
        "session": slot.session_id,
        "title": slot.session.title,
        "title_en": slot.session.title_en,
        "place": describe_place(slot),
        "venue": slot.session.venue_id,
        "day": slot.day.isoformat(),
        "starts_at": local_time(slot.starts_at).isoformat(),
        "ends_at": local_time(slot.ends_at).isoformat(),
        "admits_from": local_time(slot.admits_from).isoformat(),
        "kept_until": local_time(slot.places_kept_until).isoformat(),
        "all_day": slot.is_all_day,
        "cancelled": slot.is_cancelled,
        **slot_numbers(slot),
        "pupils_per_adult": week.pupils_per_adult,
        "min_adults": week.class_min_adults,
    }


def slot_numbers(slot: TimeSlot) -> dict:
    return {"capacity": slot.capacity, "arrived": slot.arrived, "expected": slot.to_come}


def ticket_as_json(booking: Booking, salt: str) -> dict:
    is_asked = queries.has_unapproved_change(booking)
    return {
        "id": booking.pk,
        "code": hash_code(salt, checkin_code(booking.reference)),
        "ref": hash_code(salt, booking.reference),
        "slot": booking.slot_id,
        "kind": booking.kind,
        "state": booking.state,
        "people": booking.people,
        "under_14": booking.under_14,
        "pupils": booking.pupils,
        "adults": booking.adults,
        "name": mask_name(booking.contact_name),
        "class": name_class(booking),
        "needs": bool(booking.access_needs),
        "in": check_in_as_json(booking.check_in) if booking.is_checked_in else None,
        "asked": {"slot": booking.asked_slot_id, "people": booking.asked_people} if is_asked else None,
    }


def mask_name(name: str) -> str:
    """Return the first character, which in Chinese is the family name, and two stars for the rest."""
    return f"{name[:1]}**" if name else ""


def check_in_as_json(check_in: CheckIn) -> dict:
    return {
        "at": local_time(check_in.arrived_at).isoformat(),
        "device": check_in.device,
        "slot": check_in.slot_id,
        "people": check_in.people,
        "pupils": check_in.pupils,
        "adults": check_in.adults,
    }
