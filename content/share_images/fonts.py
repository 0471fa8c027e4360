"""The two typefaces of a card. They come as a Python package, so that every machine has them."""

from functools import lru_cache
from importlib.resources import files

from PIL import ImageFont

FACES = {"serif": "NotoSerifSC-Regular.otf", "sans": "NotoSansSC-Regular.otf"}


@lru_cache(maxsize=32)
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(files("pylopdf_fonts_zh_cn") / FACES[name]), size)
