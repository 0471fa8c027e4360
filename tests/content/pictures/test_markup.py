"""The markup of a picture has its size, its alternative text in the active language, and the existing formats."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from content.models import Picture
from content.pictures import figure_html
from content.pictures.markup import SIZES, focus_classes, picture_html, rendition_url

FILES = [
    {"format": name, "width": width, "name": f"pictures/{name}-{width}"}
    for width in (640, 320, 1280)
    for name in ("jpeg", "webp", "avif")
]


def picture(**fields):
    defaults = {"width": 2000, "height": 1000, "alt_text": "学生在<车间>", "files": FILES, "focal_x": 50, "focal_y": 50}
    return Picture(image="pictures/original.jpg", **(defaults | fields))


def test_the_best_format_first_and_from_narrow_to_wide():
    html = picture_html(picture(), "page")
    assert re.findall(r'<source type="([^"]+)"', html) == ["image/avif", "image/webp"]
    assert 'srcset="/media/pictures/avif-320 320w, /media/pictures/avif-640 640w, /media/pictures/avif-1280 1280w"' in html
    assert 'src="/media/pictures/jpeg-1280"' in html
    assert html.count('sizes="') == 3


def test_until_there_are_sizes_the_upload_is_shown():
    html = picture_html(picture(files=[]), "card")
    assert 'src="/media/pictures/original.jpg"' in html
    assert "srcset" not in html
    assert "<source" not in html


@pytest.mark.parametrize("place", SIZES)
def test_width_and_height_always_and_no_style(place):
    html = picture_html(picture(), place)
    assert re.search(r'width="2000"\s+height="1000"', html)
    assert "style=" not in html


def test_what_is_far_down_loads_late():
    assert 'loading="lazy"' in picture_html(picture(), "card")
    assert 'loading="eager"' in picture_html(picture(), "page")


def test_description_is_escaped_and_in_the_language_of_the_page():
    assert 'alt="学生在&lt;车间&gt;"' in picture_html(picture(), "page")
    with translation.override("en"):
        assert re.search(r'alt="学生在&lt;车间&gt;"\s+lang="zh"', picture_html(picture(), "page"))
        assert re.search(r'alt="A workshop"\s+loading', picture_html(picture(alt_text_en="A workshop"), "page"))


@pytest.mark.parametrize(("x", "y", "classes"), [(0, 100, "focus-x-0 focus-y-100"), (47, 4, "focus-x-50 focus-y-0")])
def test_focal_point_is_a_class_of_the_stylesheet(x, y, classes, settings):
    assert focus_classes(picture(focal_x=x, focal_y=y)) == classes
    css = (settings.BASE_DIR / "static/css/components/picture.css").read_text()
    assert all(f".{name} {{" in css for name in classes.split())


def test_smallest_that_is_large_enough():
    assert rendition_url(picture(), 320) == "/media/pictures/jpeg-320"
    assert rendition_url(picture(), 321) == "/media/pictures/jpeg-640"
    assert rendition_url(picture(), 5000) == "/media/pictures/jpeg-1280"


def test_nothing_for_no_picture():
    html = Template('{% load pictures %}[{% picture none "page" %}]').render(Context({"none": None}))
    assert html == "[]"
    assert picture_html(Picture(), "page") == ""


def test_figure_has_caption_and_credit_or_neither():
    html = figure_html(picture(credit="王老师"), caption="<b>针灸")
    assert "<figure" in html
    assert "&lt;b&gt;针灸" in html
    assert "王老师" in html
    assert "figcaption" not in figure_html(picture())
