from io import StringIO

import pytest
from django.core.management import call_command

from schools.models import User
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def make(**options) -> str:
    out = StringIO()
    call_command("demo_accounts", stdout=out, **options)
    return out.getvalue()


def password_of(username: str, report: str) -> str:
    line = next(line for line in report.splitlines() if line.startswith(username))
    return line.rpartition("password: ")[2]


def test_each_role_has_an_account_whose_password_is_printed():
    SchoolFactory(slug="jinzhong-health-school")
    report = make()
    for username in ("bureau", "school", "door"):
        user = User.objects.get(username=username)
        assert user.is_staff
        assert not user.is_superuser
        assert user.check_password(password_of(username, report))
    assert User.objects.get(username="school").schools.get().slug == "jinzhong-health-school"


def test_a_second_run_prints_no_password_and_changes_none():
    password = password_of("door", make())
    assert "password:" not in make()
    assert User.objects.get(username="door").check_password(password)


def test_reset_gives_new_passwords():
    old = password_of("door", make())
    new = password_of("door", make(reset=True))
    assert new != old
    assert User.objects.get(username="door").check_password(new)


def test_a_role_may_do_its_work_and_no_more():
    make()
    bureau, school, door = (User.objects.get(username=name) for name in ("bureau", "school", "door"))
    assert bureau.has_perms(["events.delete_eventsession", "schools.add_figure", "content.change_sitesettings"])
    assert not bureau.has_perm("schools.change_user")
    assert not bureau.has_perm("events.delete_booking")
    assert school.has_perms(["events.change_timeslot", "events.change_booking", "schools.change_school"])
    assert not school.has_perm("schools.add_figure")
    assert door.has_perms(["events.view_booking", "events.add_arrival"])
    assert not door.has_perm("events.change_booking")
