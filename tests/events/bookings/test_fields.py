"""What people type and paste, and what it means: the tables of tests/cases through each field."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from events.bookings.fields import CountField, MailField, MobileField, NameField, ReferenceField, TextField
from events.bookings.identity_numbers import has_identity_number
from tests.cases import load_cases, spellings

FIELDS = {"phones": MobileField(), "emails": MailField(), "names": NameField(max_length=25)}


def sentence_of(field, value) -> str:
    with pytest.raises(ValidationError) as refused, translation.override("en"):
        field.clean(value)
    with translation.override("en"):
        return " ".join(refused.value.messages)


@pytest.mark.parametrize(("kind", "typed", "meant"), [(kind, *pair) for kind in FIELDS for pair in spellings(kind)])
def test_understood(kind, typed, meant):
    assert FIELDS[kind].clean(typed) == meant


@pytest.mark.parametrize(("kind", "typed"), [(kind, typed) for kind in FIELDS for typed in load_cases(kind)["refused"]])
def test_refused(kind, typed):
    assert sentence_of(FIELDS[kind], typed)


@pytest.mark.parametrize(("typed", "part"), load_cases("phones")["sentences"])
def test_the_sentence_about_a_number_is_true(typed, part):
    assert part in sentence_of(FIELDS["phones"], typed)


@pytest.mark.parametrize("text", load_cases("identity_numbers")["refused"])
@pytest.mark.parametrize("field", [TextField(), TextField(widget=forms.Textarea)])
def test_identity_number_is_refused(field, text):
    assert "identity number" in sentence_of(field, text)


@pytest.mark.parametrize("text", load_cases("identity_numbers")["fine"])
def test_text_without_an_identity_number_is_fine(text):
    assert not has_identity_number(text)
    assert TextField().clean(text)


@pytest.mark.parametrize("field", [NameField(), MobileField(), MailField(), ReferenceField(), TextField()])
@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\x80"])
def test_control_characters_are_refused_once(field, char):
    sentence = "This contains characters that cannot be printed. Please type it again."
    assert sentence_of(field, f"138{char}1234") == sentence


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("轮椅\u200b2台", "轮椅2台"),
        ("\u202e轮椅\u202c", "轮椅"),
        ("轮椅\r\n2台", "轮椅 2台"),
        ("\ufeff　轮椅\u00a0 2台 ", "轮椅 2台"),
        ("🧑\u200d🦽 ♿\ufe0f", "🧑\u200d🦽 ♿\ufe0f"),
        ("\u200b", ""),
    ],
)
def test_free_text_loses_what_nobody_sees(typed, stored):
    assert TextField(required=False).clean(typed) == stored


def test_a_text_area_keeps_its_lines():
    assert TextField(widget=forms.Textarea).clean("你好\u200b：\n\n  明天见") == "你好：\n\n  明天见"


@pytest.mark.parametrize(
    "typed", ["abcd-2345", " ABCD 2345 ", "ＡＢＣＤ２３４５", "abcd\u20112345", "\u200eabcd\u200b2345\u202c", "abcd.2345"]
)
def test_reference(typed):
    assert ReferenceField().clean(typed) == "ABCD2345"


@pytest.mark.parametrize(("typed", "number"), [("３", 3), (" 3 ", 3), ("\u200b3\u200e", 3), ("3.0", 3), ("٣", 3), ("\u30003", 3)])
def test_count(typed, number):
    assert CountField().clean(typed) == number
