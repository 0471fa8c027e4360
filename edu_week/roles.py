"""The roles of staff: one group each, made after every migration where it is missing.

A group that exists is left as the bureau has set it. What a group may do within the schools of an account is decided
by `schools.admin.base`; `schools.see_every_school` is what makes a role one of the whole bureau.
"""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

SYSTEM, BUREAU, SCHOOL = "系统管理员", "市级编辑", "学校编辑"
APPROVER, DOOR, AUDITOR = "团队审批员", "现场核验员", "审计员"

OURS = ("content", "schools", "events", "alumni")
VIEW, EDIT, ALL = ("view",), ("view", "add", "change"), ("view", "add", "change", "delete")

SYSTEM_MAY = {
    "user": EDIT,
    "group": EDIT,
    "sitesettings": ("view", "change"),
    **dict.fromkeys(("rehearsalclock", "heartbeat", "permission"), VIEW),
}
# Bookings and what hangs on them are never deleted, and change by the services alone.
BOOKINGS = {
    **dict.fromkeys(("booking", "notice"), ("view", "change")),
    **dict.fromkeys(("bookingevent", "arrival"), VIEW),
}
SCHOOL_MAY = {
    **dict.fromkeys(("eventsession", "timeslot", "major", "picture"), EDIT),
    **dict.fromkeys(("graduate", "milestone", "award"), EDIT),
    **dict.fromkeys(("school", "industrycollege"), ("view", "change")),
    **BOOKINGS,
    **dict.fromkeys(("venue", "trade", "activityweek", "district", "enterprise"), VIEW),
}
APPROVER_MAY = dict.fromkeys(("booking", "bookingevent", "eventsession", "timeslot"), VIEW)
NOT_THE_BUREAUS = ("user", "passwordlink", "pastpassword", "heartbeat", "rehearsalclock", "auditentry", *BOOKINGS)

SPECIAL = {
    BUREAU: (
        *("publish_records", "see_every_school", "decide_classes"),
        *("see_whole_phone", "export_bookings", "use_desk"),
    ),
    SCHOOL: ("decide_classes", "see_whole_phone", "export_bookings", "use_desk"),
    APPROVER: ("see_every_school", "decide_classes"),
    DOOR: ("use_desk",),
    AUDITOR: ("see_every_school", "export_auditentry"),
}


def permissions_of(role: str):
    special = Q(codename__in=SPECIAL.get(role, ()))
    return Permission.objects.filter(ORDINARY[role]() | special)


def of_models(allowed: dict[str, tuple[str, ...]]) -> Q:
    wanted = Q(pk__in=[])
    for model, actions in allowed.items():
        wanted |= Q(content_type__model=model, codename__in=[f"{action}_{model}" for action in actions])
    return wanted


def all_content() -> Q:
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    names = [model._meta.model_name for model in models]
    edited = [name for name in names if name not in NOT_THE_BUREAUS and not name.startswith("historical")]
    return of_models(dict.fromkeys(edited, ALL)) | of_models(BOOKINGS)


def everything_to_read() -> Q:
    return Q(content_type__app_label__in=(*OURS, "auth"), codename__startswith="view_")


ORDINARY = {
    SYSTEM: lambda: of_models(SYSTEM_MAY),
    BUREAU: all_content,
    SCHOOL: lambda: of_models(SCHOOL_MAY),
    APPROVER: lambda: of_models(APPROVER_MAY),
    DOOR: lambda: Q(pk__in=[]),
    AUDITOR: everything_to_read,
}


@transaction.atomic
def make_groups() -> dict[str, Group]:
    groups = {}
    for role in ORDINARY:
        groups[role], is_new = Group.objects.get_or_create(name=role)
        if is_new:
            groups[role].permissions.set(permissions_of(role))
    return groups


def after_migrate(*, using, **kwargs):
    """Django makes the permissions of each app in turn; groups need all of them."""
    for app in (*OURS, "auth"):
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    make_groups()
