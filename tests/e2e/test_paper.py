"""On paper everything that carries a meaning can be seen, whether or not the printer is told to print backgrounds."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

# Contrast of the first element of each selector with white paper; and whether it stands on a ground of its own
ON_WHITE = """(selectors) => selectors.map((selector) => {
    const style = getComputedStyle(document.querySelector(selector));
    const painted = selector.includes("svg") ? style.fill : style.color;
    const [r, g, b] = painted.match(/[\\d.]+/g).map((part) => {
        const value = part / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    const ground = style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.backgroundImage !== "none";
    return [selector, 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) >= 3, ground];
})"""


@pytest.mark.parametrize(
    ("address", "selectors"),
    [
        ("/numbers/", [".chart svg .f-a", ".chart svg .f-b", ".chart svg .f-g"]),
        ("/schools/", [".tile--named b", ".tile--campus b", ".tile--named a"]),
        ("/", [".hero h1", ".hero__kicker"]),
    ],
)
def test_drawings_and_words_are_dark_on_white_paper(page, week, address, selectors):
    page.emulate_media(media="print")
    page.goto(address)
    assert page.evaluate(ON_WHITE, selectors) == [[selector, True, False] for selector in selectors]


BEYOND = """[...document.querySelectorAll(".slot *")].filter((part) =>
    part.getBoundingClientRect().right > part.closest(".slot").getBoundingClientRect().right + 1).map((part) => part.className)"""


def test_two_times_beside_each_other_keep_their_words(page, week):
    page.set_viewport_size({"width": 688, "height": 900})  # A4 without its margins
    page.emulate_media(media="print")
    page.goto("/events/acupuncture-talk-li-xinwei/")
    assert page.locator(".slot .status").first.is_visible()
    assert page.evaluate(BEYOND) == []
