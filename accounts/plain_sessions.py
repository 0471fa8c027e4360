"""The sessions of many requests read together, for requests that need to know of them only whose they are.

Only what is plain is answered: a session that goes on as it is, of an account that has nothing to do before it is used. All
else is None, and such a request goes its whole way, where the middleware says what is to be done: log in, extend the session,
change the password, give a code. Everything is read anew each time, so that an ended session, an account that was closed and a
role that was taken away count at once.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, load_backend
from django.db import connection
from django.db.models import CharField, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from qsessions import IP_SESSION_KEY, USER_AGENT_SESSION_KEY
from qsessions.models import Session

from accounts import requirements
from accounts.middleware import is_to_be_extended, is_too_old
from accounts.models import User
from content.models import SiteSettings
from content.prepared_queries import Parameter, PreparedQuery

FEW = 8


@dataclass(frozen=True)
class SentSession:
    """What a request says of itself: the key in its cookie, the address it comes from, and its browser."""

    key: str
    address: str | None
    user_agent: str


@dataclass(frozen=True)
class PlainSession:
    """`data` is what is stored in it; not to be changed."""

    user: User
    data: dict


def filter_sessions(keys: Collection) -> QuerySet[Session]:
    return Session.objects.filter(session_key__in=keys).select_related("user")


def make_parameters(field) -> list[Parameter]:
    return [Parameter(str(number), field) for number in range(FEW)]


SESSIONS = PreparedQuery(lambda: filter_sessions(make_parameters(CharField())))
# Those of the account's groups and its own, as `ModelBackend` has them
PERMISSIONS = """
    SELECT member.user_id, kind.app_label, permission.codename FROM accounts_user_groups member
    JOIN auth_group_permissions given ON given.group_id = member.group_id
    JOIN auth_permission permission ON permission.id = given.permission_id
    JOIN django_content_type kind ON kind.id = permission.content_type_id WHERE member.user_id IN ({marks})
    UNION ALL
    SELECT own.user_id, kind.app_label, permission.codename FROM accounts_user_user_permissions own
    JOIN auth_permission permission ON permission.id = own.permission_id
    JOIN django_content_type kind ON kind.id = permission.content_type_id WHERE own.user_id IN ({marks})
"""
SITE = PreparedQuery(lambda: SiteSettings.objects.filter(pk=1))


def fill_up(values: Collection, nothing) -> dict:
    return {str(number): value for number, value in enumerate([*values, *[nothing] * (FEW - len(values))])}


def find_plain_sessions(sent: Sequence[SentSession]) -> list[PlainSession | None]:
    """Return the session of each, in the same order; None for those that are to go their whole way."""
    real_now = timezone.now()
    keys = {one.key for one in sent}
    stored = SESSIONS.fetch(**fill_up(keys, "")) if len(keys) <= FEW else filter_sessions(keys)
    rows = {row.session_key: row for row in stored if row.user and row.expire_date > real_now}
    if not rows:
        return [None] * len(sent)
    users = {row.user_id: row.user for row in rows.values()}
    keep_permissions(users)
    [site] = SITE.fetch() or [SiteSettings()]
    return [make_plain(one, rows.get(one.key), users, site, real_now) for one in sent]


def keep_permissions(users: dict[int, User]):
    """Give the accounts their permissions, where Django keeps them too once it has asked (private in Django 5.2.19)."""
    found = {pk: set() for pk in users}
    with connection.cursor() as cursor:
        cursor.execute(PERMISSIONS.format(marks=", ".join(["%s"] * len(users))), [*users, *users])
        for user_id, app_label, codename in cursor.fetchall():
            found[user_id].add(f"{app_label}.{codename}")
    for pk, user in users.items():
        if not user.is_superuser:  # who has all of them
            user._perm_cache = found[pk]


def make_plain(sent: SentSession, row: Session | None, users: dict[int, User], site, now: dt.datetime) -> PlainSession | None:
    if row is None:
        return None
    user, data = users[row.user_id], decode_session(row.session_data)
    is_plain = (
        belongs_to(data, user)
        and (data.get(USER_AGENT_SESSION_KEY), data.get(IP_SESSION_KEY)) == (sent.user_agent[:300], sent.address)
        and not is_too_old(data, now)
        and not is_to_be_extended(data, now)
        and not requirements.must_change_password(user, site)
        and not requirements.needs_second_factor(user, site)
    )
    return PlainSession(user, data) if is_plain else None


def belongs_to(data: dict, user: User) -> bool:
    """Whether the account is logged in with it, may be, and has the password still with which it did (`django.contrib.auth`)."""
    if data.get(SESSION_KEY) != str(user.pk) or data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    backend = load_backend(data[BACKEND_SESSION_KEY])
    may_log_in = getattr(backend, "user_can_authenticate", None)
    return bool(
        may_log_in and may_log_in(user) and constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )


@lru_cache(maxsize=512)
def decode_session(stored: str) -> dict:
    """Return what is stored; {} where its signature is wrong. The same text is the same data: a change writes another one."""
    return import_module(settings.SESSION_ENGINE).SessionStore().decode(stored)
