"""A folded template renders as Django's own, in each language, whatever the context."""

import pytest
from django.template import Context, Engine, engines
from django.utils.translation import override

from edu_week.template_folding import ConstantText

TEMPLATES = [
    '{% load i18n static %}<a href="{% url "home" %}">{% translate "Home" %}</a> {# x #}{% static "img/favicon.svg" %}',
    '{% translate "Home" as word %}{{ word }}{% url "search" as address %}{{ address }}',
    '{% translate word %}{% translate "Home" noop %}{{ "x"|upper }}',
    '{% if yes %}{% translate "Home" %}{% else %}{% translate "Search" %}{% endif %}',
    '{% for item in items %}{% translate "Home" %} {{ item }}{% empty %}{% icon "search" %}{% endfor %}',
    '{% with a="b" %}{% blocktranslate %}Home{% endblocktranslate %}{{ a }}{% endwith %}',
    "{% blocktranslate with name=word %}{{ name }} x{% endblocktranslate %}",
    '{% url "session_detail" word %}{% icon word %}{% icon "clock" "big" %}',
    "{% blocktranslate count n=number %}{{ n }} thing to correct{% plural %}{{ n }} things to correct{% endblocktranslate %}",
    '{% autoescape off %}{% url "home" %}{% translate "Home" %}{% endautoescape %}{% comment %}{% url "home" %}{% endcomment %}',
    '{% block a %}{% translate "Home" %}{% endblock %}{% verbatim %}{{ x }}{% endverbatim %}',
    '{% include "folded.html" with word=word only %}{% include "folded.html" %}',
]
CONTEXTS = [
    {"word": "Search", "yes": True, "items": [1, 2], "number": 1},
    {"word": "Home", "yes": False, "items": [], "number": 2},
]
PART = '{% translate "Home" %}{{ word }}{{ yes }}'


def make_engine(loader: str, text: str) -> Engine:
    ours = engines["django"].engine
    within = ("django.template.loaders.locmem.Loader", {"page.html": text, "folded.html": PART})
    return Engine(libraries=ours.libraries, builtins=ours.builtins, loaders=[(loader, [within])])


@pytest.mark.parametrize("text", TEMPLATES)
def test_it_renders_as_djangos_own(text):
    ours, theirs = (
        make_engine(loader, text).get_template("page.html")
        for loader in ("edu_week.template_folding.Loader", "django.template.loaders.cached.Loader")
    )
    for language in ("zh-hans", "en", "zh-hans"):
        for values in CONTEXTS:
            with override(language):
                assert ours.render(Context(dict(values))) == theirs.render(Context(dict(values)))


def test_the_languages_differ():
    """The control: what is compared above is not the same in both languages."""
    page = make_engine("edu_week.template_folding.Loader", PART).get_template("page.html")
    texts = set()
    for language in ("zh-hans", "en"):
        with override(language):
            texts.add(page.render(Context({})))
    assert len(texts) == 2


def test_neighbours_become_one():
    page = make_engine("edu_week.template_folding.Loader", TEMPLATES[0]).get_template("page.html")
    [node] = page.nodelist
    assert isinstance(node, ConstantText)


def test_the_portal_folds_its_templates():
    assert any(isinstance(node, ConstantText) for node in engines["django"].get_template("layout/_header.html").template.nodelist)
