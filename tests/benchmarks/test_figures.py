"""What the bench works out from its numbers. The numbers themselves are never asserted."""

import math
from collections import Counter

import pytest

from benchmarks.figures import Sample, join_samples, median_ratio, percentile, repeat_rounds


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.5, 5), (0.9, 9), (0.91, 10), (0.99, 10), (1, 10)])
def test_a_percentile_is_one_of_the_values(share, value):
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == value


def test_a_percentile_of_nothing_is_no_number():
    assert math.isnan(percentile([], 0.5))


def test_a_ratio_is_taken_in_each_round_before_the_median():
    assert median_ratio([10, 10, 2], [100, 10, 4]) == 0.5  # the medians' ratio would be 1


def test_a_round_without_a_yardstick_does_not_count():
    assert median_ratio([10, 10], [0, 20]) == 0.5


def test_a_rate_counts_all_answers_or_those_of_one_kind():
    sample = Sample(seconds=2, outcomes=Counter(booked=6, refused=2))
    assert (sample.rate(), sample.rate("booked"), sample.rate("lost")) == (4, 3, 0)
    assert Sample().rate() == 0


def test_processor_time_is_that_of_one_answer():
    sample = Sample(processor_seconds=0.5, outcomes=Counter(booked=5, refused=5))
    assert (sample.processor_ms(), sample.processor_ms("booked")) == (50, 100)
    assert math.isnan(sample.processor_ms("lost"))


def test_joined_rounds_have_medians_of_rates_and_percentiles_of_all_answers():
    rounds = [
        Sample(seconds=1, latencies=[0.1, 0.2], outcomes=Counter({"200": 2})),
        Sample(seconds=1, latencies=[0.3] * 4, outcomes=Counter({"200": 4})),
        Sample(seconds=4, latencies=[4.0], outcomes=Counter({"500": 1})),
    ]
    joined = join_samples(rounds)
    assert (joined["rounds"], joined["per_second"], joined["last_answer_s"]) == (3, 2, 1)
    assert (joined["p50_ms"], joined["p99_ms"]) == (300, 4000)
    assert joined["outcomes"] == {"200": 6, "500": 1}


def test_rounds_are_repeated_as_often_as_asked():
    assert repeat_rounds(lambda number: number, rounds=3, seconds=60) == [0, 1, 2]


def test_at_least_one_round_is_measured_whatever_it_takes(monkeypatch):
    clock = iter(range(0, 1000, 50))
    monkeypatch.setattr("benchmarks.figures.time.monotonic", lambda: next(clock))
    assert repeat_rounds(lambda number: number, rounds=5, seconds=60) == [0]
