"""Rendered texts that depend on nothing but their key, remembered by this process."""

from collections.abc import Callable, Hashable


class RememberedTexts:
    """The last ones, `most` of them; the key has to name everything that the text depends on, language included."""

    def __init__(self, most: int):
        self.most = most
        self.texts: dict[Hashable, str] = {}

    def get_or_render(self, key: Hashable, render: Callable[[], str]) -> str:
        text = self.texts.get(key)
        if text is None:
            text = render()
            if len(self.texts) >= self.most:
                self.texts = {}
            self.texts[key] = text
        return text
