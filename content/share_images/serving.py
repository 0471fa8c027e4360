"""A card is drawn once for its content and kept as a file; the next one of the same page takes its place."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from content.share_images.card import Card
from content.share_images.drawing import render_card_png

FOLDER = "cards"
YEAR = 365 * 24 * 3600
SHORT = 300


def card_response(request, name: str, card: Card) -> HttpResponse:
    """`name` is of the page, such as `session-acupuncture`; an address with the card's own key may be kept for ever."""
    etag = f'"{card.key}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        load_or_draw_card(name, card), content_type="image/png"
    )
    response["ETag"] = etag
    if request.GET.get("v") == card.key:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=SHORT)
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # compressed already
    return response


def load_or_draw_card(name: str, card: Card) -> bytes:
    stem = f"{name}.{get_language()}."
    path = f"{FOLDER}/{stem}{card.key}.png"
    try:
        with default_storage.open(path) as file:
            return file.read()
    except FileNotFoundError:
        drawn = render_card_png(card)
    delete_outdated_cards(stem)
    default_storage.save(path, ContentFile(drawn))
    return drawn


def delete_outdated_cards(stem: str):
    """So there are never more files than pages, however often their words change."""
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for file in files:
        if file.startswith(stem):
            default_storage.delete(f"{FOLDER}/{file}")
