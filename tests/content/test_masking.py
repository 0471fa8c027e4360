"""Masking of mobile numbers and mail addresses."""

import pytest

from content.masking import mask_contacts_in, mask_mail, mask_phone, mask_phones_in


@pytest.mark.parametrize(("phone", "masked"), [("13812341234", "138****1234"), ("", "")])
def test_the_middle_of_a_number_is_left_out(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(("address", "masked"), [("alice@example.org", "a***@example.org"), ("", "")])
def test_of_an_address_the_host_stays(address, masked):
    assert mask_mail(address) == masked


def test_in_a_sentence_every_number_is_masked():
    assert mask_phones_in("13812341234，13900001111") == "138****1234，139****1111"


def test_what_a_mail_server_answers_names_nobody():
    masked = mask_contacts_in("550 <alice@example.org>: no such user, call 13812341234")
    assert masked == "550 <***>: no such user, call 138****1234"
