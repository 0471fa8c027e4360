from edu_week.staticfiles import BOOTSTRAP, inline_imports, read_source, used_bootstrap
from edu_week.unused_css import css_class_names, unused_classes, words_of_sources


def test_classes_of_forms_and_templates_stay_and_the_rest_goes():
    kept = css_class_names(used_bootstrap())
    assert {"btn", "form-control", "is-invalid", "visually-hidden", "mb-4", "pagination"} <= kept
    assert not {"carousel", "offcanvas", "col-xxl-11", "text-bg-danger"} & kept


def test_rules_without_classes_stay():
    css = used_bootstrap()
    assert "box-sizing:border-box" in css
    assert "--bs-body-color" in css
    assert "[data-bs-theme=dark]" in css


def test_most_of_bootstrap_is_left_out():
    assert len(used_bootstrap()) < len(read_source(BOOTSTRAP)) / 3


def test_an_address_is_no_class():
    assert css_class_names(".seal { background: url(www.example.org/a.svg) } .a.b-c > .d:hover { color: red }") == {
        "seal",
        "a",
        "b-c",
        "d",
    }


def test_a_word_of_a_template_a_script_or_python_counts():
    assert {"visually-hidden", "addEventListener", "crispy_forms"} <= words_of_sources()
    assert unused_classes(".visually-hidden {} .nowhere-to-be-found {}") == {"nowhere-to-be-found"}


def test_our_own_parts_are_folded_in_whole():
    assert ".hero__art" in inline_imports("css/portal.css")
