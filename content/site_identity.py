"""The domain that identifiers given to other people's programs end in: the same for ever, whatever the address of the site."""

from functools import cache

from django.db import connections

from content.models import SiteIdentity


@cache
def permanent_domain() -> str:
    """Return the stored domain. It never changes, so a process reads it once."""
    return SiteIdentity.load().domain


def store_domain_after_migrate(*, using, **options):
    """Receiver of `post_migrate`: the domain is that of the set-up, not of the day on which it is first needed."""
    if SiteIdentity._meta.db_table in connections[using].introspection.table_names():  # not while only others are migrated
        SiteIdentity.load()
