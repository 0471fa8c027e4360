"""A session as shared links describe it: when, where, whether places are left; and its card."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.languages import localized_value
from content.sample_marks import mark_sample_title, sample_label
from content.share_images.card import Card
from content.site_names import site_name
from events.bookings.places import SlotPlaces
from events.models import EventSession, TimeSlot
from events.models.sample_parts import join_sample_parts
from events.time_spans import format_time_span
from schools.models import find_texture

# The shape and colour (on the lacquer background of the card) of each kind, the same as of its icon.
KIND_SHAPES = {
    "experience": ("circle", "#8cc3ea"),
    "demonstration": ("diamond", "#f2a0bd"),
    "visit": ("hexagon", "#b7cc7c"),
    "lecture": ("square", "#eeb083"),
    "exhibition": ("arch", "#bcc4c9"),
    "ceremony": ("octagon", "#e3c067"),
    "contest": ("shield", "#a9b8f4"),
}


def build_session_card(session: EventSession, slots: list[TimeSlot], site) -> Card:
    shape, colour = KIND_SHAPES[session.kind]
    drawings = session.list_drawings(session.trades.all())
    parts = join_sample_parts([session, *slots])
    return Card(
        site=site_name(site),
        title=mark_sample_title(session.phrases_of(localized_value(session, "title")), parts),
        lines=tuple(filter(None, (format_session_times(slots), localized_value(session.venue, "name")))),
        word=capfirst(session.get_kind_display()),
        shape=shape,
        colour=colour,
        tag=_("Cancelled") if session.is_cancelled else sample_label(parts),
        drawings=tuple(drawings),
        texture=find_texture(drawings),
    )


def describe_session(session: EventSession, places: list[SlotPlaces]) -> str:
    """Return the description for a shared link: the facts first, then the summary."""
    slots = [slot_places.slot for slot_places in places]
    mark = sample_label(join_sample_parts([session, *slots]))
    when, where = format_session_times(slots), localized_value(session.venue, "name")
    facts = (mark, when, where, describe_places_left(session, places), localized_value(session, "summary"))
    return " · ".join(filter(None, facts))


def format_session_times(slots: list[TimeSlot]) -> str:
    """Return one slot in full, several as their days and hours or number; blank without any."""
    if len(slots) < 2:
        return "".join(format_time_span(slot) for slot in slots)
    first, last = slots[0].day, slots[-1].day
    days = date_format(first, _("D j F"))
    if first != last:
        day = _("j F")
        days = f"{date_format(first, day)}–{date_format(last, day)}"
    hours = {(timezone.localtime(slot.starts_at).time(), timezone.localtime(slot.ends_at).time()) for slot in slots}
    if len(hours) == 1:
        ((start, end),) = hours
        return f"{days} {start:%H:%M}–{end:%H:%M}"
    counted = ngettext("%(count)s time slot", "%(count)s time slots", len(slots)) % {"count": len(slots)}
    return f"{days} · {counted}"


def describe_places_left(session: EventSession, places: list[SlotPlaces]) -> str:
    """Return in a few words whether somebody who reads it now can still come."""
    ahead = [slot_places for slot_places in places if slot_places.look not in ("past", "cancelled")]
    if session.is_cancelled or (places and not ahead):
        return _("Cancelled") if session.is_cancelled or places[0].look == "cancelled" else _("Over")
    if not session.takes_bookings:
        return _("No booking, just come") if places else ""
    left = sum(slot_places.availability.left for slot_places in ahead if slot_places.is_bookable)
    if left:
        return ngettext("%(left)s place left", "%(left)s places left", left) % {"left": left}
    if any(slot_places.availability.state == "soon" for slot_places in ahead):
        return _("Not open yet")
    return _("Full, waiting list open") if any(slot_places.look == "waitlist" for slot_places in ahead) else ""
