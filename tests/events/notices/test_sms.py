"""Text messages: the console's, and the real provider's with a client of our own in its place."""

import datetime as dt
import logging
import sys
from types import ModuleType, SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from events.models import Notice
from events.notices import delivery, sms
from events.notices.errors import PermanentDeliveryError
from tests.factories.events import BookingFactory

SETTINGS = {
    "SECRET_ID": "id",
    "SECRET_KEY": "key",
    "REGION": "ap-guangzhou",
    "APP_ID": "1400000000",
    "SIGN_NAME": "晋中职教",
    "TEMPLATE_ID": "1",
}
MESSAGE = sms.TextMessage(
    key="notice-1", phone="13800001234", values=("预约成功", "亲子RC", "5月17日 周六 09:30–10:30", "ABCD-EFGH")
)


def test_console_prints_a_masked_number_and_leaves_it_to_the_call_list(caplog):
    with caplog.at_level(logging.INFO), pytest.raises(PermanentDeliveryError):
        sms.get_sms_backend().send(MESSAGE)
    assert "138****1234" in caplog.text
    assert "13800001234" not in caplog.text


def test_rehearsal_sends_no_text_message(settings):
    settings.SMS_BACKEND = f"{__name__}.Recorder"
    assert isinstance(sms.get_sms_backend(), Recorder)
    settings.PORTAL_CLOCK = dt.datetime(2025, 5, 13, tzinfo=dt.UTC)
    assert isinstance(sms.get_sms_backend(), sms.ConsoleSmsBackend)


class Recorder:
    """A provider of ours, as an operator could write one."""

    sent = []

    def send(self, message):
        self.sent.append(message)


@pytest.fixture
def recorder(settings):
    settings.SMS_BACKEND = "tests.events.notices.test_sms.Recorder"
    Recorder.sent.clear()
    return Recorder.sent


def test_sent_with_the_words_of_the_row(db, now, write, recorder):
    notice = write(BookingFactory(phone="13800001234"))
    delivery.attempt_delivery(notice.pk, now=now)
    notice.refresh_from_db()
    assert notice.state == "sent"
    [message] = recorder
    assert (message.key, message.phone) == (f"notice-{notice.pk}", "13800001234")
    assert message.values == (notice.subject, *notice.body.splitlines())


def test_message_of_a_sample_names_it_so(alice):
    assert sms.compose_text_message(alice, "confirmed").body.startswith("亲子RC模型组装\n")
    alice.slot.session.source = "sample"
    assert sms.compose_text_message(alice, "confirmed").body.startswith("示例 · 亲子RC模型组装\n")


def test_without_a_number_the_booker_is_telephoned_in_vain_and_staff_see_it(db, now, write, recorder):
    notice = write(BookingFactory(phone=""))
    delivery.attempt_delivery(notice.pk, now=now)
    assert Notice.objects.to_call().get().event_key == f"{notice.event_key}:call"


@pytest.fixture
def tencent(monkeypatch, settings):
    """The provider's class over a stand-in for its packages, which answers with `tencent.answer`."""
    calls = SimpleNamespace(answer="Ok", requests=[])

    class Client:
        def __init__(self, *arguments):
            calls.made_with = arguments

        def SendSms(self, request):  # noqa: N802
            calls.requests.append(request)
            return SimpleNamespace(SendStatusSet=[SimpleNamespace(Code=calls.answer)])

    def passed_on(*values, **named):
        return values or named

    for path, names in {
        "common.credential": {"Credential": passed_on},
        "common.profile.client_profile": {"ClientProfile": passed_on},
        "common.profile.http_profile": {"HttpProfile": passed_on},
        "sms.v20210111.models": {"SendSmsRequest": SimpleNamespace},
        "sms.v20210111.sms_client": {"SmsClient": Client},
    }.items():
        module = ModuleType(path)
        vars(module).update(names)
        monkeypatch.setitem(sys.modules, f"tencentcloud.{path}", module)
    monkeypatch.delitem(sys.modules, "events.notices.tencent", raising=False)
    settings.SMS_BACKEND, settings.SMS = "events.notices.tencent.TencentSmsBackend", SETTINGS
    yield calls
    sys.modules.pop("events.notices.tencent", None)


def test_tencent_is_asked_with_the_approved_template(tencent):
    sms.get_sms_backend().send(MESSAGE)
    [request] = tencent.requests
    assert vars(request) == {
        "PhoneNumberSet": ["+8613800001234"],
        "SmsSdkAppId": "1400000000",
        "SignName": "晋中职教",
        "TemplateId": "1",
        "TemplateParamSet": list(MESSAGE.values),
        "SessionContext": "notice-1",
    }
    credential, region, profile = tencent.made_with
    assert (credential, region) == (("id", "key"), "ap-guangzhou")
    assert profile["httpProfile"] == {"reqTimeout": 15}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [("InvalidParameterValue.IncorrectPhoneNumber", PermanentDeliveryError), ("LimitExceeded.PhoneNumberDailyLimit", OSError)],
)
def test_tencent_says_no(tencent, answer, problem):
    tencent.answer = answer
    with pytest.raises(problem, match=answer):
        sms.get_sms_backend().send(MESSAGE)


def test_tencent_names_the_settings_it_misses(tencent, settings):
    settings.SMS = SETTINGS | {"SIGN_NAME": "", "APP_ID": ""}
    with pytest.raises(ImproperlyConfigured, match="SMS_APP_ID, SMS_SIGN_NAME"):
        sms.get_sms_backend()
