"""Words of Django's back office that we put differently; our catalogue is asked before Django's own."""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Select %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("Add %s"),
    _("Add %(name)s"),
    _("Add another %(verbose_name)s"),
    _("Delete?"),
    _("Filter"),
    _(" By %(filter_title)s "),
    _("Recent actions"),
    _("My actions"),
    _("None available"),
    _("View site"),
    _("Are you sure?"),
    _("Yes, I’m sure"),
    _("No, take me back"),
    _("History"),
    _("Today"),
    _("Add"),
    _("Change"),
    _("Remove"),
)
