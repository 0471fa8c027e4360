"""A cached part of a page is the same for everybody: whatever a visitor sends, no page differs from one without cached parts."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.urls import reverse

from content import public_cache
from tests.example_week import load_example_week

VISITORS = [
    {},
    {"HTTP_COOKIE": "theme=dark; a11y=large"},
    {"HTTP_USER_AGENT": "another", "HTTP_HX_REQUEST": "true"},
    {"QUERY_STRING": "page=2&day=all&q=zzz&kind=lecture&open=1&level=secondary"},
    {"QUERY_STRING": "day=2025-05-13&kind=experience"},
    {"QUERY_STRING": "day=2025-05-13&kind=experience&open=1", "HTTP_HX_REQUEST": "true"},
]


def test_a_part_needs_a_name():
    with pytest.raises(TemplateSyntaxError, match="name"):
        Template("{% cached_part %}x{% endcached_part %}")


@pytest.mark.django_db
def test_a_part_is_rendered_once_for_its_arguments(rf):
    public_cache.begin_request(environ=rf.get("/").environ)
    part = Template('{% cached_part "name" number %}{{ text }}{% endcached_part %}')
    try:
        texts = [part.render(Context({"number": number, "text": text})) for number, text in ((1, "a"), (1, "b"), (2, "c"))]
    finally:
        public_cache.end_request()
    assert texts == ["a", "a", "c"]


@pytest.fixture
def reading(rf):
    public_cache.begin_request(environ=rf.get("/").environ)
    yield
    public_cache.end_request()


@pytest.mark.django_db
def test_a_fresh_part_is_rendered_each_time(reading):
    fresh = "{% fresh_part %}{{ text }}{% endfresh_part %}"
    part = Template('{% cached_part "name" %}{{ text }} ' + fresh + " {{ text }}{% endcached_part %}")
    assert [part.render(Context({"text": text})) for text in ("a", "b<")] == ["a a a", "a b&lt; a"]


@pytest.mark.django_db
def test_a_part_within_a_part_leaves_what_is_fresh_fresh(reading):
    inner = '{% cached_part "inner" %}{{ text }}{% fresh_part %}{{ text }}{% endfresh_part %}{% endcached_part %}'
    part = Template('{% cached_part "outer" %}' + inner + "{{ text }}{% endcached_part %}")
    assert [part.render(Context({"text": text})) for text in ("a", "b")] == ["aaa", "aba"]


def test_a_fresh_part_stands_anywhere_if_nothing_is_kept():
    assert Template("{% fresh_part %}{{ text }}{% endfresh_part %}").render(Context({"text": "a"})) == "a"


@pytest.mark.django_db
def test_a_fresh_part_sees_the_variables_of_the_page_or_none(reading):
    """In an include with `only` it would be rendered with others the next time."""
    within = Template("{% fresh_part %}{{ text }}{% endfresh_part %}")
    part = Template('{% cached_part "name" %}{% include within with text="x" only %}{% endcached_part %}')
    with pytest.raises(TemplateSyntaxError, match="only"):
        part.render(Context({"within": within}))


@pytest.mark.django_db
def test_a_part_that_fails_keeps_nothing_for_the_next(reading):
    part = Template('{% cached_part "name" %}{% fresh_part %}a{% endfresh_part %}{% include template %}{% endcached_part %}')
    with pytest.raises(ValueError, match="nobody"):
        part.render(Context({"template": RaisesError()}))
    assert part.render(Context({"template": Template("b")})) == "ab"


class RaisesError:
    def render(self, context):
        raise ValueError("nobody's fault")


@pytest.mark.django_db
def test_the_values_of_lists_and_dictionaries_tell_parts_apart(rf):
    public_cache.begin_request(environ=rf.get("/").environ)
    part = Template('{% cached_part "name" choices %}{{ text }}{% endcached_part %}')
    choices = [
        [{"value": "a", "count": 1}],
        [{"value": "a", "count": 1}],
        [{"value": "a", "count": 2}],
        [{"value": ["a"], "count": 1}],
    ]
    try:
        texts = [part.render(Context({"choices": found, "text": number})) for number, found in enumerate(choices)]
    finally:
        public_cache.end_request()
    assert texts == ["0", "0", "2", "3"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["home", "programme", "school_list", "numbers", "search", "about"])
def test_what_others_sent_is_in_no_part(name, clock_at, without_page_cache):
    clock_at("2025-05-13T09:30")
    load_example_week()
    client, address = Client(), reverse(name)
    for before in VISITORS:
        client.get(address, **before)
    for visitor in VISITORS:
        shared = client.get(address, **visitor).content
        public_cache.forget_everything()
        assert client.get(address, **visitor).content == shared
