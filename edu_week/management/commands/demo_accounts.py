"""One demonstration account for each role of staff."""

import secrets

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q

from schools.models import School, User

EDIT = ("view", "add", "change")
SCHOOL_OF_THE_SCHOOL_EDITOR = "jinzhong-health-school"

BUREAU, SCHOOL, DOOR = "市级编辑", "学校编辑", "现场核验员"

# Bookings and what hangs on them are never deleted, and change by the services alone
RECORDS_KEPT = ("booking", "bookingevent", "notice", "arrival")

# Whoever may change a notice sends it again or telephones; its words stay as they are
SCHOOL_MAY = {
    **dict.fromkeys(("eventsession", "timeslot", "major", "industrycollege", "picture"), EDIT),
    "school": ("view", "change"),
    **dict.fromkeys(("booking", "notice"), ("view", "change")),
    **dict.fromkeys(("venue", "trade", "activityweek", "district", "enterprise", "bookingevent"), ("view",)),
}
DOOR_MAY = {**dict.fromkeys(("eventsession", "timeslot", "booking"), ("view",)), "arrival": ("view", "add")}

ACCOUNTS = (
    ("bureau", BUREAU, "演示·市级编辑"),
    ("school", SCHOOL, "演示·学校编辑"),
    ("door", DOOR, "演示·现场核验员"),
)


class Command(BaseCommand):
    help = "Makes the groups of staff and one demonstration account for each; a password is printed once and stored hashed."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="give the accounts new passwords")

    @transaction.atomic
    def handle(self, *, reset, **options):
        groups = make_groups()
        for username, group, display_name in ACCOUNTS:
            user = User.objects.filter(username=username).first()
            if user and not reset:
                self.stdout.write(f"{username} ({display_name}) exists; --reset gives a new password")
                continue
            password = secrets.token_urlsafe(12)
            if user is None:
                user = make_account(username, display_name, groups[group])
            user.set_password(password)
            user.save()
            self.stdout.write(f"{username} ({display_name})  password: {password}")


def make_account(username: str, display_name: str, group: Group) -> User:
    user = User.objects.create(username=username, display_name=display_name, is_staff=True)
    user.groups.add(group)
    if group.name == SCHOOL:
        user.schools.set(School.objects.filter(slug=SCHOOL_OF_THE_SCHOOL_EDITOR))
    return user


def make_groups() -> dict[str, Group]:
    """A group that exists is left as the bureau has set it."""
    permissions = {BUREAU: bureau_permissions, SCHOOL: lambda: named(SCHOOL_MAY), DOOR: lambda: named(DOOR_MAY)}
    groups = {}
    for name, allowed in permissions.items():
        groups[name], is_new = Group.objects.get_or_create(name=name)
        if is_new:
            groups[name].permissions.set(allowed())
    return groups


def bureau_permissions():
    content = Permission.objects.filter(content_type__app_label__in=("content", "schools", "events", "alumni"))
    content = content.exclude(content_type__model__in=("user", "historicaluser", "heartbeat", "rehearsalclock", *RECORDS_KEPT))
    return [
        *content,
        *named(
            {**dict.fromkeys(("booking", "notice"), ("view", "change")), **dict.fromkeys(("bookingevent", "arrival"), ("view",))}
        ),
    ]


def named(allowed: dict[str, tuple[str, ...]]):
    wanted = Q()
    for model, actions in allowed.items():
        wanted |= Q(content_type__model=model, codename__in=[f"{action}_{model}" for action in actions])
    return Permission.objects.filter(wanted)
