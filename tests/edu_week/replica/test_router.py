"""What goes to the replica and what never does, without any database."""

import pytest

from edu_week.replica.router import REPLICA, ReplicaRouter, reading_from_replica
from events.models import EventSession

router = ReplicaRouter()


def session_of(alias):
    session = EventSession()
    session._state.db = alias
    return session


def test_only_reading_inside_goes_to_the_replica():
    assert router.db_for_read(EventSession) is None
    with reading_from_replica():
        assert router.db_for_read(EventSession) == REPLICA
        assert router.db_for_read(EventSession, instance=session_of("default")) == REPLICA
        assert router.db_for_write(EventSession) is None
    assert router.db_for_read(EventSession) is None


def test_reading_inside_ends_with_an_error_too():
    with pytest.raises(ZeroDivisionError), reading_from_replica():
        raise ZeroDivisionError
    assert router.db_for_read(EventSession) is None


def test_what_was_read_from_the_replica_is_written_to_the_primary_and_goes_on_there():
    session = session_of(REPLICA)
    with reading_from_replica():
        assert router.db_for_write(EventSession, instance=session) == "default"
    assert router.db_for_read(EventSession, instance=session) == "default"


def test_other_databases_keep_what_is_theirs():
    session = session_of("rehearsal")
    assert router.db_for_read(EventSession, instance=session) is None
    assert router.db_for_write(EventSession, instance=session) is None
    assert router.allow_relation(session, session_of("default")) is None
    assert router.allow_relation(session_of(REPLICA), session_of("default")) is True


def test_nothing_is_migrated_there():
    assert router.allow_migrate(REPLICA, "events") is False
    assert router.allow_migrate("default", "events") is None
