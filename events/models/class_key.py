"""One name for one class, however it is written: 七年级3班, 初一（三）班 and ３ 班 are the same class of grade 7."""

import hashlib
import re
import unicodedata

from content.numerals import HAN_DIGITS, NUMERAL, read_numeral

GAP = r"[\W_]"
MAX_LENGTH = 160
END = f"{GAP}*班?{GAP}*$"


def make_class_key(*, school_id: int | None, school_name: str, grade: int | None, class_name: str) -> str:
    """Return the same key for the same class: its school (the record, else the name), grade and class name.

    Blank without a school, a grade and a class name. A class without a name has the key of "no name" in its grade.
    """
    school = f"#{school_id}" if school_id else strip_to_letters(school_name)
    name = normalise_class_name(class_name, grade)
    if not (school or grade or name):
        return ""
    key = f"{school}/{grade or ''}/{name}"
    return key if len(key) <= MAX_LENGTH else hashlib.sha256(key.encode()).hexdigest()  # NFKC can make one character many


def strip_to_letters(text: str) -> str:
    """Return the letters and digits of a text in small letters and ordinary width, without spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LMN")


def normalise_class_name(text: str, grade: int | None) -> str:
    """Return the class name without the words for “class” and for its own grade, with Chinese numerals as digits."""
    text = unicodedata.normalize("NFKC", text).casefold()
    name = strip_to_letters(strip_grade(text, grade) if grade else text)
    name = re.sub(r"class|班级|班|级|第", "", name)
    name = NUMERAL.sub(lambda found: read_numeral(found[0]), name)
    return re.sub(r"\d+", lambda found: str(int(found[0])), name)


def join_grade_and_class(grade: int | None, grade_words: str, class_name: str) -> str:
    """Return grade and class as one name that says the grade once: 八年级3班 stays, 3班 becomes 八年级（初二）3班."""
    says_grade = class_name and normalise_class_name(class_name, grade) != normalise_class_name(class_name, None)
    words = ["" if says_grade else grade_words, class_name]
    return ("" if grade_words.endswith("）") else " ").join(filter(None, words))


def strip_grade(text: str, grade: int) -> str:
    """Remove the class's own grade, in small letters and ordinary width, where the text begins with it."""
    year = grade - 6  # of the three years of a middle school
    han, han_year = HAN_DIGITS[grade + 1], HAN_DIGITS[max(year, 0) + 1]
    spellings = (
        f"(?:初中|初)?(?:{han}|{han_year}|{grade}|{year})年级?",  # 七年级, 初一年级, 7年
        rf"初(?:{han_year}|{year}(?!\d))",  # 初一
        rf"(?:grade|g) ?{grade}(?!\d)",
        rf"(?:{han}|{grade})(?={GAP}+(?!班)\w)",  # 七（3）班, 7-3
        rf"{han}(?=(?:[{HAN_DIGITS}]|\d+){END})",  # 七3班, 七三班
        rf"{grade}(?=[{HAN_DIGITS}十]|\d\d{END})",  # 7三班, 703班
    )
    return re.sub(f"^{GAP}*(?:{'|'.join(spellings)})", "", text)
