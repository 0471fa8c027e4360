"""What somebody typed into a public form, to be sent once more from a page that knows nothing else about it."""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation


def list_sent_fields(request) -> list[tuple[str, str]]:
    """Return the fields of the public form that was sent, without any where it was another request. Asks no database."""
    if request.method != "POST" or not is_public_form(request.path_info):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]


def is_public_form(path: str) -> bool:
    """Public forms are those that need no token against forged requests: they use no authority of a cookie."""
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            view = resolve(path).func
        except Resolver404:
            return False
    return getattr(view, "csrf_exempt", False)
