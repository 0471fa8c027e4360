"""What an account owes before it may work: a password that is young enough, and a second factor where it is asked for."""

import datetime as dt

from django.utils import timezone

from content.models import SiteSettings

# Whoever has one of these works for the whole bureau; apps above add theirs in their `apps.py`.
bureau_wide_permissions = ["content.publish_records", "accounts.change_user"]


def works_bureau_wide(user) -> bool:
    return user.is_superuser or any(user.has_perm(permission) for permission in bureau_wide_permissions)


def needs_second_factor(user, site: SiteSettings | None = None) -> bool:
    site = site or SiteSettings.load()
    return site.second_factor_required and works_bureau_wide(user)


def password_due_at(user, site: SiteSettings) -> dt.datetime | None:
    """When the password runs out; None where it never does."""
    if user.password_changed_at is None or not site.password_max_age_days:
        return None
    return user.password_changed_at + dt.timedelta(days=site.password_max_age_days)


def must_change_password(user, site: SiteSettings) -> bool:
    due_at = password_due_at(user, site)
    return user.password_changed_at is None or (due_at is not None and due_at <= timezone.now())
