"""A workbook is a zip of XML. Files that could do harm are refused before anything of them is unpacked or parsed."""

import zipfile
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from spreadsheets import limits
from spreadsheets.errors import SpreadsheetError


def check_zip_safety(content: bytes):
    """Raises SpreadsheetError for a file that is no workbook, unpacks to too much, or declares XML entities."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise SpreadsheetError(_("This is not an Excel workbook, or it is damaged.")) from None
    with archive:
        parts = archive.infolist()
        if "[Content_Types].xml" not in archive.namelist() or not any(part.filename.startswith("xl/") for part in parts):
            raise SpreadsheetError(_("This is not an Excel workbook (.xlsx). Save it as “Excel workbook” and choose it again."))
        if len(parts) > limits.MAX_PARTS or sum(part.file_size for part in parts) > limits.MAX_UNPACKED:
            raise SpreadsheetError(
                _("Unpacked, this workbook is far too large. Keep the rows you want to import and nothing else.")
            )
        if any(part.flag_bits & 1 for part in parts):
            raise SpreadsheetError(_("This workbook is protected by a password. Save it without one."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                check_zip_part(archive, part)


def check_zip_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo):
    """Read a part up to its first element: entities can only be declared before it. `zipfile` enforces the size given."""
    try:
        with archive.open(part) as file:
            if declares_document_type(file):
                raise SpreadsheetError(_("This workbook contains XML declarations that no spreadsheet program writes."))
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, OSError, EOFError, ValueError):
        raise SpreadsheetError(_("This is not an Excel workbook, or it is damaged.")) from None


def declares_document_type(file) -> bool:
    seen = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_args: seen.append(True)
    parser.StartElementHandler = lambda *_args: seen.append(False)
    while not seen and (chunk := file.read(8192)):
        parser.Parse(chunk, False)
    return bool(seen and seen[0])
