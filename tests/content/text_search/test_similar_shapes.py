from content.text_search.similar_shapes import LOOKALIKES, list_lookalikes


def test_one_character_is_exchanged_for_each_that_looks_like_it():
    assert list_lookalikes("针灸") == ["计灸", "针炙"]
    assert list_lookalikes("晋中") == []


def test_who_looks_like_another_is_looked_like_by_it():
    assert all(char in LOOKALIKES[other] for char, others in LOOKALIKES.items() for other in others)
    assert all(char not in others for char, others in LOOKALIKES.items())
