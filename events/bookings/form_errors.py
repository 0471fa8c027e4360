"""What is wrong with a form that was sent, in the order in which it stands on the page."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS


def list_faulty_fields(form: forms.Form) -> list[forms.BoundField]:
    """Return the fields with errors: hidden ones and the slots, which stand first on every page, then as they are laid out."""
    layout = form.helper.layout
    laid_out = [pointer.name for pointer in layout.get_field_names()] if layout else list(form.fields)
    places = {name: place for place, name in enumerate(laid_out) if name != "slot"}
    return sorted((field for field in form if field.errors), key=lambda field: places.get(field.name, -1))


def count_errors(form: forms.Form) -> int:
    """Return how many fields have to be corrected; 0 where all that is wrong is wrong with the form as a whole."""
    return len(form.errors.keys() - {NON_FIELD_ERRORS})
