"""What was asked and answered, as a table."""

from collections import Counter

from tests.fuzz.sending import WildAnswer
from tests.fuzz.wild_requests import WildRequest


class FuzzCounts:
    def __init__(self):
        self.answers: Counter[tuple[str, int]] = Counter()
        self.wrong: dict[tuple[str, str], tuple[WildRequest, WildAnswer]] = {}
        self.wrong_count = 0
        self.routes: set[str] = set()

    def add(self, request: WildRequest, answer: WildAnswer, wrongs: list[str]):
        self.answers[request.kind, answer.status] += 1
        self.routes.add(request.route)
        self.wrong_count += bool(wrongs)
        for wrong in wrongs:
            self.wrong.setdefault((wrong, request.route), (request, answer))

    @property
    def total(self) -> int:
        return sum(self.answers.values())

    def draw_table(self) -> str:
        """Return kinds of requests down, statuses across, and below what was wrong."""
        kinds = sorted({kind for kind, _status in self.answers})
        statuses = sorted({status for _kind, status in self.answers})
        rows = [["", *map(str, statuses), "all"]]
        for kind in kinds:
            counts = [self.answers[kind, status] for status in statuses]
            rows.append([kind, *map(str, counts), str(sum(counts))])
        sums = [sum(self.answers[kind, status] for kind in kinds) for status in statuses]
        rows.append(["all", *map(str, sums), str(self.total)])
        lines = [f"{row[0]:<12}" + "".join(f"{cell:>7}" for cell in row[1:]) for row in rows]
        told = f"{self.total} requests to {len(self.routes)} addresses; {self.wrong_count} wrong answers"
        return "\n".join([*lines, told, *self.describe_wrong_answers()])

    def describe_wrong_answers(self) -> list[str]:
        return [
            f"{wrong} at {route or request.path[:80]}: {describe_request(request)}\n    → {answer.status} {answer.body[-300:]!r}"
            for (wrong, route), (request, answer) in self.wrong.items()
        ]


def describe_request(request: WildRequest) -> str:
    what = f"{request.method[:20]} {request.path[:200]}?{request.query[:200]}"
    return f"{what}\n    {request.headers} {request.content_type} {request.length} {request.body[:300]!r}"
