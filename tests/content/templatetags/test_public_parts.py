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
