"""The comparison of the two databases, from made-up samples."""

from collections import Counter

from benchmarks.databases import MEASUREMENTS, format_comparison
from benchmarks.figures import Sample


def sample(rate, outcome):
    return Sample(seconds=1, processor_seconds=1, latencies=[0.1], outcomes=Counter({outcome: rate}))


def test_a_ratio_is_that_within_the_rounds():
    rounds = [
        {name: [sample(one, outcome), sample(other, outcome)] for name, (_measure, outcome) in MEASUREMENTS.items()}
        for one, other in ((10, 20), (100, 50), (30, 30))
    ]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in format_comparison(rounds).splitlines()[2:]]
    assert [row[0] for row in rows] == list(MEASUREMENTS)
    assert {tuple(row[1:4]) for row in rows} == {("30", "30", "1")}
