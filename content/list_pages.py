"""Links to the pages of a long list. They need no script, and a list of one page has none."""

from collections.abc import Callable

from django.core.paginator import Page


def build_page_links(page: Page, url_of_page: Callable[[int], str]) -> dict:
    """Return what `components/_list_pages.html` shows: nothing if there is only one page."""
    paginator = page.paginator
    if paginator.num_pages == 1:
        return {}

    def link(number) -> dict:
        if number == paginator.ELLIPSIS:
            return {"number": 0}
        return {"number": number, "url": url_of_page(number), "is_current": number == page.number}

    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "total": paginator.count,
        "items": [link(number) for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)],
        "previous": link(page.number - 1) if page.has_previous() else None,
        "next": link(page.number + 1) if page.has_next() else None,
    }
