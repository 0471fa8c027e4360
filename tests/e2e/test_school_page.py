"""The page of a school on a wide screen."""

import pytest

from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("introduction", "is_at_left"), [("", True), ("一所学校。", False)])
def test_a_school_without_content_leaves_no_empty_column(page, introduction, is_at_left):
    school = SchoolFactory(introduction=introduction)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/schools/{school.slug}/")
    heading, panel = (page.locator(selector).bounding_box()["x"] for selector in ("h1", "aside .panel"))
    assert (panel == heading) is is_at_left
