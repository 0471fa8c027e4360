"""Whose pages a member of staff looks after: the one place that knows."""

from django.db.models import QuerySet

from schools.models import School


def sees_every_school(user) -> bool:
    """Roles of the whole bureau do; everybody else works for the schools named in the account."""
    return user.has_perm("schools.see_every_school")


def schools_of(user) -> QuerySet[School]:
    """The schools named in the account, whatever its role."""
    return School.objects.filter(editorships__user=user)


def within_own_schools(queryset, user, path: str):
    """The rows whose school, reached over `path`, is one the user looks after."""
    if sees_every_school(user):
        return queryset
    schools = schools_of(user).order_by().values("pk")
    first, _dot, rest = path.partition("__")
    link = queryset.model._meta.get_field(first) if rest else None
    if link and link.many_to_one:  # asked of the nearer table, so that a long list is read once
        near = link.related_model._base_manager.filter(**{f"{rest}__in": schools})
        return queryset.filter(**{f"{first}__in": near.values("pk")})
    own = queryset.model._default_manager.filter(**{f"{path}__in": schools})
    return queryset.filter(pk__in=own.values("pk"))  # a path over several schools must not double a row


def path_in_versions(model, path: str) -> str:
    """The same path from the model's history: a version has a number of its own, and its links to many a table of theirs."""
    first, *rest = path.split("__")
    if first == "pk":
        return model._meta.pk.name
    link = model._meta.get_field(first)
    if link.many_to_many:
        first = f"{getattr(model.history.model, first).model._meta.model_name}__{link.m2m_reverse_field_name()}"
    return "__".join([first, *rest])
