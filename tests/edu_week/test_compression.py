"""Pages go out in the smallest coding the client takes, padded so that their length says nothing.

Pages that are kept in memory hold no token and are not padded: `tests/edu_week/page_cache/`.
"""

import brotli
import pytest
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_page_cache")]


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, deflate", "gzip"), ("gzip, br", "br"), ("gzip, br, zstd", "zstd")])
def test_a_page_is_compressed_as_the_client_accepts(client, accepted, coding):
    answer = client.get(reverse("privacy"), headers={"accept-encoding": accepted})
    assert answer["Content-Encoding"] == coding
    assert "accept-encoding" in answer["Vary"].lower()


def test_brotli_is_the_page_itself_and_noise_hides_its_length(client, clock_at):
    clock_at("2025-05-13T09:30")
    answers = [client.get(reverse("privacy"), headers={"accept-encoding": "br"}) for _ in range(6)]
    assert brotli.decompress(answers[0].content) == client.get(reverse("privacy")).content
    assert len({len(answer["X-Noise"]) for answer in answers}) > 1
