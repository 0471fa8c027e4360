"""Only the upright pixels of an upload are stored, in sRGB."""

import io

import pytest
from PIL import Image

from content.uploads.normalisation import STORED_SIDE, normalise_upload
from tests.content.pictures import sample_files
from tests.content.pictures.sample_files import image_bytes, uploaded_file

COLOUR_TOLERANCE = 12  # JPEG does not keep a colour to the last bit


def normalised_image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(normalise_upload(uploaded_file(content)).read()))


def is_similar_colour(found, wanted):
    return all(abs(one - other) <= COLOUR_TOLERANCE for one, other in zip(found, wanted, strict=True))


def test_place_camera_and_comments_are_gone():
    photo = sample_files.phone_photo()
    assert Image.open(io.BytesIO(photo)).getexif().get_ifd(0x8825)
    content = normalise_upload(uploaded_file(photo)).read()
    image = Image.open(io.BytesIO(content))
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"Exif", b"Maker-of-Phones", b"Secret-Place", b"Secret-Comment", b"ICC_PROFILE"):
        assert secret not in content


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (400, 200), (100, 100)), (2, (400, 200), (300, 100)), (3, (400, 200), (300, 100)), (6, (200, 400), (100, 100))],
)
def test_is_turned_upright(orientation, size, red):
    image = normalised_image(sample_files.phone_photo(orientation=orientation))
    assert image.size == size
    assert is_similar_colour(image.getpixel(red), sample_files.HALVES[0])


def test_turned_also_where_it_is_made_smaller():
    exif = Image.Exif()
    exif[0x0112] = 8
    assert normalised_image(image_bytes(sample_files.two_colour_image((4000, 2000)), "JPEG", exif=exif)).size == (
        STORED_SIDE // 2,
        STORED_SIDE,
    )


def test_colours_are_those_of_its_profile():
    """The profile says: the first number is green."""
    red, green, _blue = normalised_image(sample_files.wide_gamut()).getpixel((5, 5))
    assert green > red + 100


def test_a_profile_that_cannot_be_read_is_ignored():
    image = normalised_image(image_bytes(sample_files.two_colour_image(), "PNG", icc_profile=b"no profile at all"))
    assert is_similar_colour(image.getpixel((100, 100)), sample_files.HALVES[0])


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_becomes_white(mode):
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0)).convert(mode)
    content = image_bytes(image, "PNG", **({"transparency": 0} if mode == "P" else {}))
    assert is_similar_colour(normalised_image(content).getpixel((50, 50)), (255, 255, 255))


def test_sixteen_bits_of_grey_keep_their_middle():
    grey = Image.new("I;16", (64, 64), 128 * 256)
    assert is_similar_colour(normalised_image(image_bytes(grey, "PNG")).getpixel((5, 5)), (128, 128, 128))


@pytest.mark.parametrize("mode", ["L", "1", "CMYK"])
def test_other_modes_become_colour(mode):
    content = image_bytes(Image.new(mode, (64, 64), 0 if mode != "CMYK" else (0, 0, 0, 255)), "JPEG" if mode == "CMYK" else "PNG")
    assert is_similar_colour(normalised_image(content).getpixel((5, 5)), (0, 0, 0))


def test_large_ones_are_kept_at_a_bounded_size_under_the_hash_of_their_content():
    first, second = (
        normalise_upload(uploaded_file(image_bytes(sample_files.two_colour_image((3000, 1500)), "PNG"))) for _ in range(2)
    )
    assert Image.open(first).size == (STORED_SIDE, STORED_SIDE // 2)
    assert first.name == second.name
    assert len(first.name) == len("0123456789abcdef0123456789abcdef.jpg")
