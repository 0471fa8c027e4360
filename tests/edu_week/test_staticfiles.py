import re

from django.contrib.staticfiles import finders

from edu_week.staticfiles import inline_imports


def test_the_stylesheet_is_folded_into_one_file():
    css = inline_imports("css/portal.css")
    assert "@import" not in css
    assert css.index("@layer bootstrap, tokens") < css.index("@layer bootstrap {")
    assert "sourceMappingURL" not in css
    assert css.count("{") == css.count("}")


def test_pictures_are_still_found_from_the_folded_file():
    css = inline_imports("css/portal.css")
    pictures = set(re.findall(r'url\("(\.\./[^"]+)"\)', css))
    assert "../img/lacquer.svg" in pictures
    assert all(finders.find(picture.removeprefix("../")) for picture in pictures)
