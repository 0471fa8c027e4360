"""The two faces of a card. They come as a package, so that a card has its words on every machine."""

from functools import lru_cache
from importlib.resources import files

from PIL import ImageFont

FACES = {"serif": "NotoSerifSC-Regular.otf", "sans": "NotoSansSC-Regular.otf"}


@lru_cache(maxsize=32)
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(files("pylopdf_fonts_zh_cn") / FACES[name]), size)
