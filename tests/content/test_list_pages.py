from django.core.paginator import Paginator

from content.list_pages import build_page_links


def build_links(count, number):
    return build_page_links(Paginator(range(count), 10).page(number), lambda page: f"?page={page}")


def test_a_list_of_one_page_has_no_links():
    assert build_links(10, 1) == {}


def test_a_page_says_what_it_has_and_leads_to_its_neighbours():
    links = build_links(35, 2)
    assert (links["first"], links["last"], links["total"]) == (11, 20, 35)
    assert (links["previous"]["url"], links["next"]["url"]) == ("?page=1", "?page=3")
    assert [item["number"] for item in links["items"] if item["is_current"]] == [2]


def test_the_ends_lead_one_way_only_and_many_pages_are_left_out():
    assert build_links(35, 1)["previous"] is None
    assert build_links(35, 4)["next"] is None
    assert [item["number"] for item in build_links(1000, 50)["items"]] == [1, 0, 48, 49, 50, 51, 52, 0, 100]
