from django import template

from events.checkin.outcome_words import name_class
from events.models import Booking

register = template.Library()


@register.filter
def class_line(booking: Booking) -> str:
    """Return school, grade and class of a booking in one line."""
    return name_class(booking)
