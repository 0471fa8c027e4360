import datetime as dt

import pytest

from edu_week.page_cache import middleware
from edu_week.page_cache.middleware import PageCacheMiddleware


@pytest.fixture
def renderings(settings, monkeypatch):
    """Switch the page cache on, as on a real site. The list has the address of every page rendered for keeping."""
    settings.PAGE_CACHE_MB = 8
    monkeypatch.setattr(middleware, "LONGEST_WITH_PLACES", dt.timedelta(seconds=5))
    rendered, render = [], PageCacheMiddleware.render

    def count(self, request, key):
        rendered.append(key.path)
        return render(self, request, key)

    monkeypatch.setattr(PageCacheMiddleware, "render", count)
    return rendered
