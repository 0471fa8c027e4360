import pytest
from django import forms

from content.models import Picture
from content.richtext.fields import MAX_LENGTH, RichTextField
from schools.models import School
from tests.admin_scene import png_upload


def cleaned_of(data, initial="", **kwargs):
    class Form(forms.Form):
        text = RichTextField(required=False, **kwargs)

    form = Form({"text": data}, initial={"text": initial})
    form.is_valid()
    return form


@pytest.fixture
def picture(db):
    return Picture.objects.create(image=png_upload(), alt_text="车间", minors="none")


def test_saving_cleans_whatever_way_a_text_comes_in(db):
    school = School.objects.create(slug="a", name="甲校", group="city", introduction="<script>x</script>**学**")
    assert school.introduction == "**学**"
    school.introduction = "<b>新</b>"
    school.save(update_fields=["introduction"])
    assert School.objects.get(pk=school.pk).introduction == "新"


def test_what_was_taken_out_is_known_to_the_form():
    form = cleaned_of("<b>学</b>")
    assert form.cleaned_data["text"] == "学"
    assert form.fields["text"].removed == ("<b>", "</b>")


def test_windows_line_ends_are_no_change():
    form = cleaned_of("一\r\n二", initial="一\n二")
    assert not form.has_changed()
    assert form.cleaned_data["text"] == "一\n二"


def test_link_that_works_nowhere_is_an_error_beside_the_field():
    assert "ftp://a.example" in cleaned_of("<ftp://a.example>").errors["text"][0]


def test_picture_must_be_among_those_one_may_use(picture):
    text = f"![a](picture:{picture.pk})"
    assert cleaned_of(text, pictures=Picture.objects.all()).is_valid()
    refused = cleaned_of(text, pictures=Picture.objects.none())
    assert str(picture.pk) in refused.errors["text"][0]
    assert not cleaned_of("![a](picture:999)", pictures=Picture.objects.all()).is_valid()


def test_picture_that_stands_there_already_may_stay(picture):
    text = f"![a](picture:{picture.pk})"
    assert cleaned_of(f"{text}\n\n新", initial=text, pictures=Picture.objects.none()).is_valid()


def test_too_long_a_text_is_refused():
    assert not cleaned_of("学" * (MAX_LENGTH + 1)).is_valid()


def test_help_names_what_may_be_used():
    assert "标题" in str(RichTextField().help_text)
