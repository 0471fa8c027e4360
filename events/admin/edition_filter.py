"""The filter by edition: a list stands on the edition that is shown, and any other, or all, can be chosen beside it."""

import re

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.query_values import parse_id
from events.dashboard.links import EVERY_EDITION
from events.models import ActivityWeek
from events.models.week import within_edition

EVERY = EVERY_EDITION
# Parameters that name a record by its id: a link with one means this record, whichever edition it is of
NAMES_A_RECORD = re.compile(r"(?:.*__)?(?:slot|session|venue|booking|message|places|pk|id)(?:__(?:id__exact|in))?")


def list_editions(request) -> list[tuple[int, str, bool]]:
    """Return (key, name, whether it is the one shown) of every edition, the newest first; read once in a request."""
    if not hasattr(request, "_editions"):
        request._editions = list(ActivityWeek.objects.order_by("-starts_on", "pk").values_list("pk", "name", "is_current"))
    return request._editions


def find_shown_edition(request) -> int | None:
    return next((key for key, _name, is_current in list_editions(request) if is_current), None)


def names_a_record(query) -> bool:
    return any(NAMES_A_RECORD.fullmatch(name) and parse_id(query[name].split(",")[0]) is not None for name in query)


def chosen_edition(request, field_path: str, *, searches_all: bool = False) -> int | None:
    """Return the key of the edition that a list filtered along `field_path` shows; None for all of them."""
    given = request.GET.get(f"{field_path}__id__exact")
    if given is not None:
        return parse_id(given)
    if names_a_record(request.GET) or (searches_all and request.GET.get(SEARCH_VAR)):
        return None
    return find_shown_edition(request)


class EditionFilter(admin.RelatedFieldListFilter):
    """Filter of a list by the edition to which `field_path` leads.

    What names a record by its id is found in every edition; with `searches_all`, so is what is searched for.
    """

    searches_all = False

    def __init__(self, field, request, params, model, model_admin, field_path):
        super().__init__(field, request, params, model, model_admin, field_path)
        self.title = gettext_lazy("edition")
        self.chosen = chosen_edition(request, field_path, searches_all=self.searches_all)

    def field_choices(self, field, request, model_admin):
        words = _("%(name)s (shown)")
        return [(key, words % {"name": name} if is_current else name) for key, name, is_current in list_editions(request)]

    def queryset(self, request, queryset):
        if self.lookup_val or self.lookup_val_isnull:
            return queryset if self.lookup_val and self.lookup_val[-1] == EVERY else super().queryset(request, queryset)
        if self.chosen is None:
            return queryset
        return within_edition(queryset, self.field_path, self.chosen)

    def choices(self, changelist):
        every, *others = super().choices(changelist)
        is_every = self.chosen is None and not self.lookup_val_isnull
        query = changelist.get_query_string({self.lookup_kwarg: EVERY}, [self.lookup_kwarg_isnull])
        yield every | {"selected": is_every, "query_string": query, "display": _("All editions")}
        for (key, _name), choice in zip(self.lookup_choices, others, strict=False):
            yield choice | {"selected": key == self.chosen}
        yield from others[len(self.lookup_choices) :]


class EditionOfBookingFilter(EditionFilter):
    """Of lists that are searched by reference or number: what one looks for is found in whichever edition it was booked."""

    searches_all = True
