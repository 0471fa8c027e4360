"""What a text may contain; the sanitiser, the parser and the help text of each field are built from this list."""

import re

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ELEMENTS = (
    (gettext_lazy("headings"), ("h2", "h3", "h4", "h5", "h6")),
    (gettext_lazy("paragraphs"), ("p", "br")),
    (gettext_lazy("bold"), ("strong",)),
    (gettext_lazy("italics"), ("em",)),
    (gettext_lazy("lists"), ("ul", "ol", "li")),
    (gettext_lazy("quotes"), ("blockquote",)),
    (gettext_lazy("links"), ("a",)),
    (gettext_lazy("pictures"), ("figure",)),
    (gettext_lazy("tables"), ("table", "thead", "tbody", "tr", "th", "td")),
    (gettext_lazy("dividing lines"), ("hr",)),
)
TAGS = {tag for _name, tags in ELEMENTS for tag in tags}
ATTRIBUTES = {"a": {"href", "rel"}, "th": {"scope"}, "ol": {"start"}}
SCHEMES = ("http", "https", "mailto", "tel")

PICTURE = re.compile(r"picture:(\d{1,12})")
# An address with an allowed scheme, a page of this site, or a fragment of the same page
LINK = re.compile(rf"(?:{'|'.join(SCHEMES)}):[^\s]+|/(?![/\\])\S*|#\S+", re.IGNORECASE)
WEB_ADDRESS = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def is_link(address: str) -> bool:
    if not LINK.fullmatch(address):
        return False
    return not address.lower().startswith("http") or bool(WEB_ADDRESS.match(address))


def picture_id(address: str) -> int | None:
    found = PICTURE.fullmatch(address)
    return int(found[1]) if found else None


def _describe_allowed_elements() -> str:
    names = _(", ").join(str(name) for name, _tags in ELEMENTS)
    return _("You can use: %(names)s. Anything else is taken out when you save.") % {"names": names}


allowed_elements_help = lazy(_describe_allowed_elements, str)
