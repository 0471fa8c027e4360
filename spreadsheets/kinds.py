"""What can be brought in and taken out: one kind for each list of the back office."""

from dataclasses import dataclass

from django.db import models

from spreadsheets.permissions import Access

_kinds: dict[type[models.Model], "Kind"] = {}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`sheets` are `SheetResource` classes; the first is the list's own. `whole` names a permission to see it unmasked."""

    model: type[models.Model]
    sheets: tuple[type, ...]
    imports: bool = True
    export_permission: str = ""
    whole_permission: str = ""

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    def may_import(self, access: Access) -> bool:
        return self.imports and all(access.may_import(sheet._meta.model) for sheet in self.sheets)

    def may_export(self, access: Access) -> bool:
        allowed = not self.export_permission or access.user.has_perm(self.export_permission)
        return allowed and all(access.may_view(sheet._meta.model) for sheet in self.sheets)

    def may_see_whole(self, user) -> bool:
        return bool(self.whole_permission) and user.has_perm(self.whole_permission)


def register(kind: Kind):
    _kinds[kind.model] = kind


def kind_of(model) -> Kind | None:
    return _kinds.get(model)


def kind_named(label: str) -> Kind | None:
    return next((kind for model, kind in _kinds.items() if model._meta.label_lower == label), None)
