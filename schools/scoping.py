"""Which schools an account looks after. All limits by school are decided here."""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from schools.models import School

MANY_LINKS = 3  # from here on PostgreSQL reads the whole list for a condition on the linked table; such paths are of foreign keys
# Each scan asks; Django would take longer to write it than the database to answer.
SCHOOLS_OF_USERS = "SELECT user_id, school_id FROM schools_editorship WHERE user_id IN ({marks})"


def sees_every_school(user) -> bool:
    """Whether the account works for the whole bureau; all others work for the schools named in the account."""
    return user.has_perm("schools.see_every_school")


def schools_of_user(user) -> QuerySet[School]:
    """Return the schools named in the account, whatever its role."""
    return School.objects.filter(editorships__user=user)


def find_own_school_ids(user) -> set[int] | None:
    """Return the ids of the schools whose records the user sees; None for all of them."""
    return None if sees_every_school(user) else {*schools_of_user(user).order_by().values_list("pk", flat=True)}


def find_school_ids_of_users(user_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the ids of the schools named in each of these accounts."""
    found = {pk: set() for pk in user_ids}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(SCHOOLS_OF_USERS.format(marks=", ".join(["%s"] * len(found))), [*found])
            for user_id, school_id in cursor.fetchall():
                found[user_id].add(school_id)
    return {pk: frozenset(schools) for pk, schools in found.items()}


def within_own_schools(queryset, user, path: str):
    """Limit the rows to those whose school, reached over the lookup path `path`, is one the user looks after."""
    if sees_every_school(user):
        return queryset
    schools = schools_of_user(user).order_by().values("pk")
    if path.count("__") >= MANY_LINKS:
        return queryset.filter(**{f"{path}__in": schools})
    first, _dot, rest = path.partition("__")
    link = queryset.model._meta.get_field(first) if rest else None
    if link and link.many_to_one:  # filter the linked table, so that a long list is read only once
        linked = link.related_model._base_manager.filter(**{f"{rest}__in": schools})
        return queryset.filter(**{f"{first}__in": linked.values("pk")})
    own = queryset.model._default_manager.filter(**{f"{path}__in": schools})
    return queryset.filter(pk__in=own.values("pk"))  # a join over several schools would repeat rows


def path_in_versions(model, path: str) -> str:
    """Return the same lookup path from the model's history.

    A version has a key of its own, and its many-to-many links have a history table of their own.
    """
    first, *rest = path.split("__")
    if first == "pk":
        return model._meta.pk.name
    link = model._meta.get_field(first)
    if link.many_to_many:
        first = f"{getattr(model.history.model, first).model._meta.model_name}__{link.m2m_reverse_field_name()}"
    return "__".join([first, *rest])
