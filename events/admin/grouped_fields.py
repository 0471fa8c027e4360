"""Forms whose fields stand in groups, each under a legend."""

from collections.abc import Iterable


class Grouped:
    groups: tuple[tuple, ...] = ()

    def fieldsets(self) -> Iterable[tuple]:
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in self.groups]
