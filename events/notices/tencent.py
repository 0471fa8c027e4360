"""Text messages through Tencent Cloud; needs requirements-sms.txt. One template serves every kind of notice."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import SendSmsRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from events.notices.errors import PermanentDeliveryError
from events.notices.sms import TextMessage

TIMEOUT_SECONDS = 15
STATUS_OK = "Ok"
# Errors about this number or this text. All others (our account, their limits) may go away
PERMANENT_STATUS_CODES = {
    "FailedOperation.ContainSensitiveWord",
    "FailedOperation.PhoneNumberInBlacklist",
    "InvalidParameterValue.IncorrectPhoneNumber",
    "InvalidParameterValue.TemplateParameterFormatError",
    "InvalidParameterValue.TemplateParameterLengthLimit",
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
}


class TencentSmsBackend:
    def __init__(self):
        self.values = settings.SMS
        if missing := [f"SMS_{name}" for name, value in self.values.items() if not value]:
            raise ImproperlyConfigured(f"{', '.join(missing)} must be set to send text messages.")
        profile = ClientProfile(httpProfile=HttpProfile(reqTimeout=TIMEOUT_SECONDS))
        credential = Credential(self.values["SECRET_ID"], self.values["SECRET_KEY"])
        self.client = SmsClient(credential, self.values["REGION"], profile)

    def send(self, message: TextMessage) -> None:
        status = self.client.SendSms(self.request(message)).SendStatusSet[0]
        if status.Code in PERMANENT_STATUS_CODES:
            raise PermanentDeliveryError(status.Code)
        if status.Code != STATUS_OK:
            raise OSError(status.Code)

    def request(self, message: TextMessage) -> SendSmsRequest:
        request = SendSmsRequest()
        request.PhoneNumberSet = [f"+86{message.phone}"]
        request.SmsSdkAppId = self.values["APP_ID"]
        request.SignName = self.values["SIGN_NAME"]
        request.TemplateId = self.values["TEMPLATE_ID"]
        request.TemplateParamSet = list(message.values)
        request.SessionContext = message.key
        return request
