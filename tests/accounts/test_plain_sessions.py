"""Sessions that are read together say of each account what Django says of it.

What ends one at once is tested with the scans that need it (`tests/events/checkin/test_live_scans.py`).
"""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from qsessions.models import Session

from accounts.models import User
from accounts.plain_sessions import FEW, SentSession, find_plain_sessions
from accounts.roles import BUREAU, DOOR

pytestmark = pytest.mark.django_db
BROWSER, ADDRESS = "A phone", "127.0.0.1"


def log_in(user) -> SentSession:
    """Open a page of the staff, with which the session begins."""
    client = Client(headers={"user-agent": BROWSER})
    client.force_login(user)
    client.get("/desk/account/")
    return SentSession(client.cookies["sessionid"].value, ADDRESS, BROWSER)


def make_user(name, *roles, **more) -> User:
    user = User.objects.create_user(name, is_staff=True, **more)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.mark.parametrize("roles", [(), (DOOR,), (BUREAU,), (DOOR, BUREAU)])
def test_permissions_are_those_of_django(roles, django_assert_num_queries):
    user = make_user("alice", *roles)
    user.user_permissions.add(Permission.objects.get(codename="view_school"))
    [found] = find_plain_sessions([log_in(user)])
    with django_assert_num_queries(0):
        permissions = found.user.get_all_permissions()
    assert permissions == User.objects.get(pk=user.pk).get_all_permissions()


def test_a_superuser_has_all_of_them():
    [found] = find_plain_sessions([log_in(make_user("root", is_superuser=True))])
    assert found.user.has_perm("events.use_desk")


def test_each_gets_its_own_whatever_their_number():
    users = [make_user(f"door-{number}", DOOR) for number in range(FEW + 3)]
    sent = [log_in(user) for user in users]
    sent[1:1] = [SentSession("none", ADDRESS, BROWSER), sent[0]]
    found = find_plain_sessions(sent)
    assert [one and one.user for one in found] == [users[0], None, *users]


def test_without_any_session_nothing_more_is_asked(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert find_plain_sessions([SentSession("none", ADDRESS, BROWSER)]) == [None]


@pytest.mark.parametrize("change", [{"address": "192.0.2.7"}, {"user_agent": "Another"}, {"user_agent": ""}])
def test_what_the_session_does_not_say_yet_is_to_be_written_into_it(change):
    sent = log_in(make_user("alice", DOOR))
    assert find_plain_sessions([sent]) != [None]
    assert find_plain_sessions([SentSession(**{**vars(sent), **change})]) == [None]


def test_a_session_of_somebody_else_s_account_is_nobody_s():
    sent = log_in(make_user("alice", DOOR))
    Session.objects.update(user=make_user("bob", DOOR))
    assert find_plain_sessions([sent]) == [None]
