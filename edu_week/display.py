"""How a visitor wants pages to look: the cookies `theme` and `a11y`, which the server reads so that no page flickers.

`a11y` names a pair of text size and contrast. "on" is what the one button of former days chose; it means the same now.
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
    def is_plain(self) -> bool:
        return self == Display()

    @property
    def cookie(self) -> str:
        """Empty where there is nothing to remember."""
        return next(value for value, display in COOKIES.items() if display == self)

    def chosen(self, wishes) -> "Display":
        """With what a form asks for: `text`, `contrast`, or `a11y` for both at once. Anything unknown changes nothing."""
        whole = wishes.get("a11y")
        if whole in ("on", "off"):
            return COOKIES["on" if whole == "on" else ""]
        text, contrast = wishes.get("text"), wishes.get("contrast")
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
    """The panel's groups of buttons: name, label, options of (value, label, whether it is what is shown)."""
    groups = (("text", _("Text size"), TEXT_SIZES), ("contrast", _("Contrast"), CONTRASTS))
    return [
        {
            "name": name,
            "label": label,
            "options": [(value, words, value == getattr(display, name)) for value, words in options.items()],
        }
        for name, label, options in groups
    ]
