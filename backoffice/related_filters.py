"""Filters of the lists by a linked record. Thousands of choices would be most of a page, and nobody could choose from them."""

from django.contrib import admin

MOST_CHOICES = 300


def limit_choices(choices: list[tuple], chosen: list[str] | None) -> list[tuple]:
    """Return all of them if they are few, else only the chosen one, to which links lead."""
    return choices if len(choices) <= MOST_CHOICES else [choice for choice in choices if str(choice[0]) in (chosen or ())]


class FewChoicesFilter(admin.RelatedOnlyFieldListFilter):
    """Offers the records that some row is linked with, unless there are too many."""

    def field_choices(self, field, request, model_admin):
        return limit_choices(super().field_choices(field, request, model_admin), self.lookup_val)

    def has_output(self):
        return bool(self.lookup_val) or super().has_output()  # what is chosen can be taken back, whatever else there is
