"""Texts that depend on nothing but their key are rendered once."""

from content.remembered_texts import RememberedTexts


def test_a_text_is_rendered_once_for_its_key():
    texts, rendered = RememberedTexts(2), []

    def render(text):
        return lambda: rendered.append(text) or text

    assert [texts.get_or_render("a", render("A")), texts.get_or_render("a", render("B"))] == ["A", "A"]
    assert rendered == ["A"]


def test_it_holds_no_more_than_it_may():
    texts = RememberedTexts(2)
    for key in "abcde":
        texts.get_or_render(key, lambda: "x")
        assert len(texts.texts) <= 2
