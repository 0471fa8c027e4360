"""Every refusal has a message that says what to do; what phones really send is accepted."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from content.uploads import picture_checks
from content.uploads.bounded import LARGEST, TooLarge
from content.uploads.normalisation import normalise_upload
from tests.content.pictures import sample_files
from tests.content.pictures.sample_files import image_bytes, jpeg_bytes, uploaded_file

REFUSED = {
    "bomb": (sample_files.png_bomb, "像素", "pixels"),
    "archive behind": (sample_files.jpeg_with_zip, "别的内容", "polyglot"),
    "page behind": (sample_files.jpeg_with_html, "别的内容", "polyglot"),
    "program in comment": (sample_files.jpeg_with_php_comment, "别的内容", "polyglot"),
    "drawing": (lambda: sample_files.SVG, "SVG", "type"),
    "truncated": (lambda: jpeg_bytes()[:-600], "损坏", "damaged"),
    "truncated in its header": (lambda: jpeg_bytes()[:40], "损坏", "type"),
    "heic as jpg": (lambda: sample_files.HEIC, "HEIC", "type"),
    "gif": (lambda: image_bytes(sample_files.two_colour_image(), "GIF"), "GIF", "type"),
    "bitmap": (lambda: image_bytes(sample_files.two_colour_image(), "BMP"), "JPEG、PNG", "type"),
    "document": (lambda: b"%PDF-1.7 and so on", "JPEG、PNG", "type"),
    "text": (lambda: b"hello", "JPEG、PNG", "type"),
    "empty": (lambda: b"", "空的", "empty"),
    "drawing behind": (lambda: jpeg_bytes() + b"<svg xmlns='http://www.w3.org/2000/svg'>", "别的内容", "polyglot"),
    "tall screenshot": (lambda: jpeg_bytes((1080, 12_000)), "173 像素宽", "long"),
    "dot": (lambda: jpeg_bytes((8, 8)), "16", "small"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_with_a_sentence(case):
    make_file, words, code = REFUSED[case]
    with pytest.raises(ValidationError) as refusal:
        normalise_upload(uploaded_file(make_file()))
    assert words in refusal.value.messages[0]
    assert refusal.value.messages[0].endswith("。")
    assert refusal.value.code == code


@pytest.mark.parametrize("text", ["drawn from <svg width='9'>", "see report.pdf (%PDF-1.7)", "<html> of the school's page"])
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_the_texts_about_a_photograph_mention_is_no_reason_to_refuse_it(name, text):
    photo = sample_files.two_colour_image()
    exif = photo.getexif()
    exif[0x010E] = text  # its description
    noted = {"exif": exif, "xmp": f"<x:xmpmeta>{text}</x:xmpmeta>".encode()}
    if name == "PNG":
        texts = PngInfo()
        texts.add_text("Comment", text)
        texts.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{text}</x:xmpmeta>")
        noted = {"exif": exif, "pnginfo": texts}
    elif name == "JPEG":
        noted["comment"] = text
    content = image_bytes(photo, name, **noted)
    assert text.encode() in content
    assert normalise_upload(uploaded_file(content)).width
    with pytest.raises(ValidationError):
        normalise_upload(uploaded_file(content + b"<svg >"))


def test_a_wide_photograph_is_taken():
    assert normalise_upload(uploaded_file(jpeg_bytes((6000, 1200)))).height == 384


@pytest.mark.parametrize(
    ("name", "mode", "side"),
    [("PNG", "RGB", 4100), ("PNG", "RGBA", 3100), ("PNG", "P", 3100), ("PNG", "I;16", 3100), ("WEBP", "RGB", 2400)],
)
def test_what_would_cost_too_much_memory_is_refused_by_its_header(name, mode, side, monkeypatch):
    content = image_bytes(Image.new(mode, (side, side)), name, **({"method": 0} if name == "WEBP" else {"compress_level": 1}))
    monkeypatch.setattr(ImageFile.ImageFile, "load", None)
    with pytest.raises(ValidationError) as refusal:
        picture_checks.open_checked_image(uploaded_file(content))
    assert refusal.value.code == "pixels"


def test_progressive_jpeg_counts_with_all_its_pixels():
    photo = Image.new("L", (5000, 4000))
    assert picture_checks.open_checked_image(uploaded_file(image_bytes(photo, "JPEG"))).size == (2500, 2000)
    with pytest.raises(ValidationError, match="像素太多"):
        picture_checks.open_checked_image(uploaded_file(image_bytes(photo, "JPEG", progressive=True)))


def test_large_jpeg_counts_by_what_is_decoded():
    """Ninety million pixels, decoded at a quarter."""
    assert picture_checks.open_checked_image(uploaded_file(image_bytes(Image.new("L", (9000, 10_000)), "JPEG"))).size == (
        2250,
        2500,
    )


def test_size_is_told_of_a_file_nothing_was_kept_of():
    with pytest.raises(ValidationError) as refusal:
        normalise_upload(TooLarge(name="big.jpg", content_type="image/jpeg", size=40_000_000))
    assert "40" in refusal.value.messages[0]
    assert "20" in refusal.value.messages[0]
    with pytest.raises(ValidationError, match="21"):
        normalise_upload(SimpleUploadedFile("big.jpg", jpeg_bytes() + b"\0" * LARGEST))


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_four_formats_are_taken_whatever_the_name_says(name):
    assert (
        Image.open(normalise_upload(uploaded_file(image_bytes(sample_files.two_colour_image(), name), "liar.gif"))).format
        == "JPEG"
    )


def test_what_telephones_append_is_no_reason_to_refuse():
    stored = normalise_upload(uploaded_file(sample_files.jpeg_with_second_picture())).read()
    assert b"ftypmp42" not in stored
    assert b"SEFT" not in stored


def test_two_pictures_in_one_as_telephones_write_them():
    both = image_bytes(
        sample_files.two_colour_image(), "MPO", save_all=True, append_images=[sample_files.two_colour_image((80, 60))]
    )
    assert Image.open(normalise_upload(uploaded_file(both))).size == (400, 200)
