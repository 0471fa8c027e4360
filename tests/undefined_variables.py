"""Makes an undefined variable in one of our templates fail the test."""

import sys
from pathlib import Path

OURS = str(Path(__file__).resolve().parent.parent / "templates")
OPTIONAL_FILTERS = {"default", "default_if_none"}


class UndefinedIsAnError(str):
    """Value of `string_if_invalid`: Django looks for "%s" in it and then formats it with the variable's name."""

    __slots__ = ()

    def __new__(cls):
        return super().__new__(cls, "%s")

    def __mod__(self, variable):
        expression = sys._getframe(1).f_locals.get("self")
        template = template_being_rendered(sys._getframe(1))
        if template.startswith(OURS) and not has_default_filter(expression):
            raise AssertionError(f"{template} uses {variable}, which nobody defined.")
        return ""


def has_default_filter(expression):
    filters = getattr(expression, "filters", [])
    return bool(filters) and getattr(filters[0][0], "__name__", "") in OPTIONAL_FILTERS


def template_being_rendered(frame):
    while frame:
        if frame.f_code.co_name == "render_annotated":
            return str(getattr(frame.f_locals["self"], "origin", ""))
        frame = frame.f_back
    return ""
