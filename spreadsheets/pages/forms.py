from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from spreadsheets import limits
from spreadsheets.errors import SpreadsheetError
from spreadsheets.exporting import file_formats
from spreadsheets.reading.csv_files import decode_csv
from spreadsheets.reading.uploaded_file import OLD_EXCEL, ZIP
from spreadsheets.reading.zip_safety import check_zip_safety

MASKED, WHOLE = "masked", "whole"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("file"),
        help_text=_("Excel (.xlsx) or CSV, up to 10 MB and 10,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > limits.MAX_BYTES:
            size = {"size": filesizeformat(file.size)}
            raise forms.ValidationError(_("This file has %(size)s; up to 10 MB are taken. Divide it."), params=size)
        self.content = file.read()
        try:
            self.check_type()
        except SpreadsheetError as refusal:
            raise forms.ValidationError(refusal.sentence) from None
        return file

    def check_type(self):
        """Raises SpreadsheetError for a wrong type of file; its rows are checked later, outside the request."""
        if self.content.startswith(OLD_EXCEL):
            raise SpreadsheetError(
                _("This is an old .xls file or protected by a password. Save it as .xlsx and choose it again.")
            )
        check_zip_safety(self.content) if self.content.startswith(ZIP) else decode_csv(self.content)


class ExportForm(forms.Form):
    form = forms.ChoiceField(label=_("format"), widget=forms.RadioSelect)

    def __init__(self, *args, kind, may_see_whole: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = list(export_format_choices(kind))
        self.fields["form"].initial = file_formats.XLSX
        if may_see_whole:
            self.fields["numbers"] = forms.ChoiceField(
                label=_("mobile numbers"),
                choices=[(MASKED, _("masked, 138****1234")), (WHOLE, _("whole, with email addresses"))],
                initial=MASKED,
                widget=forms.RadioSelect,
            )
            self.fields["reason"] = forms.CharField(
                label=_("reason"),
                required=False,
                max_length=200,
                help_text=_("Only for whole numbers: what you need them for. It is kept in the audit log with your name."),
                widget=forms.TextInput(attrs={"class": "vTextField"}),
            )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("numbers") == WHOLE and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say what you need the whole numbers for."))
        return cleaned

    @property
    def is_whole(self) -> bool:
        return self.cleaned_data.get("numbers") == WHOLE


def export_format_choices(kind):
    yield file_formats.XLSX, _("Excel workbook (.xlsx)")
    if len(kind.sheets) == 1:
        yield f"{file_formats.CSV}0", _("CSV (UTF-8)")
        return
    for number, sheet in enumerate(kind.sheets):
        yield f"{file_formats.CSV}{number}", _("CSV (UTF-8): %(sheet)s") % {"sheet": sheet.sheet_title()}
