"""Codes: six digits, ten minutes, five tries, for one number; nothing of them is written down in clear."""

import datetime as dt
import logging
import threading

import pytest
from django.db import connection
from django.utils import timezone

from edu_week.management.commands import worker
from events.bookings import phone_checks
from events.bookings.phone_checks import confirm_code, is_proof_of, sign_proof, start_check
from events.models import PhoneCheck
from tests.database_dump import dump_database, find_in_dump
from tests.events.bookings.sms_recorder import turn_on_phone_check

pytestmark = pytest.mark.django_db
PHONE, OTHER = "13800000001", "13800000002"
START = dt.datetime(2025, 5, 13, 1, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def sent(settings, monkeypatch):
    return turn_on_phone_check(settings, monkeypatch)


@pytest.fixture
def key(sent):
    return start_check(PHONE, real_now=START)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_message_has_the_code_and_goes_to_the_number(sent, key):
    [message] = sent
    headline, code, until, _site = message.values
    assert (message.phone, len(code), code.isdecimal()) == (PHONE, 6, True)
    assert "10" in until
    assert headline
    assert all(message.values)
    assert code not in message.key


def test_the_right_code_once(sent, key):
    code = sent[0].values[1]
    assert confirm_code(key, PHONE, code, real_now=START + 9 * MINUTE)
    with pytest.raises(PhoneCheck.DoesNotExist):
        confirm_code(key, PHONE, code, real_now=START + 9 * MINUTE)


def test_five_tries(sent, key):
    code = sent[0].values[1]
    for left in (4, 3, 2, 1, 0):
        assert not confirm_code(key, PHONE, wrong(code), real_now=START)
        assert phone_checks.count_tries_left(key) == left
    with pytest.raises(PhoneCheck.DoesNotExist):
        confirm_code(key, PHONE, code, real_now=START)


def test_ten_minutes(sent, key):
    with pytest.raises(PhoneCheck.DoesNotExist):
        confirm_code(key, PHONE, sent[0].values[1], real_now=START + 10 * MINUTE)


def test_only_for_the_number_and_the_key_it_was_sent_for(sent, key):
    code = sent[0].values[1]
    other_key = start_check(OTHER, real_now=START)
    for number, used in ((OTHER, key), (PHONE, other_key), (PHONE, "unknown")):
        with pytest.raises(PhoneCheck.DoesNotExist):
            confirm_code(used, number, code, real_now=START)
    assert confirm_code(key, PHONE, code, real_now=START)


def test_who_asks_for_a_code_for_my_number_does_not_void_mine(sent, key):
    start_check(PHONE, real_now=START)
    assert confirm_code(key, PHONE, sent[0].values[1], real_now=START)


@pytest.mark.django_db(transaction=True)
def test_of_two_with_the_right_code_at_once_one_is_let_through(sent):
    key = start_check(PHONE, real_now=START)
    code, outcomes, together = sent[0].values[1], [], threading.Barrier(4)

    def confirm():
        together.wait()
        try:
            outcomes.append(confirm_code(key, PHONE, code, real_now=START))
        except PhoneCheck.DoesNotExist:
            outcomes.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, False, False, True]


def test_a_proof_is_of_one_number_and_half_an_hour(monkeypatch):
    proof = sign_proof(PHONE)
    assert is_proof_of(proof, PHONE)
    assert not is_proof_of(proof, OTHER)
    assert not is_proof_of("", PHONE)
    assert not is_proof_of(proof + "x", PHONE)
    assert PHONE not in proof
    monkeypatch.setattr(phone_checks, "PROOF_SECONDS", -1)
    assert not is_proof_of(proof, PHONE)


def test_neither_number_nor_code_is_written_down(sent, key, caplog):
    code = sent[0].values[1]
    assert find_in_dump(dump_database(), [PHONE, code]) == {}
    assert code not in caplog.text
    assert PHONE not in caplog.text


def test_a_provider_that_fails_is_logged_without_either(settings, sent, caplog):
    settings.SMS_BACKEND = "tests.events.bookings.sms_recorder.Broken"
    with caplog.at_level(logging.INFO):
        assert start_check(PHONE, real_now=START)
    assert "could not be sent (OSError)" in caplog.text
    assert PHONE not in caplog.text


def test_rows_go_after_a_day(key):
    assert phone_checks.delete_old_checks(START + dt.timedelta(hours=23)) == 0
    assert phone_checks.delete_old_checks(START + dt.timedelta(hours=25)) == 1
    start_check(PHONE, real_now=timezone.now() - dt.timedelta(days=2))
    worker.clean_up_jobs_and_sessions()
    assert not PhoneCheck.objects.exists()


def test_nobody_is_asked_unless_it_is_on_and_codes_can_arrive(settings, sent):
    assert phone_checks.asks_for_codes()
    settings.PORTAL_CLOCK = START  # nothing of a rehearsal is sent
    assert not phone_checks.asks_for_codes()
    settings.PORTAL_CLOCK, settings.SMS_BACKEND = None, "console"
    assert not phone_checks.asks_for_codes()
    settings.SMS_BACKEND, settings.PHONE_CHECK = "tests.events.bookings.sms_recorder.Recorder", False
    assert not phone_checks.asks_for_codes()
