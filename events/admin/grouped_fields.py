"""Forms whose fields are shown in groups, each under a legend."""

from collections.abc import Iterable


class Grouped:
    """`groups`: pairs of a legend and the names of its fields; names that the form does not have are skipped."""

    groups: tuple[tuple, ...] = ()

    def fieldsets(self) -> Iterable[tuple]:
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in self.groups]
