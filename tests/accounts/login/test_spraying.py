"""One password tried on many names from one place is slowed; nobody is shut out, and another place notices nothing."""

import logging

import pytest
from django.core.cache import caches

from accounts.login import spraying
from accounts.login.spraying import MOST_NAMES, PAUSE_SECONDS, network_of
from tests.accounts.conftest import said

pytestmark = pytest.mark.django_db


def spray(log_in, names=MOST_NAMES, **more):
    """Try one password on this many names, each once, and return the status of each answer."""
    return [log_in(f"name-{number}", "Spring-2025", **more).status_code for number in range(names)]


def end_pause():
    caches["limits"].clear()


def test_many_names_from_one_address_are_slowed_down(log_in, bob):
    assert spray(log_in) == [200] * MOST_NAMES
    assert log_in("another", "Spring-2025").status_code == 200  # one is let through
    paused = log_in("bob")
    assert paused.status_code == 429
    assert paused["Retry-After"] == str(PAUSE_SECONDS)
    assert f"请等待{PAUSE_SECONDS}秒" in said(paused)
    assert 'value="bob"' in said(paused)


def test_paused_try_tells_nothing_and_is_counted_for_no_lock(log_in, bob, events):
    spray(log_in, MOST_NAMES + 1)
    before = events()
    right, wrong = log_in("bob"), log_in("bob", "wrong")
    assert (right.status_code, wrong.status_code) == (429, 429)
    assert right.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()
    assert events() == before


def test_after_the_pause_the_right_password_opens(log_in, bob):
    spray(log_in, MOST_NAMES + 1)
    assert log_in("bob").status_code == 429
    end_pause()
    assert log_in("bob").status_code == 302


def test_other_places_are_not_slowed(log_in, bob):
    spray(log_in, MOST_NAMES + 1)
    assert log_in("bob", REMOTE_ADDR="10.9.9.9").status_code == 302


def test_one_name_tried_often_is_locked_and_slows_nobody(log_in, bob):
    for _time in range(MOST_NAMES * 2):
        log_in("name", "wrong")
    assert log_in("bob").status_code == 302


def test_colleagues_who_mistype_are_not_slowed(log_in, bob):
    for number in range(MOST_NAMES - 1):
        log_in(f"colleague-{number}", "wrong")
    assert [log_in("bob", "wrong").status_code, log_in("bob").status_code] == [200, 302]


def test_it_is_forgotten_with_the_locks(log_in, bob, later):
    spray(log_in, MOST_NAMES + 1)
    later(minutes=15, seconds=1)
    assert [log_in("bob", "wrong").status_code, log_in("bob").status_code] == [200, 302]


def test_all_addresses_of_one_ipv6_network_count_together(log_in, bob):
    for number in range(MOST_NAMES):
        log_in(f"name-{number}", "Spring-2025", REMOTE_ADDR=f"2001:db8::{number + 1:x}")
    assert log_in("another", "Spring-2025", REMOTE_ADDR="2001:db8::aaaa").status_code == 200
    assert log_in("bob", REMOTE_ADDR="2001:db8::bbbb").status_code == 429
    assert log_in("bob", REMOTE_ADDR="2001:db8:0:1::1").status_code == 302


def test_it_is_logged_without_names_and_without_the_whole_address(log_in, bob, caplog):
    with caplog.at_level(logging.WARNING, logger=spraying.__name__):
        spray(log_in, MOST_NAMES + 1, REMOTE_ADDR="10.1.2.3")
    (record,) = [record for record in caplog.records if record.name == spraying.__name__]
    assert "10.1.*.*" in record.getMessage()
    assert "name-" not in caplog.text


@pytest.mark.parametrize(
    ("address", "network"),
    [("10.1.2.3", "10.1.2.3/32"), ("2001:db8::1", "2001:db8::/64"), ("2001:db8:0:0:ffff::1", "2001:db8::/64")],
)
def test_what_one_place_cannot_change(address, network):
    assert network_of(address) == network


def test_an_address_that_is_none_is_not_counted():
    assert not spraying.must_pause(None)
    assert not spraying.must_pause("")
