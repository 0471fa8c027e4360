"""The last part of a page's address: proposed from the record's name by its pinyin, and checked."""

from itertools import chain, count

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.phrases import split_phrases
from content.text_search.pinyin import list_syllables

LONGEST_PROPOSAL = 60  # characters, so that there is room for a number behind it
WRONG_LETTERS = gettext_lazy("Only Latin letters, digits and hyphens, no spaces.")


def propose_address_name(model, text: str, *, pk=None) -> str:
    """Return an address name for a record called `text` that no other record of the model has; blank for a blank text.

    `pk` is the record's own key, whose address name is free for it.
    """
    stem = spell_in_latin(text) or (text.strip() and model._meta.model_name)
    if not stem:
        return ""
    taken = set(model._base_manager.exclude(pk=pk).filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(name for name in candidates if name not in taken and not is_reserved(model, name))


def spell_in_latin(text: str) -> str:
    """Return the phrases of a text as pinyin with hyphens between: 推光漆体验 as tuiguangqi-tiyan."""
    words = [word for phrase in split_phrases(text) if (word := slugify("".join(list_syllables(phrase))))]
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:LONGEST_PROPOSAL]
        if len(longer) > LONGEST_PROPOSAL:
            break
        name = longer
    return name.strip("-_")


def check_address_name(model, name: str, *, pk=None):
    """Raise `ValidationError` with a sentence for people if the record may not have this address name."""
    try:
        model._meta.get_field("slug").run_validators(name)
    except ValidationError as error:
        raise ValidationError(WRONG_LETTERS) if error.error_list[0].code == "invalid" else error from None
    check_reserved_names(model, name)
    if model._base_manager.exclude(pk=pk).filter(slug=name).exists():
        raise ValidationError(_("Another page has this address name already."))


def check_reserved_names(model, name: str):
    """Raise `ValidationError` if a constraint of the model keeps the name for another page of the portal."""
    others = {field.name for field in model._meta.get_fields() if field.name != "slug"}
    model(slug=name).validate_constraints(exclude=others)


def is_reserved(model, name: str) -> bool:
    try:
        check_reserved_names(model, name)
    except ValidationError:
        return True
    return False
