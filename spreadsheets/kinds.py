"""What can be imported and exported: one kind for each list of the back office."""

from dataclasses import dataclass

from django.db import models

from spreadsheets.permissions import Permissions

_kinds: dict[type[models.Model], "SpreadsheetKind"] = {}


@dataclass(frozen=True, kw_only=True)
class SpreadsheetKind:
    """`sheets` are `SheetResource` classes; the first is the list's own.

    `export_permission`, where given, is needed besides viewing; with `whole_permission` phone numbers may be exported unmasked.
    """

    model: type[models.Model]
    sheets: tuple[type, ...]
    imports: bool = True
    export_permission: str = ""
    whole_permission: str = ""

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    def may_import(self, permissions: Permissions) -> bool:
        return self.imports and all(permissions.may_import(sheet._meta.model) for sheet in self.sheets)

    def may_export(self, permissions: Permissions) -> bool:
        allowed = not self.export_permission or permissions.user.has_perm(self.export_permission)
        return allowed and all(permissions.may_view(sheet._meta.model) for sheet in self.sheets)

    def may_see_whole(self, user) -> bool:
        return bool(self.whole_permission) and user.has_perm(self.whole_permission)


def register_kind(kind: SpreadsheetKind):
    _kinds[kind.model] = kind


def kind_for_model(model) -> SpreadsheetKind | None:
    return _kinds.get(model)


def kind_by_label(label: str) -> SpreadsheetKind | None:
    return next((kind for model, kind in _kinds.items() if model._meta.label_lower == label), None)
