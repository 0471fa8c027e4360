import pytest

from backoffice import related_filters
from schools.models import School


@pytest.fixture
def schools(db, monkeypatch):
    monkeypatch.setattr(related_filters, "MOST_CHOICES", 2)
    return [School.objects.create(slug=name, name=name, group="bureau") for name in "abc"]


def test_few_choices_are_all_offered(schools):
    some = School.objects.filter(pk__in=[school.pk for school in schools[:2]])
    assert related_filters.read_choices(some.order_by("pk"), None) == [(schools[0].pk, "a"), (schools[1].pk, "b")]


def test_of_too_many_only_the_chosen_one_is(schools):
    assert related_filters.read_choices(School.objects.all(), None) == []
    assert related_filters.read_choices(School.objects.all(), [str(schools[2].pk)]) == [(schools[2].pk, "c")]


@pytest.mark.parametrize("chosen", ["", "x", "9" * 50])
def test_a_choice_that_is_no_key_is_none(schools, chosen):
    assert related_filters.read_choices(School.objects.all(), [chosen]) == []
