"""What is worked out from measured numbers: percentiles, medians of rounds, ratios."""

import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed; of none, NaN."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1] if ordered else math.nan


def median_or_nan(values: Iterable[float]) -> float:
    values = list(values)
    return statistics.median(values) if values else math.nan


def median_ratio(values: Iterable[float], yardsticks: Iterable[float]) -> float:
    """Return the median of each round's ratio, so that a round in which the machine was busy counts once, not twice."""
    return median_or_nan(value / yardstick for value, yardstick in zip(values, yardsticks, strict=True) if yardstick)


@dataclass
class Sample:
    """What one round gave: how long it and each answer took, processor time of the server and the clients, the answers.

    `turned_away` counts how often a busy server asked somebody to press again; only the last answer is among the others.
    """

    seconds: float = 0.0
    processor_seconds: float = 0.0
    client_seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    outcomes: Counter = field(default_factory=Counter)
    turned_away: int = 0

    def rate(self, outcome: str = "") -> float:
        """Return how many answers a second there were, or only those with that outcome."""
        count = self.outcomes[outcome] if outcome else self.outcomes.total()
        return count / self.seconds if self.seconds else 0.0

    def processor_ms(self, outcome: str = "") -> float:
        """Return the server's processor time for each answer, or for each with that outcome, in milliseconds."""
        count = self.outcomes[outcome] if outcome else self.outcomes.total()
        return self.processor_seconds * 1000 / count if count else math.nan


def join_samples(samples: Iterable[Sample], outcome: str = "") -> dict:
    """Return the median rate (of one outcome) of the rounds, percentiles of all answers in milliseconds, and all outcomes."""
    samples = list(samples)
    latencies = [latency for sample in samples for latency in sample.latencies]
    return {
        "rounds": len(samples),
        "per_second": median_or_nan(sample.rate(outcome) for sample in samples),
        "processor_ms": median_or_nan(sample.processor_ms(outcome) for sample in samples),
        "client_ms": median_or_nan(sample.client_seconds * 1000 / max(sample.outcomes.total(), 1) for sample in samples),
        "last_answer_s": median_or_nan(sample.seconds for sample in samples),
        "p50_ms": percentile(latencies, 0.5) * 1000,
        "p95_ms": percentile(latencies, 0.95) * 1000,
        "p99_ms": percentile(latencies, 0.99) * 1000,
        "turned_away": sum(sample.turned_away for sample in samples),
        "outcomes": dict(sum((sample.outcomes for sample in samples), Counter())),
    }


def repeat_rounds(measure: Callable, *, rounds: int, seconds: float) -> list:
    """Call `measure` with the number of the round, up to `rounds` times; stop before one would likely exceed `seconds`."""
    began, results = time.monotonic(), []
    for number in range(rounds):
        elapsed = time.monotonic() - began
        if results and elapsed + elapsed / len(results) > seconds:
            break
        results.append(measure(number))
    return results
