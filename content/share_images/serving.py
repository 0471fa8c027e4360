"""Serving of cards: a card is drawn once for its content and stored; the next card of the same page replaces the file."""

import logging

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from content.share_images.card import Card
from content.share_images.drawing import render_card_png

FOLDER = "cards"
MAX_AGE_WITH_KEY = 365 * 24 * 3600  # seconds
MAX_AGE_WITHOUT_KEY = 300
PNG_END = b"IEND\xaeB`\x82"  # the last chunk of every PNG

logger = logging.getLogger(__name__)


def card_response(request, name: str, card: Card) -> HttpResponse:
    """Return the card as PNG. `name` identifies the page, such as `session-acupuncture`.

    A request with the card's key in `?v=` may be cached for ever, any other only briefly.
    """
    etag = f'"{card.key}"'
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # keeps the middleware from compressing the PNG again
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content, is_stored = load_or_draw_card(name, card)
        response = HttpResponse(content, content_type="image/png")
        if not is_stored:
            response["Cache-Control"] = "no-store"
            return response
    response["ETag"] = etag
    if request.GET.get("v") == card.key:
        patch_cache_control(response, public=True, max_age=MAX_AGE_WITH_KEY, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=MAX_AGE_WITHOUT_KEY)
    return response


def load_or_draw_card(name: str, card: Card) -> tuple[bytes, bool]:
    """Return the card and whether it is stored. Where the disk takes no file it is drawn for each request anew."""
    stem = f"{name}.{get_language()}."
    path = f"{FOLDER}/{stem}{card.key}.png"
    if content := load_stored_card(path):
        return content, True
    content = render_card_png(card)
    try:
        delete_outdated_cards(stem)
        default_storage.replace(path, content)
    except OSError as error:
        logger.warning("The card %s could not be stored: %s", path, error)
        return content, False
    return content, True


def load_stored_card(path: str) -> bytes | None:
    """Return the stored card; None if there is none, or only a part of one, as a full disk once left."""
    try:
        with default_storage.open(path) as file:
            content = file.read()
    except FileNotFoundError:
        return None
    return content if content.endswith(PNG_END) else None


def delete_outdated_cards(stem: str):
    """Delete older cards of the page, so that there are never more files than pages and languages."""
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for file in files:
        if file.startswith(stem):
            default_storage.delete(f"{FOLDER}/{file}")
