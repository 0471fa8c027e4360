"""Where limits are counted: a store of its own, Redis if there is one that answers."""

import socket

import pytest
from django.core.cache import caches
from django.urls import reverse
from redis.exceptions import RedisError

from edu_week.limits_cache import LimitsCache
from events.bookings import rate_limits
from events.models import Booking
from tests.events.bookings.conftest import (  # noqa: F401 (fixtures)
    form_data,
    make_slot,
    now,
    rate_limit_minute_outlasts_a_test,
    session,
)


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def refused_redis(closed_port, settings, monkeypatch):
    """The limits' cache as it is where Redis refuses every connection."""
    monkeypatch.setattr(LimitsCache, "next_try_at", 0.0)
    location = f"redis://127.0.0.1:{closed_port}/0"
    settings.CACHES = settings.CACHES | {"limits": settings.CACHES["limits"] | {"LOCATION": location}}
    return caches["limits"]


class DictRedis:
    """Answers as Redis would, while it is there; counts the calls."""

    def __init__(self):
        self.values, self.calls, self.is_away = {}, 0, False

    def __getattr__(self, name):
        def call(*args):
            self.calls += 1
            if self.is_away:
                raise RedisError("no connection")
            return getattr(self, f"do_{name}")(*args)

        return call

    def do_add(self, key, value, timeout):
        is_new = key not in self.values
        self.values.setdefault(key, value)
        return is_new

    def do_incr(self, key):
        self.values[key] += 1
        return self.values[key]


def test_thousands_of_other_keys_push_no_limit_out():
    rate_limits.exceeds_rate_limit("book", "203.0.113.7", 1)
    for number in range(2000):
        rate_limits.exceeds_rate_limit("book", f"crowd {number}", 1)
        caches["default"].set(f"other-{number}", number)
    assert rate_limits.exceeds_rate_limit("book", "203.0.113.7", 1)


@pytest.mark.parametrize(("processes", "granted"), [(1, 10), (2, 5), (4, 3), (64, 1)])
def test_without_redis_the_bound_is_divided_by_the_number_of_processes(settings, processes, granted):
    settings.WEB_PROCESSES = processes
    tries = [rate_limits.exceeds_rate_limit("find", "203.0.113.7", 10) for _try in range(12)]
    assert tries.count(False) == granted


def test_with_redis_the_bound_is_whole_and_counted_there(settings, monkeypatch):
    settings.WEB_PROCESSES = 4
    redis = DictRedis()
    monkeypatch.setattr(caches["limits"], "redis", redis)
    tries = [rate_limits.exceeds_rate_limit("find", "203.0.113.7", 10) for _try in range(12)]
    assert tries.count(False) == 10
    assert list(redis.values.values()) == [12]


def test_a_redis_that_is_away_is_asked_again_only_after_a_while(settings, monkeypatch):
    settings.WEB_PROCESSES = 2
    redis = DictRedis()
    monkeypatch.setattr(LimitsCache, "next_try_at", 0.0)
    monkeypatch.setattr(caches["limits"], "redis", redis)
    redis.is_away = True
    tries = [rate_limits.exceeds_rate_limit("find", "203.0.113.7", 4) for _try in range(4)]
    assert (tries, redis.calls) == ([False, False, True, True], 1)
    redis.is_away = False
    monkeypatch.setattr(LimitsCache, "next_try_at", 0.0)  # the while is over
    assert caches["limits"].is_shared
    assert not rate_limits.exceeds_rate_limit("find", "203.0.113.7", 4)
    assert list(redis.values.values()) == [1]


def test_a_redis_that_refuses_connections_costs_no_try(refused_redis, caplog):
    assert [rate_limits.exceeds_rate_limit("find", "203.0.113.7", 2) for _try in range(3)] == [False, False, True]
    assert not refused_redis.is_shared
    assert [record.getMessage() for record in caplog.records] == ["Redis does not answer: limits are counted in this process"]


@pytest.mark.django_db
def test_bookings_and_look_ups_go_on_while_redis_refuses_connections(client, session, now, refused_redis, caplog):  # noqa: F811
    answer = client.post(f"/events/{session.slug}/book/", form_data(make_slot(session)))
    assert answer.status_code == 302
    booking = Booking.objects.get()
    LimitsCache.next_try_at = 0.0
    answer = client.post(reverse("booking_find"), {"reference": booking.reference, "phone": booking.phone})
    assert answer.status_code == 302
