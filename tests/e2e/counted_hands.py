"""A page driven as by hands that are counted: entries are what is typed, chosen or ticked; clicks are what is pressed."""

from dataclasses import dataclass


@dataclass
class Tally:
    entries: int = 0
    clicks: int = 0

    @property
    def total(self) -> int:
        return self.entries + self.clicks


class CountedHands:
    def __init__(self, page, tally: Tally | None = None):
        self.page, self.tally = page, tally or Tally()

    def on(self, page) -> "CountedHands":
        """Return hands on another window, in the same tally."""
        return CountedHands(page, self.tally)

    def type(self, selector, text):
        self.tally.entries += 1
        self.page.fill(selector, text)

    def choose(self, selector, value):
        self.tally.entries += 1
        self.page.select_option(selector, value)

    def tick(self, selector):
        self.tally.entries += 1
        self.page.check(selector)

    def attach(self, selector, file):
        self.tally.entries += 1
        self.page.set_input_files(selector, file)

    def press(self, selector):
        self.tally.clicks += 1
        self.page.click(selector)

    def find(self, name, text):
        """Open a box that searches, type into it, take what it found."""
        self.press(f"#id_{name} + .select2 .select2-selection")
        self.type(".select2-container--open .select2-search__field", text)
        self.press(f".select2-results__option:has-text('{text}')")

    def write(self, name, text):
        """Write into a box for long texts, whichever editor stands in front of it."""
        self.tally.entries += 1
        area = self.page.locator(f"[name={name}]")
        if area.is_visible():
            area.fill(text)
        else:
            self.page.locator(f".field-{name} [contenteditable=true]").fill(text)
