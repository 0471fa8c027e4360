import pytest
from django.urls import reverse

from events.checkin import qr_decoder


@pytest.mark.django_db
@pytest.mark.parametrize("name", qr_decoder.FILES)
def test_the_desk_gets_the_modules_for_a_year(client, settings, tmp_path, name):
    settings.QR_DECODER_FOLDER = tmp_path
    url = reverse("desk_decoder", args=[name])
    assert qr_decoder.VERSION in url
    assert client.get(url).status_code == 404
    (tmp_path / qr_decoder.VERSION).mkdir()
    (tmp_path / qr_decoder.VERSION / name).write_text("export const a = 1;")
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"export const a = 1;"
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in response["Cache-Control"]


@pytest.mark.django_db
def test_no_other_file_is_served(client, settings, tmp_path):
    settings.QR_DECODER_FOLDER = tmp_path
    (tmp_path / qr_decoder.VERSION).mkdir()
    (tmp_path / qr_decoder.VERSION / "secret").write_text("no")
    assert client.get(reverse("desk_decoder", args=["secret"])).status_code == 404
