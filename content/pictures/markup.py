"""The markup of a picture: always with width and height, alternative text, and a srcset of the existing renditions."""

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Best first; a browser takes the first it supports. `img` shows JPEG, or the upload itself until there are renditions.
SOURCE_FORMATS = (("avif", "image/avif"), ("webp", "image/webp"))
FALLBACK = "jpeg"
FALLBACK_WIDTH = 1280

# The `sizes` attribute by place: how wide the picture is shown. Must agree with static/css/components/picture.css.
SIZES = {
    "page": "(min-width: 62em) 48rem, 100vw",
    "band": "100vw",
    "card": "(min-width: 62em) 36rem, (min-width: 48em) 50vw, 100vw",
    "portrait": "10rem",
    "thumb": "6rem",
    "whole": "(min-width: 62em) 40rem, 100vw",
}
EAGER_PLACES = {"page", "band", "portrait"}  # at the top of a page, where lazy loading would only delay them
FOCUS_STEP = 10  # percent


def picture_html(picture, place: str) -> SafeString:
    """Return the `<picture>` for one of the places in SIZES, or "" if there is no picture."""
    if picture is None or not picture.image:
        return SafeString()
    return render_to_string("components/_picture.html", picture_context(picture, place))


def figure_html(picture, place: str = "whole", caption: str = "") -> SafeString:
    """Return the picture with its caption and its credit, which the law requires (著作权法, the right of authorship)."""
    if picture is None or not picture.image:
        return SafeString()
    context = picture_context(picture, place) | {"caption": caption, "picture": picture}
    return render_to_string("components/_picture_figure.html", context)


def picture_context(picture, place: str) -> dict:
    alt, lang = localized_alt_text(picture)
    return {
        "place": place,
        "sizes": SIZES[place],
        "loading": "eager" if place in EAGER_PLACES else "lazy",
        "sources": [{"type": kind, "srcset": srcset} for name, kind in SOURCE_FORMATS if (srcset := build_srcset(picture, name))],
        "srcset": build_srcset(picture, FALLBACK),
        "src": rendition_url(picture, FALLBACK_WIDTH),
        "width": picture.width,
        "height": picture.height,
        "alt": alt,
        "lang": lang,
        "focus": focus_classes(picture),
    }


def localized_alt_text(picture) -> tuple[str, str]:
    """Return the alternative text for the active language, and its language code if that is another one."""
    if get_language() != "en":
        return picture.alt_text, ""
    return (picture.alt_text_en, "") if picture.alt_text_en else (picture.alt_text, "zh")


def build_srcset(picture, name: str) -> str:
    return ", ".join(f"{default_storage.url(file['name'])} {file['width']}w" for file in renditions_of_format(picture, name))


def rendition_url(picture, width: int) -> str:
    """Return the URL of the smallest JPEG at least that wide, else of the widest; of the upload until there are renditions."""
    files = renditions_of_format(picture, FALLBACK)
    fitting = next((file for file in files if file["width"] >= width), files[-1] if files else None)
    return default_storage.url(fitting["name"]) if fitting else picture.image.url


def renditions_of_format(picture, name: str) -> list[dict]:
    """Return the files of one format, narrowest first."""
    return sorted((file for file in picture.files if file["format"] == name), key=lambda file: file["width"])


def focus_classes(picture) -> str:
    """Return classes for the point that stays visible when a page crops; the security policy forbids a style attribute."""
    across, down = ((value + FOCUS_STEP // 2) // FOCUS_STEP * FOCUS_STEP for value in (picture.focal_x, picture.focal_y))
    return f"focus-x-{across} focus-y-{down}"
