"""Serving of cards: a card is drawn once for its content and stored; the next card of the same page replaces the file."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from content.share_images.card import Card
from content.share_images.drawing import render_card_png

FOLDER = "cards"
MAX_AGE_WITH_KEY = 365 * 24 * 3600  # seconds
MAX_AGE_WITHOUT_KEY = 300


def card_response(request, name: str, card: Card) -> HttpResponse:
    """Return the card as PNG. `name` identifies the page, such as `session-acupuncture`.

    A request with the card's key in `?v=` may be cached for ever, any other only briefly.
    """
    etag = f'"{card.key}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        load_or_draw_card(name, card), content_type="image/png"
    )
    response["ETag"] = etag
    if request.GET.get("v") == card.key:
        patch_cache_control(response, public=True, max_age=MAX_AGE_WITH_KEY, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=MAX_AGE_WITHOUT_KEY)
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # keeps the middleware from compressing the PNG again
    return response


def load_or_draw_card(name: str, card: Card) -> bytes:
    stem = f"{name}.{get_language()}."
    path = f"{FOLDER}/{stem}{card.key}.png"
    try:
        with default_storage.open(path) as file:
            return file.read()
    except FileNotFoundError:
        content = render_card_png(card)
    delete_outdated_cards(stem)
    default_storage.save(path, ContentFile(content))
    return content


def delete_outdated_cards(stem: str):
    """Delete older cards of the page, so that there are never more files than pages and languages."""
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for file in files:
        if file.startswith(stem):
            default_storage.delete(f"{FOLDER}/{file}")
