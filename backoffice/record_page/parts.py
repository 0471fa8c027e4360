"""The parts of a record's page: groups of fields, with the rows and tables that belong to what they are about."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """Declared in an admin's `groups`. `inlines` stand below the fields, then `templates`, which get the page's context."""

    title: str
    fields: tuple[str, ...]
    inlines: tuple[type, ...] = ()
    templates: tuple[str, ...] = ()
    is_collapsed: bool = False


@dataclass
class PagePart:
    """A part as it stands on the page: `anchor` is its id, `fieldset` Django's, `inlines` Django's formsets."""

    anchor: str
    title: str
    fieldset: object
    inlines: list = field(default_factory=list)
    templates: tuple[str, ...] = ()


def list_declared_parts(groups: Iterable) -> list[Part]:
    return [group if isinstance(group, Part) else Part(*group) for group in groups]


def arrange_parts(declared: Iterable[Part], fieldsets: Iterable, inlines: list) -> tuple[list[PagePart], list]:
    """Return the parts of the page, and the inlines that no part declares; these stand at its end."""
    by_title = {str(part.title): part for part in declared}
    parts, placed = [], []
    for number, fieldset in enumerate(fieldsets):
        part = by_title.get(str(fieldset.name or ""), Part("", ()))
        own = [inline for inline in inlines if isinstance(inline.opts, part.inlines)]
        placed += own
        parts.append(PagePart(f"part-{number}", fieldset.name or "", fieldset, own, part.templates))
    return parts, [inline for inline in inlines if inline not in placed]
