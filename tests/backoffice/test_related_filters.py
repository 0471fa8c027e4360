from backoffice import related_filters


def test_few_choices_are_all_offered(monkeypatch):
    monkeypatch.setattr(related_filters, "MOST_CHOICES", 2)
    assert related_filters.limit_choices([(1, "a"), (2, "b")], None) == [(1, "a"), (2, "b")]


def test_of_too_many_only_the_chosen_one_is(monkeypatch):
    monkeypatch.setattr(related_filters, "MOST_CHOICES", 2)
    choices = [(1, "a"), (2, "b"), (3, "c")]
    assert related_filters.limit_choices(choices, None) == []
    assert related_filters.limit_choices(choices, ["3"]) == [(3, "c")]
