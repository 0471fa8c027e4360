"""What the forms say about numbers before anybody types them: the limits of the party, and slots with fewer places than that."""

from collections.abc import Mapping

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.sentences import close_sentence_gaps
from events.bookings import rules
from events.models import ActivityWeek, EventSession

Fields = Mapping[str, forms.Field]


def show_individual_limits(fields: Fields, session: EventSession, *, least: int | None = None):
    """Say how many people may come; `least` instead of the session's fewest, for a booking that may give places back."""
    fewest, most = rules.individual_size_limits(session)
    fewest = least or fewest
    sentence = _("Everyone who comes, children included: %(most)s at most.")
    if fewest > 1:
        sentence = _("Everyone who comes, children included: %(least)s to %(most)s.")
    set_limits(fields["people"], fewest, most, sentence % {"least": fewest, "most": most})
    children = min(rules.most_under_14(session), most - 1)
    sentence = _("Children under 14 cannot come to this session.")
    if children > 0:
        sentence = _("Optional: %(most)s at most. Someone aged 14 or over must come with them.") % {"most": children}
    set_limits(fields["under_14"], 0, children, sentence)


def show_class_limits(fields: Fields, week: ActivityWeek, limits: tuple[int, int]):
    """Say how many pupils may come and how many adults they need; `limits` are the fewest and most pupils."""
    least, most = limits
    set_limits(fields["pupils"], least, most, _("%(least)s to %(most)s pupils.") % {"least": least, "most": most})
    sentence = _("At least 1 adult to %(pupils)s pupils.")
    if week.class_min_adults > 1:
        sentence = _("At least 1 adult to %(pupils)s pupils, and never fewer than %(adults)s.")
    numbers = {"pupils": week.pupils_per_adult, "adults": week.class_min_adults}
    fields["adults"].widget.attrs["min"] = week.class_min_adults
    fields["adults"].help_text = sentence % numbers


def set_limits(field: forms.Field, least: int, most: int, sentence: str):
    field.widget.attrs |= {"min": least, "max": most}  # for the arrows of the number; the form is not checked by the browser
    field.help_text = sentence


def describe_few_places(places_left: Mapping[int, int], most: int) -> dict[int, str]:
    """Return a sentence for each slot that has fewer places left than the largest party needs; the key is its id."""
    return {pk: format_few_places(left) for pk, left in places_left.items() if left < most}


def format_few_places(left: int) -> str:
    return ngettext(
        "Only %(left)s place is left at the chosen time.", "Only %(left)s places are left at the chosen time.", left
    ) % {"left": left}


def show_few_places(field: forms.Field, sentences: Mapping[int, str], chosen: str):
    """Add the chosen slot's sentence to the help text; the script few-places.js keeps it up to the choice."""
    if sentences:
        by_text = {str(pk): sentence for pk, sentence in sentences.items()}
        note = format_html('<b data-few-places role="status">{}</b>', by_text.get(chosen, ""))
        field.help_text = close_sentence_gaps(format_html("{} {}", field.help_text, note))
