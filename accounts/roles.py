"""The roles of staff: one group each, created after a migration where it is missing.

An existing group is left as the bureau has set it. What a new one may do is defined by the project, which alone knows the
records of every app, and passed in at start-up (`set_role_table`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q

SYSTEM, BUREAU, SCHOOL = "系统管理员", "市级编辑", "学校编辑"
APPROVER, DOOR, AUDITOR = "团队审核员", "现场核验员", "审计员"


@dataclass(frozen=True, kw_only=True)
class RoleTable:
    """`permissions` maps a role to the condition for its permissions; `labels` names permissions by code name.

    Labels are only needed for permissions that are not about one kind of record.
    """

    app_labels: tuple[str, ...] = ()
    permissions: Mapping[str, Callable[[], Q]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


_table = RoleTable()


def set_role_table(table: RoleTable):
    global _table
    _table = table


def get_role_table() -> RoleTable:
    return _table


def permissions_for_models(allowed: Mapping[str, tuple[str, ...]]) -> Q:
    """Return a condition on permissions; `allowed` maps the name of a model to actions such as "view"."""
    condition = Q(pk__in=[])
    for model, actions in allowed.items():
        condition |= Q(content_type__model=model, codename__in=[f"{action}_{model}" for action in actions])
    return condition


def create_missing_groups(*, using: str = DEFAULT_DB_ALIAS) -> dict[str, Group]:
    """Return the groups of all roles by role; a group that is created gets the permissions of the role table."""
    groups = {}
    with transaction.atomic(using=using):
        for role, condition in _table.permissions.items():
            groups[role], is_new = Group.objects.using(using).get_or_create(name=role)
            if is_new:
                groups[role].permissions.set(Permission.objects.using(using).filter(condition()))
    return groups


def create_groups_after_migrate(*, using, **kwargs):
    """Receiver of `post_migrate`. Django creates the permissions app by app; groups need all of them, so create them first."""
    for app in (*_table.app_labels, "auth"):
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    create_missing_groups(using=using)
