"""Sessions as schema.org events, for search engines.

Google requires name, startDate and a location with an address. Coordinates are left out, because ours are in GCJ-02 and
would be taken for GPS (WGS 84). What has a made-up day or hour is no event at all; what else is made up is left out, or named
so where the format asks for it.
"""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from content import public_cache
from content.absolute_urls import absolute_url, prepend_base_url
from content.languages import localized_value
from content.models import SiteSettings
from content.pictures.markup import rendition_url
from content.sample_marks import mark_sample_title, sample_label
from content.schema_org import CONTEXT, organisation_data
from content.site_names import schema_address
from events.bookings.places import SlotPlaces
from events.models import EventSession, TimeSlot, Venue
from events.models.sample_parts import has_true_times

EVENT_TYPES = {
    "experience": "EducationEvent",
    "lecture": "EducationEvent",
    "visit": "EducationEvent",
    "exhibition": "ExhibitionEvent",
}
OFFER_AVAILABILITY = {"open": "InStock", "soon": "PreOrder", "waitlist": "SoldOut", "full": "SoldOut"}
PRICE, CURRENCY = "0", "CNY"  # everything is free of charge: the portal takes no payments


def event_schema(session: EventSession, places: list[SlotPlaces], card_url: str, site: SiteSettings) -> dict | None:
    """Return the event of a session; with several slots, each is a subEvent. None without a slot whose day and hour are true."""
    places = [slot_places for slot_places in places if has_true_times(slot_places.slot)]
    if not places:
        return None
    data = session_event_schema(session, card_url, site)
    before = previous_start_times([slot_places.slot for slot_places in places])
    times = [slot_event_schema(slot_places, before.get(slot_places.slot.pk)) for slot_places in places]
    if len(times) == 1:
        return data | times[0]
    data["startDate"] = iso_local_time(min(slot_places.slot.starts_at for slot_places in places))
    data["endDate"] = iso_local_time(max(slot_places.slot.ends_at for slot_places in places))
    is_off = all(slot_places.slot.is_cancelled for slot_places in places)
    data["eventStatus"] = f"{CONTEXT}/{'EventCancelled' if is_off else 'EventScheduled'}"
    data["subEvent"] = [common_event_schema(session, site) | one for one in times]
    return data


def common_event_schema(session: EventSession, site: SiteSettings) -> dict:
    """Return the properties that every slot repeats, because readers take each event by itself."""
    return {
        "@type": EVENT_TYPES.get(session.kind, "Event"),
        "name": mark_sample_title(localized_value(session, "title"), session.sample_parts),
        "location": place_schema(session.venue, site),
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
    }


def session_event_schema(session: EventSession, card_url: str, site: SiteSettings) -> dict:
    url = absolute_url("session_detail", session.slug)
    parts = session.sample_parts
    known = {
        "description": " · ".join(filter(None, [sample_label(parts), localized_value(session, "summary")])),
        "image": [prepend_base_url(rendition_url(session.picture, 1280))] if session.picture else [],
        "organizer": None if "host" in parts else organizer_schema(session),
        "performer": performer_schema(session),
        "audience": [] if "audience" in parts else list_audience_schemas(session),
    }
    known["image"].append(card_url)
    return (
        common_event_schema(session, site)
        | {"@id": f"{url}#event", "url": url}
        | {name: value for name, value in known.items() if value}
    )


def list_audience_schemas(session: EventSession) -> list[dict]:
    return [{"@type": "Audience", "audienceType": str(audience)} for audience in session.audiences.all()]


def organizer_schema(session: EventSession) -> dict | None:
    if session.host_school and session.host_school.is_published:
        return organisation_data(session.host_school, "school_detail")
    return {"@type": "Organization", "name": localized_value(session, "organiser")} if session.organiser else None


def performer_schema(session: EventSession) -> dict | None:
    if not session.presenter_name:
        return None
    role = {"jobTitle": localized_value(session, "presenter_role")} if session.presenter_role else {}
    return {"@type": "Person", "name": session.presenter_name, **role}


def place_schema(venue: Venue, site: SiteSettings) -> dict:
    return {"@type": "Place", "name": localized_value(venue, "name"), "address": schema_address(site, street=venue.address)}


def slot_event_schema(slot_places: SlotPlaces, former: dt.datetime | None) -> dict:
    """Return the properties of one slot: times, status, places and offer. `former` is its start before it was moved."""
    slot, availability = slot_places.slot, slot_places.availability
    status = "EventCancelled" if slot.is_cancelled else "EventRescheduled" if former else "EventScheduled"
    data = {
        "startDate": iso_local_time(slot.starts_at),
        "endDate": iso_local_time(slot.ends_at),
        "eventStatus": f"{CONTEXT}/{status}",
    }
    if former and not slot.is_cancelled:
        data["previousStartDate"] = iso_local_time(former)
    if availability.capacity is not None and "capacity" not in slot.sample_parts:
        data |= {"maximumAttendeeCapacity": availability.capacity, "remainingAttendeeCapacity": availability.left}
    if availability.state in OFFER_AVAILABILITY:
        data["offers"] = offer_schema(slot_places)
    return data


def offer_schema(slot_places: SlotPlaces) -> dict:
    return {
        "@type": "Offer",
        "name": _("Booking"),
        "price": PRICE,
        "priceCurrency": CURRENCY,
        "availability": f"{CONTEXT}/{OFFER_AVAILABILITY[slot_places.availability.state]}",
        "validFrom": iso_local_time(slot_places.availability.opens_at),
        "availabilityEnds": iso_local_time(slot_places.availability.closes_at),
        "url": prepend_base_url(slot_places.book_url),
    }


def previous_start_times(slots: list[TimeSlot]) -> dict[int, dt.datetime]:
    """Return the previous start of each slot that was moved, by slot id: the last other start in its history."""
    moved = {slot.pk: slot for slot in slots if slot.sequence}
    return public_cache.get_or_make(("previous starts", tuple(moved)), lambda: find_previous_starts(moved)) if moved else {}


def find_previous_starts(moved: dict[int, TimeSlot]) -> dict[int, dt.datetime]:
    versions = TimeSlot.history.filter(id__in=moved).order_by("history_date", "history_id")
    starts = versions.values_list("id", "starts_at")
    return {pk: start for pk, start in starts if start != moved[pk].starts_at}


def iso_local_time(value: dt.datetime) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")
