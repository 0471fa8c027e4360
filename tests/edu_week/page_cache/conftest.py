import datetime as dt

import pytest

from edu_week.page_cache import middleware


@pytest.fixture
def renderings(monkeypatch):
    """Keep pages with live places as long as on a real site. The list has the address of every page rendered for keeping."""
    monkeypatch.setattr(middleware, "LONGEST_WITH_PLACES", dt.timedelta(seconds=5))
    rendered, make_page = [], middleware.make_page

    def count(key, *args):
        rendered.append(key.path)
        return make_page(key, *args)

    monkeypatch.setattr(middleware, "make_page", count)
    return rendered
