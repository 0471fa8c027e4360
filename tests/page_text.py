"""The HTML of a page as tests compare it."""


def html_without_breaks(response) -> str:
    """Return the page's HTML without the `<wbr>` between the phrases of its headings."""
    return response.content.decode().replace("<wbr>", "")
