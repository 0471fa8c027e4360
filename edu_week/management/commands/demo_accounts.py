"""One demonstration account for each role of staff."""

import secrets
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Count

from accounts.models import User
from accounts.roles import APPROVER, AUDITOR, BUREAU, DOOR, SCHOOL, SYSTEM, create_missing_groups
from schools.models import Editorship, School

ACCOUNTS = (
    ("system", SYSTEM, "演示·系统管理员"),
    ("bureau", BUREAU, "演示·市级编辑"),
    ("school", SCHOOL, "演示·学校编辑"),
    ("approver", APPROVER, "演示·团队审核员"),
    ("door", DOOR, "演示·现场核验员"),
    ("auditor", AUDITOR, "演示·审计员"),
)


class Command(BaseCommand):
    help = "Makes one demonstration account for each role of staff; a password is printed once and stored hashed."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="give the accounts new passwords")

    @transaction.atomic
    def handle(self, *, reset, **options):
        groups, users = create_missing_groups(), []
        for username, group, display_name in ACCOUNTS:
            user = User.objects.filter(username=username).first()
            if user and not reset:
                self.stdout.write(f"{username} ({display_name}) exists; --reset gives a new password")
                continue
            users.append(user or make_account(username, display_name, groups[group]))
        passwords = [secrets.token_urlsafe(12) for _user in users]
        with ThreadPoolExecutor() as threads:  # hashing takes a quarter of a second each, for which a first start waits
            list(threads.map(User.set_password, users, passwords))
        for user, password in zip(users, passwords, strict=True):
            user.save()
            self.stdout.write(f"{user.username} ({user.display_name})  password: {password}")


def make_account(username: str, display_name: str, group: Group) -> User:
    user = User.objects.create(username=username, display_name=display_name, is_staff=True, is_demonstration=True)
    user.groups.add(group)
    if group.name in (SCHOOL, DOOR):
        for school in busiest_schools():
            Editorship.objects.create(user=user, school=school)
    return user


def busiest_schools():
    """Return the school with the most bookings, so that its demonstration editor has something to see."""
    return School.objects.annotate(booking_count=Count("sessions__slots__bookings")).order_by("-booking_count", "slug")[:1]
