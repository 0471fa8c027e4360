"""Messages of Django's admin that the portal translates differently; its catalogue takes precedence over Django's.

`OVERRIDDEN_MESSAGES` exists only so that the messages are collected into the catalogue.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import pgettext
from django.views.i18n import JavaScriptCatalog

OVERRIDDEN_MESSAGES = (
    _("Select %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("Add %s"),
    _("Change %s"),
    _("View %s"),
    _("Add %(name)s"),
    _("Add another %(verbose_name)s"),
    _("Delete?"),
    _("Filter"),
    _("group"),  # Django's groups are the portal's roles
    _("groups"),
    _(" By %(filter_title)s "),
    _("Recent actions"),
    _("My actions"),
    _("None available"),
    _("View site"),
    _("Are you sure?"),
    _("Yes, I’m sure"),
    _("No, take me back"),
    _("History"),
    _("Breadcrumbs"),
    _("Today"),
    _("Add"),
    _("Change"),
    _("Remove"),
)


class AdminJavaScriptCatalog(JavaScriptCatalog):
    """The catalogue of the admin's scripts, with the calendar's weekday initials, which Django does not translate."""

    def get_catalog(self):
        return {**super().get_catalog(), **weekday_initials()}


def weekday_initials() -> dict[str, str]:
    return {
        "one letter Sunday\4S": pgettext("one letter Sunday", "S"),
        "one letter Monday\4M": pgettext("one letter Monday", "M"),
        "one letter Tuesday\4T": pgettext("one letter Tuesday", "T"),
        "one letter Wednesday\4W": pgettext("one letter Wednesday", "W"),
        "one letter Thursday\4T": pgettext("one letter Thursday", "T"),
        "one letter Friday\4F": pgettext("one letter Friday", "F"),
        "one letter Saturday\4S": pgettext("one letter Saturday", "S"),
    }
