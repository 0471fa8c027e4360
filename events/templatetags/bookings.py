"""Texts that several booking pages share."""

from functools import partial

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.remembered_texts import RememberedTexts
from events.bookings import form_errors
from events.bookings.erasure import describe_erasure
from events.bookings.queries import Availability
from events.bookings.slot_choices import SlotChoice
from events.models import TimeSlot

register = template.Library()
register.filter(form_errors.list_faulty_fields)
register.filter(form_errors.count_errors)
panel_slots, slot_choices = RememberedTexts(2_000), RememberedTexts(2_000)


@register.simple_tag
def waiting_list_policy():
    return _(
        "Places that become free go to the first party in line that fits; a party that is too large keeps its position."
        " You need not confirm. In the last hour before the start no one moves up; those places go to walk-ins."
    )


@register.simple_tag
def erasure_sentence(week):
    return describe_erasure(week, timezone.now())


@register.simple_tag
def panel_slot(slot: TimeSlot, places: Availability):
    """Return when a slot is and how full, for the panel beside its form."""
    key = (get_language(), slot.starts_at, slot.ends_at, slot.session.takes_bookings, *vars(places).values())
    context = {"slot": slot, "session": slot.session, "places": places}
    return panel_slots.get_or_render(key, lambda: render_to_string("events/bookings/_panel_slot.html", context))


@register.simple_tag
def slot_choice(choice: SlotChoice, is_invalid):
    """Return the radio button of a slot in its form; its texts are in the language of the page already."""
    context = {"choice": choice, "is_invalid": bool(is_invalid)}
    render = partial(render_to_string, "events/bookings/_slot_choice.html", context)
    return slot_choices.get_or_render((choice, bool(is_invalid)), render)
