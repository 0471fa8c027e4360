import pytest

from backoffice.keys_first import KeysFirstPaginator
from schools.models import School


@pytest.fixture
def names(db):
    for name in "dcbae":
        School.objects.create(slug=name, name=name, group="bureau")
    return School.objects.exclude(name="e").order_by("-name")


def test_pages_have_the_rows_of_the_list_in_its_order(names):
    paginator = KeysFirstPaginator(names, 3)
    assert [[school.name for school in page] for page in paginator] == [["d", "c", "b"], ["a"]]
    assert (paginator.count, paginator.num_pages) == (4, 2)


def test_a_page_is_one_query_besides_the_count(names, django_assert_num_queries):
    paginator = KeysFirstPaginator(names.select_related("district"), 3)
    with django_assert_num_queries(2):
        assert [school.district for school in paginator.page(1)] == [None] * 3
