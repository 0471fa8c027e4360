"""A session for search engines, as schema.org describes an event.

Google's rules for events: name, startDate and location with an address are required. Coordinates are not said: ours are in
GCJ-02, which readers would take for GPS. Made-up sessions carry their label in name and description.
"""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from content.languages import words
from content.absolute_urls import absolute, absolute_url
from content.models import SiteSettings
from content.pictures.markup import url_at_least
from content.share_metadata import sample_word
from content.site_names import schema_address
from content.schema_org import CONTEXT, organisation
from events.bookings.places import Place
from events.models import EventSession, TimeSlot, Venue

TYPES = {"experience": "EducationEvent", "lecture": "EducationEvent", "visit": "EducationEvent", "exhibition": "ExhibitionEvent"}
AVAILABILITY = {"open": "InStock", "soon": "PreOrder", "waitlist": "SoldOut", "full": "SoldOut"}
PRICE, CURRENCY = "0", "CNY"  # nothing here costs anything: the portal has no way to pay


def event(session: EventSession, places: list[Place], card_url: str, site: SiteSettings) -> dict:
    """The session; where it has several times, each is an event within it."""
    data = about(session, card_url, site)
    before = former_starts([place.slot for place in places])
    times = [timed(place, before.get(place.slot.pk)) for place in places]
    if len(times) == 1:
        return data | times[0]
    if times:
        data["startDate"] = moment(min(place.slot.starts_at for place in places))
        data["endDate"] = moment(max(place.slot.ends_at for place in places))
        is_off = all(place.slot.is_cancelled for place in places)
        data["eventStatus"] = f"{CONTEXT}/{'EventCancelled' if is_off else 'EventScheduled'}"
        data["subEvent"] = [common(session, site) | one for one in times]
    return data


def common(session: EventSession, site: SiteSettings) -> dict:
    """What each of its times repeats, since readers take every event by itself."""
    label = sample_word(session)
    name = words(session, "title")
    return {
        "@type": TYPES.get(session.kind, "Event"),
        "name": f"{name} ({label})" if session.is_sample else name,
        "location": location(session.venue, site),
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
    }


def about(session: EventSession, card_url: str, site: SiteSettings) -> dict:
    url = absolute_url("session_detail", session.slug)
    label, summary = sample_word(session), words(session, "summary")
    known = {
        "description": " · ".join(filter(None, [label, summary])),
        "image": [absolute(url_at_least(session.picture, 1280))] if session.picture else [],
        "organizer": organiser(session),
        "performer": performer(session),
        "audience": [{"@type": "Audience", "audienceType": str(one)} for one in session.audiences.all()],
    }
    known["image"].append(card_url)
    return common(session, site) | {"@id": f"{url}#event", "url": url} | {name: value for name, value in known.items() if value}


def organiser(session: EventSession) -> dict | None:
    if session.host_school and session.host_school.is_published:
        return organisation(session.host_school, "school_detail")
    return {"@type": "Organization", "name": words(session, "organiser")} if session.organiser else None


def performer(session: EventSession) -> dict | None:
    if not session.presenter_name:
        return None
    role = {"jobTitle": words(session, "presenter_role")} if session.presenter_role else {}
    return {"@type": "Person", "name": session.presenter_name, **role}


def location(venue: Venue, site: SiteSettings) -> dict:
    return {"@type": "Place", "name": words(venue, "name"), "address": schema_address(site, street=venue.address)}


def timed(place: Place, former: dt.datetime | None) -> dict:
    """One time: when, whether it takes place, how many places."""
    slot, availability = place.slot, place.availability
    status = "EventCancelled" if slot.is_cancelled else "EventRescheduled" if former else "EventScheduled"
    data = {
        "startDate": moment(slot.starts_at),
        "endDate": moment(slot.ends_at),
        "eventStatus": f"{CONTEXT}/{status}",
    }
    if former and not slot.is_cancelled:
        data["previousStartDate"] = moment(former)
    if availability.capacity is not None:
        data |= {"maximumAttendeeCapacity": availability.capacity, "remainingAttendeeCapacity": availability.left}
    if availability.state in AVAILABILITY:
        data["offers"] = offer(place)
    return data


def offer(place: Place) -> dict:
    return {
        "@type": "Offer",
        "name": _("Booking"),
        "price": PRICE,
        "priceCurrency": CURRENCY,
        "availability": f"{CONTEXT}/{AVAILABILITY[place.availability.state]}",
        "validFrom": moment(place.availability.opens_at),
        "availabilityEnds": moment(place.availability.closes_at),
        "url": absolute(place.book_url),
    }


def former_starts(slots: list[TimeSlot]) -> dict[int, dt.datetime]:
    """When a time that was moved used to begin: the last other start its history knows."""
    moved = {slot.pk: slot for slot in slots if slot.sequence}
    if not moved:
        return {}
    kept = TimeSlot.history.filter(id__in=moved).order_by("history_date", "history_id")
    starts = kept.values_list("id", "starts_at")
    return {pk: start for pk, start in starts if start != moved[pk].starts_at}


def moment(value: dt.datetime) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")
