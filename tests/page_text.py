"""The HTML of a page as tests compare it."""

import re

WHOLE_DATE = re.compile(r'<span class="date">([^<]*)</span>')


def html_without_breaks(response) -> str:
    """Return the page's HTML without what decides where its lines break: `<wbr>` in headings, the elements around dates."""
    return WHOLE_DATE.sub(r"\1", response.content.decode().replace("<wbr>", ""))
