"""What a form was sent with, to be sent once more by the page that asks to confirm it."""

from collections.abc import Collection


def repost_fields(request, *, without: Collection[str], prefix: str = "") -> list[tuple[str, str]]:
    """All but the fields of the asking page: its buttons and its own, by name or, where there is one, by prefix."""
    mine = {"csrfmiddlewaretoken", *without}
    names = [name for name in request.POST if name not in mine and not (prefix and name.startswith(prefix))]
    return [(name, value) for name in names for value in request.POST.getlist(name)]
