"""What an app above lends to the pages of staff accounts, which know no app but their own.

An app whose records say something about an account, such as which schools it looks after, registers an extension in its
`apps.py`. The account's page and the invitation then have one field more, the list of accounts a column and filters, and
“My account” a line. What somebody changed in the field goes into the audit log with the rest.
"""

from django import forms
from django.contrib import admin
from django.utils.functional import cached_property


class AccountExtension:
    """`name` is the field's in the form, `prefetch` what `describe` reads of each account in a list."""

    name: str
    label: str
    prefetch: tuple[str, ...] = ()
    list_filter: tuple = ()

    def build_field(self) -> forms.Field:
        raise NotImplementedError

    def load_value(self, account):
        """What the field begins with."""
        raise NotImplementedError

    def save_value(self, account, value):
        raise NotImplementedError

    def describe(self, account) -> str:
        """Blank where there is nothing to tell."""
        raise NotImplementedError

    @cached_property
    def column(self):
        """For the list, and in place of the field where it may be read only. One function: the admin compares them."""

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
