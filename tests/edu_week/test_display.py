import pytest
from django.urls import reverse

from edu_week.display import COOKIES, Display


@pytest.mark.parametrize(
    ("before", "wishes", "cookie"),
    [
        ("", {"text": "large"}, "large"),
        ("", {"contrast": "high"}, "contrast"),
        ("large", {"contrast": "high"}, "on"),
        ("on", {"text": "largest"}, "largest-contrast"),
        ("on", {"contrast": "normal"}, "large"),
        ("largest-contrast", {"text": "normal", "contrast": "normal"}, ""),
        ("", {"a11y": "on"}, "on"),  # a page opened before there was a panel
        ("on", {"a11y": "off"}, ""),
        ("large", {"text": "huge"}, "large"),
        ("<b>", {}, ""),
    ],
)
def test_a_choice_adds_to_what_was_chosen(client, before, wishes, cookie):
    client.cookies["a11y"] = before
    response = client.post(reverse("set_a11y"), wishes | {"next": "/about/"})
    assert (response["Location"], response.cookies["a11y"].value) == ("/about/", cookie)


def test_every_pair_has_its_cookie():
    assert len({display.cookie for display in COOKIES.values()}) == len(COOKIES) == 6
    assert COOKIES["on"] == Display("large", "high")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "written", "not_written"),
    [
        ("", [], ["data-text", "data-a11y", "data-bs-theme"]),
        ("largest", ['data-text="largest"'], ["data-a11y", "data-bs-theme"]),
        ("contrast", ['data-a11y="on"', 'data-bs-theme="light"'], ["data-text"]),
        ("on", ['data-a11y="on"', 'data-text="large"', 'data-bs-theme="light"'], []),
    ],
)
def test_the_server_writes_the_choice(client, cookie, written, not_written):
    client.cookies["a11y"] = cookie
    html = client.get("/nowhere/").content.decode()
    root = html[html.index("<html") : html.index("<head")]
    assert all(text in root for text in written)
    assert not any(text in root for text in not_written)
    assert html.count('aria-pressed="true"') == 2
