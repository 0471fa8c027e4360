"""The roles of staff: one group each, made after every migration where it is missing.

A group that exists is left as the bureau has set it. What a role may do is said by the project, which alone knows the
records of every app, and given here at start-up (`set_role_table`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

SYSTEM, BUREAU, SCHOOL = "系统管理员", "市级编辑", "学校编辑"
APPROVER, DOOR, AUDITOR = "团队审批员", "现场核验员", "审计员"


@dataclass(frozen=True, kw_only=True)
class RoleTable:
    """`permissions` says by role which it has; `words` names those that are about no single kind of record, by code name."""

    app_labels: tuple[str, ...] = ()
    permissions: Mapping[str, Callable[[], Q]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


_table = RoleTable()


def set_role_table(table: RoleTable):
    global _table
    _table = table


def get_role_table() -> RoleTable:
    return _table


def permissions_for_models(allowed: Mapping[str, tuple[str, ...]]) -> Q:
    """`allowed` are actions such as "view" by the name of a model."""
    wanted = Q(pk__in=[])
    for model, actions in allowed.items():
        wanted |= Q(content_type__model=model, codename__in=[f"{action}_{model}" for action in actions])
    return wanted


@transaction.atomic
def create_missing_groups() -> dict[str, Group]:
    groups = {}
    for role, condition in _table.permissions.items():
        groups[role], is_new = Group.objects.get_or_create(name=role)
        if is_new:
            groups[role].permissions.set(Permission.objects.filter(condition()))
    return groups


def create_groups_after_migrate(*, using, **kwargs):
    """Django makes the permissions of each app in turn; groups need all of them."""
    for app in (*_table.app_labels, "auth"):
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    create_missing_groups()
