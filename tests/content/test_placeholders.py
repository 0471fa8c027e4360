"""Placeholders for what is missing are recognised, and what looks like one is not."""

import pytest
from django.core.exceptions import ValidationError

from content.models import SiteSettings
from content.placeholders import find_placeholder
from events.models import Venue
from schools.models import School


@pytest.mark.parametrize(
    "text",
    [
        *("XXX", "电话：xxxx", "晋中市XX路12号", "××××年", "某某学校", "____"),
        *(
            "待定",
            "专业教师（待定）",
            "地点待定。",
            "资料待补",
            "公交：待补充",
            "待填写",
            "暂无",
            "无",
            "N/A",
            "null",
            "—",
            "……",
            "???",
        ),
        *("0354-0000000", "03540000000", "0354-1234567", "0354 88888888", "13800000000", "13812345678", "1111111"),
        *("TBD", "TODO: bus", "Lorem ipsum dolor", "mail@example.com", ["甲", "待定"], {"quote": "TBA"}),
    ],
)
def test_placeholders_are_found(text):
    assert find_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "晋中职教港",
            "12345",
            "0354-3026123",
            "13935412345",
            "400-800-8820",
            "接待定点饭店",
            "班车8:30开",
            "XL号",
            "10000000元",
        ),
        *("待遇", "等待补助", "1+X证书", "1路、2路，到职教港站", "无台阶", "没有楼梯", "8:30–17:30", "X光", None, 5, []),
    ],
)
def test_ordinary_texts_are_not_taken_for_placeholders(text):
    assert not find_placeholder(text)


def test_a_public_record_is_refused_beside_the_field_and_a_draft_is_not():
    school = School(name="甲校", slug="jia", group="county", phone="0354-0000000", status="published")
    with pytest.raises(ValidationError) as refused:
        school.clean_fields()
    assert list(refused.value.message_dict) == ["phone"]
    school.status = "draft"
    school.clean_fields()


def test_notes_to_editors_may_say_what_is_missing():
    Venue(name="报告厅", slug="hall", editor_note="地址待定", status="published").clean_fields()


def test_the_hotline_of_the_site_is_no_placeholder():
    with pytest.raises(ValidationError):
        SiteSettings(hotline="0354-0000000").clean_fields()
