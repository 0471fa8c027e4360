"""Chinese numerals and digits: 三 is 3, 十三 is 13, 一〇三 is 103."""

import re

DIGITS = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789", strict=True))
HAN_DIGITS = "".join(DIGITS)
NUMERAL = re.compile(f"[{HAN_DIGITS}十拾]+")
SIMPLE_DIGITS = "〇一二三四五六七八九"


def read_numeral(text: str) -> str:
    """Return a Chinese numeral in digits: 十三 is 13, 三十 is 30, 二十一 is 21, 一〇三 is 103."""
    text = text.replace("拾", "十")
    if "十" not in text:
        return "".join(DIGITS[char] for char in text)
    tens, _ten, ones = text.partition("十")
    if "十" in ones:
        return "".join(read_numeral(part) for part in (tens + "十", ones))
    tens, ones = "".join(DIGITS[char] for char in tens), "".join(DIGITS[char] for char in ones)
    return (tens or "1") + (ones or "0")


def write_numeral(digits: str) -> str:
    """Return digits as a Chinese numeral: 1 is 一, 12 is 十二; from 100 on, digit by digit."""
    number = int(digits)
    if not 10 <= number <= 99 or len(digits) > 2:
        return "".join(SIMPLE_DIGITS[int(digit)] for digit in digits)
    tens, ones = divmod(number, 10)
    return f"{SIMPLE_DIGITS[tens] if tens > 1 else ''}十{SIMPLE_DIGITS[ones] if ones else ''}"
