"""The permissions of each staff role, over the models of all apps.

Which records of these models a user sees depends on the schools of the account (`schools.scoping`); the permission
`schools.see_every_school` lifts that limit.
"""

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import APPROVER, AUDITOR, BUREAU, DOOR, SCHOOL, SYSTEM, RoleTable, permissions_for_models

OURS = ("content", "backoffice", "spreadsheets", "accounts", "schools", "events", "alumni")
VIEW, EDIT, ALL = ("view",), ("view", "add", "change"), ("view", "add", "change", "delete")

SYSTEM_MAY = {
    "user": EDIT,
    "group": EDIT,
    "sitesettings": ("view", "change"),
    **dict.fromkeys(("rehearsalclock", "heartbeat", "permission"), VIEW),
}
# Bookings and their logs are never deleted, and only the booking services change them
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
NOT_FOR_BUREAU = ("user", "passwordlink", "pastpassword", "heartbeat", "rehearsalclock", "auditentry", *BOOKINGS)

# Labels of permissions that are not about a single model
PERMISSION_LABELS = {
    "publish_records": _("publish without asking"),
    "see_every_school": _("look after every school"),
    "decide_classes": _("approve and reject class bookings"),
    "see_whole_phone": _("see a whole mobile number, which is recorded"),
    "export_bookings": _("export bookings"),
    "export_auditentry": _("export the audit log"),
    "use_desk": _("use the page of the door"),
}
BUREAU_SPECIAL = (
    *("publish_records", "see_every_school", "decide_classes"),
    *("see_whole_phone", "export_bookings", "use_desk"),
)
SCHOOL_SPECIAL = ("decide_classes", "see_whole_phone", "export_bookings", "use_desk")


def special_permissions(*codenames: str) -> Q:
    return Q(codename__in=codenames)


def content_permissions() -> Q:
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    names = [model._meta.model_name for model in models]
    edited = [name for name in names if name not in NOT_FOR_BUREAU and not name.startswith("historical")]
    return permissions_for_models(dict.fromkeys(edited, ALL)) | permissions_for_models(BOOKINGS)


def view_permissions() -> Q:
    return Q(content_type__app_label__in=(*OURS, "auth"), codename__startswith="view_")


ROLE_TABLE = RoleTable(
    app_labels=OURS,
    permissions={
        SYSTEM: lambda: permissions_for_models(SYSTEM_MAY),
        BUREAU: lambda: content_permissions() | special_permissions(*BUREAU_SPECIAL),
        SCHOOL: lambda: permissions_for_models(SCHOOL_MAY) | special_permissions(*SCHOOL_SPECIAL),
        APPROVER: lambda: permissions_for_models(APPROVER_MAY) | special_permissions("see_every_school", "decide_classes"),
        DOOR: lambda: special_permissions("use_desk"),
        AUDITOR: lambda: view_permissions() | special_permissions("see_every_school", "export_auditentry"),
    },
    labels=PERMISSION_LABELS,
)
