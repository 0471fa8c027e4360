"""schema.org data for search engines, as JSON-LD. It is data that no browser executes."""

import json

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.absolute_urls import absolute_url, prepend_base_url
from content.control_characters import strip_unwritable
from content.languages import localized_value

CONTEXT = "https://schema.org"
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}  # so that no text can end the script element


def json_ld_script(data: dict) -> SafeString:
    text = strip_unwritable(json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False, separators=(",", ":")))
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPED)}</script>')  # noqa: S308


def breadcrumb_list(*steps: tuple[str, str]) -> dict:
    """Return the breadcrumbs from home to the page. `steps` are (label, path); the page itself, with path "", comes last."""
    items = []
    for position, (label, path) in enumerate(((_("Home"), reverse("home")), *steps), start=1):
        item = {"@type": "ListItem", "position": position, "name": str(label)}
        items.append(item | ({"item": prepend_base_url(path)} if path else {}))
    return {"@type": "BreadcrumbList", "itemListElement": items}


def organisation_data(record, url_name: str) -> dict:
    """Return a short reference to an organisation that has a page here, for use within the data of other records."""
    url = absolute_url(url_name, record.slug)
    return {"@type": "EducationalOrganization", "@id": f"{url}#about", "name": localized_value(record, "name"), "url": url}
