"""Two recordings of one booking become a script whose every run books for somebody else."""

import pytest

from benchmarks.statements import build_script, end_statement, merge_literal, merge_statement

KEYS = 71, 72


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        ("'open'", "'open'", "'open'"),
        ("5", "5", "5"),
        ("71", "72", ":next_booking_id"),
        ("8123", "991", ":bench_n"),
        ("'13970000001'", "'13970000002'", "'139:bench_n'"),
        ("'K7M2PQ9A'", "'K4M2XX9A'", "':bench_n'"),
        ("'kX3_a'", "'9bQ-a'", "':bench_n'"),
        ("'3f0c@site'", "'91bc@site'", "':bench_n@site'"),
        ("'2025-05-13T01:30:00'", "'2025-05-13T01:30:01'", "'2025-05-13T01:30:00'"),
    ],
)
def test_what_differs_gets_a_variable(one, other, merged):
    assert merge_literal(one, other, KEYS) == merged


def test_numbers_in_names_are_no_values():
    statement = "SELECT \"t1\".\"x2\" FROM t3 WHERE id = 71 AND name = 'it''s 7'"
    other = statement.replace("71", "72")
    assert merge_statement(statement, other, KEYS) == statement.replace("71", ":next_booking_id")


def test_the_key_comes_from_the_statement_that_reserves_it():
    reserve = "SELECT 1 FOR UPDATE; SELECT nextval('s') AS \"next_booking_id\""
    assert end_statement(reserve) == "SELECT 1 FOR UPDATE \\; SELECT nextval('s') AS \"next_booking_id\" \\gset"
    assert end_statement("COMMIT") == "COMMIT;"


def test_statements_of_one_message_stay_in_one():
    message = 'INSERT INTO "a" VALUES (\'b; c\'); UPDATE "a" SET "d" = 1'
    assert end_statement(message) == 'INSERT INTO "a" VALUES (\'b; c\') \\; UPDATE "a" SET "d" = 1;'


def test_a_script_counts_first():
    lines = build_script(["BEGIN", "SELECT 71"], ["BEGIN", "SELECT 72"], KEYS).splitlines()
    assert lines[0].startswith("\\set bench_i")
    assert lines[2:] == ["BEGIN;", "SELECT :next_booking_id;"]


def test_two_bookings_that_do_different_things_make_no_script():
    with pytest.raises(ValueError, match="1 and 2 statements"):
        build_script(["BEGIN"], ["BEGIN", "COMMIT"], KEYS)
