"""What is refused from memory is answered as the booking form's view answers it; whatever is not plain goes the whole way."""

import gzip
import re

import pytest

from edu_week.request_ids import HEADER
from events.bookings import spam_guard
from tests.edu_week.form_cache.conftest import TOKEN_THAT_BOOKED, URL, count_queries, send
from tests.events.bookings.conftest import book, form_data, make_slot

pytestmark = pytest.mark.django_db
STAMP = re.compile(rb'name="shown_at" value="[^"]*"')


def same(response):
    """What of an answer has to be the same."""
    headers = {name: value for name, value in response.headers.items() if name not in ("Vary", "Content-Length", HEADER)}
    return response.status_code, STAMP.sub(b"", response.content), headers


def ask_both(client, settings, slot, **sent):
    """Send the same twice: without memory, then with it, when the page is there."""
    settings.PAGE_CACHE_MB = 0
    whole = send(client, slot, **sent)
    settings.PAGE_CACHE_MB = 8
    send(client, slot, **sent)
    memory, queries = count_queries(lambda: send(client, slot, **sent))
    return whole, memory, queries


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"path": f"/en{URL}"},
        {"path": f"{URL}?slot=SLOT"},
        {"path": f"/en{URL}?slot=SLOT"},
        {"headers": {"cookie": "theme=dark"}},
        {"headers": {"cookie": "theme=dark; a11y=largest-contrast"}},
        {"headers": {"host": "localhost"}},
        {"contact_name": "Alice"},
        {"contact_name": "阿依古丽·买买提"},
        {"contact_name": "O'Brien & Sons"},
        {"contact_name": "  王  女士 "},
        {"phone": "19912345678"},
        {"email": "wang@example.org"},
        {"email": " Wang+Li@Example.ORG"},
        {"email": "o'brien&co@example.org"},
        {"people": "5"},
        {"people": "4", "under_14": "3"},
        {"people": "2", "under_14": "0"},
        {"access_needs": '轮椅 <b>"坡道"</b> & 手语'},
        {"submission": "a-token_of-the-form"},
        {"submission": ""},
        {"without": ("email", "under_14", "access_needs")},
        {"website": ""},
        {"wait": "1"},
        {"shown_at": ""},
        {"shown_at": "STAMP"},
    ],
)
def test_a_refusal_from_memory_is_the_views(client, settings, remembered, sent):
    sent = dict(sent)
    if "path" in sent:
        sent["path"] = sent["path"].replace("SLOT", str(remembered.pk))
    if "shown_at" in sent and sent["shown_at"]:
        sent["shown_at"] = spam_guard.sign_form_time(is_returned=True)
    whole, memory, queries = ask_both(client, settings, remembered, **sent)
    assert (whole.status_code, queries) == (409, 0)
    assert same(memory) == same(whole)


@pytest.mark.parametrize("refused_because", ["full", "somebody waits"])
def test_what_a_refusal_says(client, full, memory, seconds, now, refused_because):
    if refused_because == "somebody waits":
        book(full, "13700000002", now=now.replace(hour=7))
    for _time in range(2):
        send(client, full)
    page, queries = count_queries(lambda: send(client, full, contact_name="Wáng", submission="mine"))
    text = page.content.decode()
    sentence = "已约满" if refused_because == "full" else "开始前一小时"
    assert (page.status_code, queries) == (409, 0)
    assert sentence in text
    assert 'role="alert"' in text
    assert 'value="Wáng"' in text
    assert 'name="submission" value="mine"' in text


WHOLE_WAY = [
    {"phone": "13700000001"},  # who booked it himself is offered his ticket
    {"phone": "1380000000"},
    {"phone": "１３８００００００００１"},
    {"contact_name": ""},
    {"contact_name": "一二三四五六七八九〇一二三四五六七八"},
    {"contact_name": "王1"},
    {"email": "wang@"},
    {"people": "0"},
    {"people": "6"},
    {"people": "1" * 5},
    {"people": "2", "under_14": "2"},
    {"people": "5", "under_14": "4"},
    {"under_14": "x"},
    {"access_needs": "140101199001011234"},
    {"access_needs": "x" * 201},
    {"without": ("consent",)},
    {"without": ("phone",)},
    {"without": ("slot",)},
    {"slot": "0"},
    {"slot": ["1", "2"]},
    {"submission": "王" * 100},
    {"submission": TOKEN_THAT_BOOKED},
    {"website": "http://robot.example"},
    {"shown_at": "not-ours"},
    {"unknown": "field"},
    {"path": f"{URL}?as=class"},
    {"path": "/events/another/book/"},
    {"headers": {"cookie": "sessionid=x"}},
    {"headers": {"cookie": "booked=1"}},
    {"headers": {"content-type": "text/plain"}},
    {"access_needs": "x" * 5000},
]


@pytest.mark.parametrize("sent", WHOLE_WAY)
def test_whatever_is_not_plain_goes_the_whole_way(client, settings, remembered, sent):
    settings.PAGE_CACHE_MB = 0
    whole = send(client, remembered, **sent)
    settings.PAGE_CACHE_MB = 8
    other, queries = count_queries(lambda: send(client, remembered, **sent))
    assert other.status_code == whole.status_code
    assert queries or other.status_code == 404 and "another" in sent["path"]


def test_a_form_with_files_goes_the_whole_way(client, remembered):
    answer, queries = count_queries(lambda: client.post(URL, form_data(remembered)))
    assert (answer.status_code, queries > 1) == (409, True)


def test_proof_of_work_goes_the_whole_way(client, settings, remembered):
    settings.PROOF_OF_WORK = True
    _answer, queries = count_queries(lambda: send(client, remembered))
    assert queries


def test_a_number_that_is_booked_at_that_time_hears_so(client, session, remembered, seconds, now):
    overlapping, next_one = make_slot(session, "05-17 10:30", "05-17 11:30"), make_slot(session, "05-17 11:00", "05-17 12:00")
    book(overlapping, "13800000008", now=now)
    book(next_one, "13800000009", now=now)
    seconds.now += 1
    booked, queries = count_queries(lambda: send(client, remembered, phone="13800000008"))
    assert "这个手机号" in booked.content.decode()
    assert queries > 1
    assert count_queries(lambda: send(client, remembered, phone="13800000009"))[1] == 0


def test_compressed_for_who_takes_gzip(client, remembered):
    plain = send(client, remembered)
    packed = send(client, remembered, headers={"accept-encoding": "gzip, deflate, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_the_length_tells_nothing_of_what_was_typed(client, remembered):
    """A value that stands in the page already would be compressed away."""
    packed = {
        len(send(client, remembered, submission=token, headers={"accept-encoding": "gzip"}).content)
        for token in ("formcontrol", "zqxjwvkpbqz")
    }
    assert len(packed) == 1
