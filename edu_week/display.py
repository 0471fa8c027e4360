"""Display settings of a visitor: the cookies `theme` and `a11y`, read by the server so that no page flickers.

`a11y` names a pair of text size and contrast. "on" was set by an earlier version, which had one button, and still works.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

TEXT_SIZES = {"normal": _("Standard"), "large": _("Large"), "largest": _("Largest")}
CONTRASTS = {"normal": _("Standard"), "high": _("High")}


@dataclass(frozen=True)
class Display:
    text: str = "normal"
    contrast: str = "normal"

    @property
    def is_default(self) -> bool:
        return self == Display()

    @property
    def cookie(self) -> str:
        """The value of the cookie `a11y`; blank for the default."""
        return next(value for value, display in COOKIES.items() if display == self)

    def updated_with(self, data) -> "Display":
        """Return the display with `text` or `contrast` of a form, or `a11y` ("on", "off") for both. Ignores unknown values."""
        whole = data.get("a11y")
        if whole in ("on", "off"):
            return COOKIES["on" if whole == "on" else ""]
        text, contrast = data.get("text"), data.get("contrast")
        changed = replace(self, text=text) if text in TEXT_SIZES else self
        return replace(changed, contrast=contrast) if contrast in CONTRASTS else changed


COOKIES = {
    "": Display(),
    "on": Display("large", "high"),
    "large": Display("large"),
    "largest": Display("largest"),
    "contrast": Display("normal", "high"),
    "largest-contrast": Display("largest", "high"),
}


def display_from_cookie(request) -> Display:
    return COOKIES.get(request.COOKIES.get("a11y", ""), COOKIES[""])


def display_button_groups(display: Display) -> list[dict]:
    """Return the panel's groups of buttons: name, label, options as (value, label, whether it is on)."""
    groups = (("text", _("Text size"), TEXT_SIZES), ("contrast", _("Contrast"), CONTRASTS))
    return [
        {
            "name": name,
            "label": label,
            "options": [(value, option, value == getattr(display, name)) for value, option in options.items()],
        }
        for name, label, options in groups
    ]
