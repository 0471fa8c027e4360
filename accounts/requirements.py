"""What an account must have before it may be used: a password that has not run out and, where required, a second factor."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from content.models import SiteSettings

# An account with one of these works for the whole bureau; apps above add theirs in their `apps.py`.
bureau_wide_permissions = ["content.publish_records", "accounts.change_user"]


def works_bureau_wide(user) -> bool:
    return user.is_superuser or any(user.has_perm(permission) for permission in bureau_wide_permissions)


def needs_second_factor(user, site: SiteSettings | None = None) -> bool:
    """Whether the site's settings require a second factor of this account, or SECOND_FACTOR_REQUIRED, which HTTPS turns on.

    That variable leaves demonstration accounts out: everybody who tries the portal shares them.
    """
    site = site or SiteSettings.load()
    is_asked = site.second_factor_required or (settings.SECOND_FACTOR_REQUIRED and not user.is_demonstration)
    return is_asked and works_bureau_wide(user)


def password_due_at(user, site: SiteSettings) -> dt.datetime | None:
    """Return when the password runs out; None where it never does or has to be changed anyway."""
    if user.password_changed_at is None or not site.password_max_age_days:
        return None
    return user.password_changed_at + dt.timedelta(days=site.password_max_age_days)


def must_change_password(user, site: SiteSettings) -> bool:
    due_at = password_due_at(user, site)
    return user.password_changed_at is None or (due_at is not None and due_at <= timezone.now())
