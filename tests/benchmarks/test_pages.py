"""Ratios to the hello world of the same round."""

from collections import Counter

import pytest

from benchmarks.figures import Sample
from benchmarks.pages import HELLO, PAGES, WAYS, summarise_pages


def sample(rate, processor=1.0):
    return Sample(seconds=1, processor_seconds=processor, latencies=[0.1] * rate, outcomes=Counter({"200": rate}))


def round_of(*, before, after, page):
    pages = {f"{name}, {way}": sample(page) for name in PAGES for way in WAYS}
    return {"hello before": sample(before), "hello after": sample(after), **pages}


def test_a_page_is_measured_against_hello_before_and_after_it():
    summary = summarise_pages([round_of(before=100, after=300, page=100)])
    assert summary["home, warm"]["of_hello"] == 0.5
    assert summary[HELLO]["rounds"] == 2


def test_the_ratio_is_the_median_of_the_rounds():
    rounds = [round_of(before=hello, after=hello, page=page) for hello, page in ((100, 70), (10, 7), (100, 7))]
    assert summarise_pages(rounds)["home, cold"]["of_hello"] == pytest.approx(0.7)


def test_processor_time_is_a_multiple_of_what_a_hello_costs():
    summary = summarise_pages([round_of(before=200, after=200, page=20)])
    assert summary["home, cold"]["processor_of_hello"] == pytest.approx(10)
