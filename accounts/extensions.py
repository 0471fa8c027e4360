"""Extensions of the pages of staff accounts by apps above, which this app may not import.

An app whose records say something about an account, such as which schools it looks after, registers an extension in its
`apps.py`. The account's page and the invitation then have an additional field, the list of accounts a column and filters,
and “My account” a line. A change of the field is recorded in the audit log like any other.
"""

from django import forms
from django.contrib import admin
from django.utils.functional import cached_property


class AccountExtension:
    """`name` is the name of the form field; `prefetch` are the relations that `describe` reads for each account of a list."""

    name: str
    label: str
    prefetch: tuple[str, ...] = ()
    list_filter: tuple = ()

    def build_field(self) -> forms.Field:
        raise NotImplementedError

    def load_value(self, account):
        """Return the initial value of the field."""
        raise NotImplementedError

    def save_value(self, account, value):
        raise NotImplementedError

    def check_value(self, value, roles):
        """Raise ValidationError, beside the field, where an account with these groups needs another value."""

    def describe(self, account) -> str:
        """Return a text for the list; blank where there is nothing to say."""
        raise NotImplementedError

    @cached_property
    def column(self):
        """Column of the list, also shown in place of a field that may not be edited.

        Cached, because the admin compares columns by identity.
        """

        @admin.display(description=self.label)
        def column(account):
            return self.describe(account) or "—"

        column.__name__ = self.name
        return column


_extensions: list[AccountExtension] = []


def register_extension(extension: AccountExtension):
    _extensions.append(extension)


def list_extensions() -> list[AccountExtension]:
    return list(_extensions)
