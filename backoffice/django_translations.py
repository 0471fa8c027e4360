"""Messages of Django's admin that the portal translates differently; its catalogue takes precedence over Django's.

`OVERRIDDEN_MESSAGES` exists only so that the messages are collected into the catalogue.
"""

from django.contrib.admin.templatetags import admin_list
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, ngettext_lazy, pgettext
from django.utils.translation import gettext_noop as _
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
    _("Cannot delete %(name)s"),
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
    _("Delete selected %(verbose_name_plural)s"),
    _(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? '
        "All of the following related items will be deleted:"
    ),
    _(
        "Are you sure you want to delete the selected %(objects_name)s? "
        "All of the following objects and their related items will be deleted:"
    ),
    _("Models in the %(name)s application"),
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("Change history: %s"),
    _("Select this object for an action - {}"),
    _("Search"),
    _("Start typing to filter…"),
    _("Popup closing…"),
    _("Sorting priority: %(priority_number)s"),
    _("Set password: %s"),
    _("You may edit it again below."),
    _("Forgotten your password or username?"),
    _("Thanks for spending some quality time with the web site today."),
    _(
        "You are authenticated as %(username)s, but are not authorized to access this page. "
        "Would you like to login to a different account?"
    ),
    _("Please enter the correct %(username)s and password for a staff account. Note that both fields may be case-sensitive."),
    _(
        "There’s been an error. It’s been reported to the site administrators via email and should be fixed shortly. "
        "Thanks for your patience."
    ),
    _("Deleting %(class_name)s %(instance)s would require deleting the following protected related objects: %(related_objects)s"),
    _("Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following protected related objects:"),
    _(
        "Deleting the selected %(objects_name)s would result in deleting related objects, but your account doesn't have "
        "permission to delete the following types of objects:"
    ),
    _("Deleting the selected %(objects_name)s would require deleting the following protected related objects:"),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, but your account doesn't "
        "have permission to delete the following types of objects:"
    ),
    _("Added {name} “{object}”."),
    _("Changed {fields} for {name} “{object}”."),
    _("Deleted {name} “{object}”."),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("Successfully deleted %(count)d %(items)s."),
    ngettext_lazy("%(count)s %(name)s was changed successfully.", "%(count)s %(name)s were changed successfully.", "count"),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected", "total_count"),
    _("0 of %(cnt)s selected"),
    _("Select all %(total_count)s %(module_name)s"),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    _("%(name)s object with primary key %(key)r does not exist."),
    _("Add another %(model)s"),
    _("Delete selected %(model)s"),
    _("Hold down “Control”, or “Command” on a Mac, to select more than one."),
    _("%(app)s administration"),
    _("The %(site_name)s team"),
    _("You're receiving this email because you requested a password reset for your user account at %(site_name)s."),
    _("Password reset on %(site_name)s"),
    _("Enter a new password for the user <strong>%(username)s</strong>."),
    _("The password is too similar to the %(verbose_name)s."),
    ngettext_lazy(
        "This password is too short. It must contain at least %(min_length)d character.",
        "This password is too short. It must contain at least %(min_length)d characters.",
        "min_length",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)


def name_boolean_icon(value) -> str:
    """As Django's icon of a yes or no, which says True and False in every language."""
    name, words = {True: ("yes", gettext("Yes")), False: ("no", gettext("No")), None: ("unknown", gettext("Unknown"))}[value]
    return format_html('<img src="{}" alt="{}">', staticfiles_storage.url(f"admin/img/icon-{name}.svg"), words)


admin_list._boolean_icon = name_boolean_icon  # private in Django 5.2.19


SCRIPT_MESSAGES = (
    _("Available %s"),
    _("Chosen %s"),
    _(
        "This is the list of chosen %s. You may remove some by selecting them in the box below and then clicking the "
        '"Remove" arrow between the two boxes.'
    ),
    _("You have unsaved changes on individual editable fields. If you run an action, your unsaved changes will be lost."),
    _(
        "You have selected an action, but you haven’t saved your changes to individual fields yet. Please click OK to save. "
        "You’ll need to re-run the action."
    ),
    _(
        "You have selected an action, and you haven’t made any changes on individual fields. You’re probably looking for the "
        "Go button rather than the Save button."
    ),
)


class AdminJavaScriptCatalog(JavaScriptCatalog):
    """The catalogue of the admin's scripts: our words for some, and the calendar's weekday initials, which Django leaves."""

    def get_catalog(self):
        words = {message: gettext(message) for message in SCRIPT_MESSAGES}
        return {**super().get_catalog(), **words, **numbered_messages(), **weekday_initials()}


def numbered_messages() -> dict[str, list[str]]:
    """Return {message: its forms for one and for several}."""
    return {
        "%(sel)s of %(cnt)s selected": [
            ngettext("%(sel)s of %(cnt)s selected", "%(sel)s of %(cnt)s selected", number) for number in (1, 2)
        ],
        "Note: You are %s hour ahead of server time.": [
            ngettext("Note: You are %s hour ahead of server time.", "Note: You are %s hours ahead of server time.", number)
            for number in (1, 2)
        ],
        "Note: You are %s hour behind server time.": [
            ngettext("Note: You are %s hour behind server time.", "Note: You are %s hours behind server time.", number)
            for number in (1, 2)
        ],
    }


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
