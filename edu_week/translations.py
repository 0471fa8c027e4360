"""Translation catalogues without the gettext programs: Babel reads the sources and writes .po and .mo files."""

import io
import re
from datetime import UTC, datetime

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from content.atomic_files import replace_file
from edu_week.heading_phrases import phrases_path, write_phrases

APPS = ("content", "backoffice", "spreadsheets", "accounts", "schools", "events", "alumni", "edu_week")
LOCALES = ("zh_Hans", "en")
TRANSLATED = "zh_Hans"  # sources are English, so only Chinese has to be complete
KEYWORDS = [
    *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
]
PLACEHOLDER = re.compile(r"%\([a-zA-Z_]\w*\)[a-z]|%[sd]|\{[a-zA-Z_]*\}")
LONE_PERCENT = re.compile(r"(?<!%)(?:%%)*%(?![%(])")
FIXED_DATE = datetime(2025, 5, 12, tzinfo=UTC)  # a date that moved would change the file at every extraction


def po_path(locale):
    return settings.LOCALE_PATHS[0] / locale / "LC_MESSAGES" / "django.po"


def extract_messages():
    """Return a catalogue of all strings in the sources, with their files but without line numbers, to keep diffs small."""
    catalogue = Catalog(project="edu-week", charset="utf-8", creation_date=FIXED_DATE, fuzzy=False)
    for path in list_source_files():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        for _line, function, message, _comments in extract_python(io.BytesIO(extractable_python(path)), KEYWORDS, [], {}):
            message_id, context = split_message(function, message)
            if message_id:
                catalogue.add(message_id, locations=[(name, 0)], context=context, flags=message_flags(message_id))
    return catalogue


def list_source_files():
    for app in APPS:
        yield from sorted((settings.BASE_DIR / app).rglob("*.py"))
    yield from sorted((settings.BASE_DIR / "templates").rglob("*.*"))


def extractable_python(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    code = templatize(text, origin=str(path))
    return "\n".join(line.lstrip() for line in code.splitlines()).encode()


def split_message(function, message):
    """Return (id or pair of ids, context) of one call; (None, None) if an argument is not a literal string."""
    arguments = list(message) if isinstance(message, tuple) else [message]
    has_context = "pgettext" in function
    needed = arguments[: has_context + (2 if "ngettext" in function or "npgettext" in function else 1)]
    if not needed or not all(needed):
        return None, None
    context = needed.pop(0) if has_context else None
    return (needed[0] if len(needed) == 1 else tuple(needed)), context


def message_flags(message_id):
    text = message_id if isinstance(message_id, str) else message_id[1]
    return ["python-format"] if "%(" in text or "%s" in text or "%d" in text else []


def read_catalogue(locale):
    with po_path(locale).open("rb") as file:
        return read_po(file, locale=locale)


def update_catalogue(locale, template):
    """The locale's catalogue with the strings of `template`: translations kept, nothing guessed, the obsolete dropped."""
    catalogue = read_catalogue(locale) if po_path(locale).is_file() else Catalog(locale=locale, charset="utf-8")
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def write_catalogue(locale, catalogue):
    catalogue.header_comment = "# Translations of the portal; `make translations` brings in new strings."
    catalogue.creation_date = catalogue.revision_date = FIXED_DATE
    catalogue.project, catalogue.version, catalogue.fuzzy = "edu-week", "1", False
    catalogue.last_translator = catalogue.language_team = "edu-week"
    catalogue.msgid_bugs_address = ""
    po_path(locale).parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    write_po(content, catalogue, sort_output=True, include_lineno=False, width=120, omit_header=False)
    replace_file(po_path(locale), content.getvalue())


def compile_changed():
    for locale in LOCALES:
        source, target = po_path(locale), po_path(locale).with_suffix(".mo")
        if source.is_file() and is_older(target, source):
            compile_catalogue(locale, target)
    if po_path(TRANSLATED).is_file() and is_older(phrases_path(TRANSLATED), po_path(TRANSLATED)):
        write_phrases(TRANSLATED, list_heading_texts())


def is_older(target, source) -> bool:
    return not target.is_file() or target.stat().st_mtime <= source.stat().st_mtime


def list_heading_texts() -> list[str]:
    """Return the translations that a public page may have as a heading: those of templates, without placeholders."""
    messages = (message for message in read_catalogue(TRANSLATED) if isinstance(message.id, str) and message.id)
    of_pages = (m for m in messages if any(name.startswith("templates/") for name, _line in m.locations))
    return [m.string for m in of_pages if m.string and not PLACEHOLDER.search(m.string)]


def compile_catalogue(locale, target):
    """Write the catalogue at once, so that no process reads half of it or collides with another writer."""
    content = io.BytesIO()
    write_mo(content, read_catalogue(locale))
    replace_file(target, content.getvalue())


def catalogue_problems(locale=TRANSLATED):
    """Yield a sentence for each entry that is missing, fuzzy, unused, or has other placeholders than its source."""
    catalogue, template = read_catalogue(locale), extract_messages()
    known = {(message.id, message.context): message for message in catalogue if message.id}
    wanted = {(message.id, message.context) for message in template if message.id}
    for key in sorted(wanted - known.keys(), key=str):
        yield f"not in the catalogue: {key[0]!r}"
    for key in sorted(known.keys() - wanted, key=str):
        yield f"no longer used: {key[0]!r}"
    for message in catalogue.obsolete.values():
        yield f"no longer used: {message.id!r}"
    for message in known.values():
        yield from message_problems(message)


def message_problems(message):
    translations = message_translations(message)
    if not all(translations):
        yield f"not translated: {message.id!r}"
    elif any(find_placeholders(text) != source_placeholders(message) for text in translations):
        yield f"other placeholders than the source: {message.id!r}"
    elif is_from_template(message) and any(LONE_PERCENT.search(text) for text in translations):
        yield f"a percent sign that is not doubled, so that the page shows the source: {message.id!r}"
    if message.fuzzy:
        yield f"marked as unsure: {message.id!r}"


def is_from_template(message):
    return any(path.endswith(".html") for path, _line in message.locations)


def message_translations(message):
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def source_placeholders(message):
    return find_placeholders(message.id if isinstance(message.id, str) else message.id[1])


def find_placeholders(text):
    return set(PLACEHOLDER.findall(text.replace("%%", "")))
