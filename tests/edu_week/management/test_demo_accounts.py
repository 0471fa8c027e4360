from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from schools.scoping import schools_of_user
from tests.factories import BookingFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def make(**options) -> str:
    out = StringIO()
    call_command("demo_accounts", stdout=out, **options)
    return out.getvalue()


def password_of(username: str, report: str) -> str:
    line = next(line for line in report.splitlines() if line.startswith(username))
    return line.rpartition("password: ")[2]


def test_each_role_has_an_account_whose_password_is_printed():
    SchoolFactory(slug="aaa-nobody-books")
    busy = BookingFactory(slot__session__host_school=SchoolFactory()).slot.session.host_school
    report = make()
    for username in ("system", "bureau", "school", "approver", "door", "auditor"):
        user = User.objects.get(username=username)
        assert user.is_staff
        assert not user.is_superuser
        assert user.check_password(password_of(username, report))
    assert schools_of_user(User.objects.get(username="school")).get() == busy


def test_they_are_marked_so_that_nobody_asks_them_for_a_second_factor():
    make()
    assert set(User.objects.values_list("is_demonstration", flat=True)) == {True}


def test_a_second_run_prints_no_password_and_changes_none():
    password = password_of("door", make())
    assert "password:" not in make()
    assert User.objects.get(username="door").check_password(password)


def test_reset_gives_new_passwords():
    old = password_of("door", make())
    new = password_of("door", make(reset=True))
    assert new != old
    assert User.objects.get(username="door").check_password(new)
