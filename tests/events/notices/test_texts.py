"""The bureau's own words: placeholders checked on saving, facts put in without reaching into objects."""

import pytest
from django.core.exceptions import ValidationError

from content.models import SiteSettings
from events.models import NoticeText
from events.models.notice import PLACEHOLDERS
from events.notices import texts
from tests.factories.events import ClassBookingFactory


def own(subject="{session}", body="{address}", **more):
    return NoticeText(**{"kind": "confirmed", "language": "zh-hans", "subject": subject, "body": body, **more})


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_placeholder_is_allowed(db, name):
    own(body=f"您好 {{{name}}}。").full_clean()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("{sesion}", "{sesion}"),
        ("{name.__class__}", "{name.__class__}"),
        ("{name!r}", "{name!r}"),
        ("{name:>9}", "{name:>9}"),
        ("{0}", "{0}"),
        ("{}", "{}"),
        ("{ name }", "{ name }"),
    ],
)
@pytest.mark.parametrize("field", ["subject", "body"])
def test_unknown_placeholder_is_named_with_those_allowed(db, field, words, named):
    with pytest.raises(ValidationError) as refused:
        own(**{field: f"您好 {words}"}).full_clean()
    [sentence] = refused.value.message_dict[field]
    assert named in sentence
    assert "{reference}" in sentence


@pytest.mark.parametrize("words", ["{name", "name}", "{{name}}", "{name}}", "｛name｝", "}{"])
def test_broken_brace_is_refused(db, words):
    with pytest.raises(ValidationError) as refused:
        own(body=words).full_clean()
    assert "{reference}" in refused.value.message_dict["body"][0]


def test_own_words_are_sent_in_their_language_alone(alice, write):
    own("预约好了 {reference}", "{name}您好").save()
    assert write(alice).subject == f"预约好了 {alice.spaced_reference}"
    alice.language = "en"
    alice.save()
    notice = write(alice, "cancelled")
    assert notice.subject.startswith("Cancelled")


def test_address_is_added_where_an_editor_forgot_it(alice, write):
    own(body="{name}您好").save()
    assert write(alice).body == f"Alice您好\n\nhttp://testserver/bookings/{alice.token}/"


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "示例"), ("en", "Sample")])
@pytest.mark.parametrize("kind", dict(NoticeText.KINDS))
def test_news_of_what_is_made_up_begins_with_the_word(alice, kind, language, word):
    alice.language = language
    true = texts.compose_text(alice, kind, custom_texts={})
    alice.slot.sample_fields = ["starts_at"]
    marked = texts.compose_text(alice, kind, custom_texts={})
    assert word not in true.subject + true.body
    assert marked.subject == f"{word} · {true.subject}"
    assert marked.body.startswith(word)
    assert marked.body.endswith(true.body)


def test_words_of_people_are_not_read_as_placeholders(alice, write):
    alice.contact_name = "{address.__class__}"
    alice.save()
    own(body="{name}您好 {address}").save()
    assert "{address.__class__}您好" in write(alice).body


def test_line_without_its_fact_is_left_out():
    assert texts.replace_placeholders("a\n\nReason: {reason}\n\nb {reference}", {"reason": "", "reference": "X"}) == "a\n\nb X"
    assert texts.replace_placeholders("{reason} {reference}", {"reason": "", "reference": "X"}) == " X".strip()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", dict(NoticeText.KINDS))
def test_portals_own_words_pass_the_same_check(db, kind, language):
    words = texts.default_text(kind, language)
    own(words.subject, words.body, kind=kind, language=language).full_clean()


@pytest.mark.parametrize("kind", ["received", "promoted", "changed_by_booker", "changed_by_staff"])
def test_class_hears_until_when_its_places_are_kept(db, write, kind):
    booking = ClassBookingFactory(language="en")
    assert "until Fri 16 May at 17:00" in write(booking, kind).body


def test_what_to_bring_is_told(alice, write):
    alice.slot.session.what_to_bring = "长裤和运动鞋"
    alice.slot.session.save()
    assert "长裤和运动鞋" in write(alice, "reminder").body


@pytest.mark.parametrize("kind", ["rejected", "lapsed"])
def test_whom_to_ask_is_said_only_where_somebody_can_be_asked(db, kind):
    booking = ClassBookingFactory()

    def body():
        return texts.compose_text(booking, kind, custom_texts={}).body

    assert "联系我们" not in body()
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_email": "week@jz.gov.cn"})
    assert "联系我们帮你一起找：week@jz.gov.cn" in body()
    SiteSettings.objects.update(hotline="0354-3026111", hotline_hours="8:30–17:30")
    assert "0354-3026111 8:30–17:30" in body()
