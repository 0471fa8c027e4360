"""A week of a city that is made up: nothing of 2025's may show through on any page, feed, card, calendar or mail."""

import json
import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import resolve, reverse
from django.utils.translation import override
from icalendar import Calendar

from accounts.models import User
from accounts.second_factor.devices import key_uri, unconfirmed_device
from content.models import SiteSettings
from content.share_images import serving
from events.models import Booking, Notice, TimeSlot
from events.notices.channels import build_mail
from schools.models import District
from tests.factories import UserFactory
from tests.page_text import html_without_breaks

FIRST_WEEK = settings.BASE_DIR / "data" / "week-2025.json"
ANOTHER_CITY = settings.BASE_DIR / "tests" / "data" / "another-city.json"
PHASES = {"before": "2031-05-08T10:00", "during": "2031-05-13T09:30", "after": "2031-05-25T10:00"}
PLACES = ("晋中", "jinzhong", "山西", "shanxi")
NAMED = (
    "districts",
    "schools",
    "industry_colleges",
    "partnerships",
    "venues",
    "enterprises",
    "graduates",
    "weeks",
    "initiatives",
)
MACHINES = ("/events/availability.json", "/manifest.webmanifest", "/robots.txt", "/sitemap.xml", "/api/v1/openapi.json")
SOURCES = (".py", ".html", ".txt", ".js", ".css", ".svg", ".po", ".toml", ".xml")
NOT_SOURCES = {".git", ".venv", "data", "docs", "node_modules", "tests", "var", "migrations", "__pycache__"}
ADDRESS = re.compile(r"""(?:href|src|action|content|data-[a-z-]+)=["']([^"'<>\s]+)["']|<loc>([^<]+)</loc>|"(/[^"\s]*)\"""")


def slugs_of_2025() -> set[str]:
    """Those that can only be 2025's: of districts, and others of more than one word."""
    week = json.loads(FIRST_WEEK.read_text(encoding="utf-8"))
    own = {record["slug"] for section in week.values() for record in section if "-" in record.get("slug", "")}
    others = json.loads(ANOTHER_CITY.read_text(encoding="utf-8"))
    taken = {record["slug"] for section in others.values() for record in section if "slug" in record}
    return (own | {district["slug"] for district in week["districts"]}) - taken


def names_of_2025() -> set[str]:
    week = json.loads(FIRST_WEEK.read_text(encoding="utf-8"))
    named = {record.get(field, "") for section in NAMED for record in week[section] for field in ("name", "name_en")}
    return (named | {"职教港", "1+11"}) - {""}


SLUG = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(slugs_of_2025())))})(?![\w-])")
NAME = re.compile("|".join(map(re.escape, sorted({*PLACES, *names_of_2025()}, key=len, reverse=True))), re.IGNORECASE)


def find_old_words(text: str) -> list[str]:
    text = unquote(unescape(text))
    return sorted({found[0] for pattern in (SLUG, NAME) for found in pattern.finditer(text)})


@pytest.fixture
def cards(monkeypatch):
    """What would be drawn, instead of the drawing."""
    drawn = []

    def note_card(name, card):
        drawn.append((name, card))
        return b"", True

    monkeypatch.setattr(serving, "load_or_draw_card", note_card)
    return drawn


@pytest.fixture
def another_city(db, clock_at):
    clock_at(PHASES["during"])
    call_command("load_week", str(ANOTHER_CITY), verbosity=0)


def follow_links(client, starts) -> dict[str, str]:
    """Every address of the portal that can be reached from `starts`, with what it says."""
    said, waiting = {}, list(starts)
    while waiting:
        path = waiting.pop()
        if path in said:
            continue
        answer = client.get(path)
        assert answer.status_code in (200, 302), path
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        said[path] = "" if answer["Content-Type"].startswith("image/") else body.decode()
        waiting += [found for found in addresses_in(said[path]) if found not in said]
    return said


def addresses_in(text: str) -> set[str]:
    found = {unescape(next(filter(None, groups))).removeprefix(settings.BASE_URL) for groups in ADDRESS.findall(text)}
    inside = {urlsplit(path)._replace(fragment="").geturl() for path in found if path.startswith("/") and path[:2] != "//"}
    return {path for path in inside if is_worth_following(path)}


def is_worth_following(path: str) -> bool:
    """Not files, what has to be posted, other people's tickets, or ever more combinations of filters."""
    shut = ("/static/", "/media/", "/admin/", "/desk/", "/display/", "/api/")
    return not path.startswith(shut) and path.count("=") < 2 and "{" not in path


@pytest.mark.once
@pytest.mark.parametrize("phase", PHASES)
def test_no_page_says_a_word_of_the_first_city(client, another_city, clock_at, cards, phase):
    clock_at(PHASES[phase])
    said = follow_links(client, ["/", "/en/", *MACHINES])
    assert {path: found for path, text in said.items() if (found := find_old_words(f"{path} {text}"))} == {}
    assert {name: found for name, card in cards if (found := find_old_words(repr(card)))} == {}
    kinds = {resolve_name(path) for path in said}
    assert kinds >= {
        *("home", "programme", "session_detail", "school_list", "school_detail", "college_list", "college_detail", "numbers"),
        *("partnership_list", "graduate_list", "graduate_detail", "search", "about", "privacy", "accessibility", "news_feed"),
        "week_detail",
        *("manifest", "sitemap", "site_card", "session_card", "school_card", "college_card"),
    }
    assert ({"session_ics", "programme_ics"} & kinds == set()) == (phase == "after")  # what is over is not put into a calendar
    assert len(cards) > 15


def resolve_name(path: str) -> str:
    with override("en" if path.startswith("/en/") else "zh-hans"):
        return resolve(urlsplit(path).path).url_name


def test_the_site_bears_one_name_everywhere(client, another_city):
    site = SiteSettings.load()
    user = UserFactory()
    named = {
        "head": client.get("/").content.decode(),
        "manifest": client.get("/manifest.webmanifest").content.decode(),
        "feed": client.get("/feeds/news.atom").content.decode(),
        "embed": client.get(reverse("embed_programme")).content.decode(),
        "offline": client.get(reverse("offline")).content.decode(),
    }
    assert [where for where, text in named.items() if site.site_name not in text] == []
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == site.site_name_en
    assert "issuer=%E6%9F%B3%E6%BA%AA" in key_uri(unconfirmed_device(user), site.site_name)


def test_pages_tell_the_stories_of_this_city(client, another_city):
    home, numbers, schools, colleges, partnerships = (
        html_without_breaks(client.get(path)) for path in ("/", "/numbers/", "/schools/", "/industry-colleges/", "/partnerships/")
    )
    assert all(
        words in home for words in ("一湾四县区", "湾里7所，县里4所。", "柳溪的手艺", "柳溪职教，几个数字", "师傅就在隔壁")
    )
    assert all(
        words in numbers for words in ("湾里7所，县里4所", "学徒约900名，出师300名", "占全省四分之一", "报道没有说明各行多少。")
    )
    assert numbers.count('class="chart ') == 5
    assert all(words in schools for words in ("一湾四县区的学校", "前年迁来", "技能湾"))
    assert "师傅就在隔壁" in colleges
    assert "工坊没有列名。" in partnerships
    address = json.loads(
        re.search(r'ld\+json">(.*?)</script>', client.get("/schools/stonebridge-vocational-school/").content.decode())[1]
    )
    assert address["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "柳溪市石桥县",
        "addressRegion": "云川省",
        "addressCountry": "CN",
    }


def test_the_api_and_the_back_office_know_nothing_of_the_first_city(client, another_city):
    root = "/api/v1/"
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    lists = [path for path in paths if "{" not in path]
    assert lists
    said = {path: client.get(path).content.decode() for path in [f"{root}openapi.json", *lists]}
    call_command("demo_accounts", verbosity=0)
    client.force_login(User.objects.create_superuser("alice", "", "secret-of-alice"))
    for name in ("index", "schools_figurestory_changelist", "schools_district_changelist", "content_sitesettings_change"):
        address = reverse(f"admin:{name}", args=[1] if name.endswith("change") else [])
        said[name] = client.get(address).content.decode()
    for record in ("figurestory", "district", "trade"):
        said[record] = client.get(reverse(f"admin:schools_{record}_add")).content.decode()
    assert {name: found for name, text in said.items() if (found := find_old_words(text))} == {}


def test_a_booking_its_ticket_calendar_and_mail_are_of_this_city(client, another_city):
    slot = TimeSlot.objects.get(loaded__key="caulking-2")
    form = {"slot": slot.pk, "contact_name": "王女士", "phone": "13800000001", "email": "wang@example.org", "people": "2"}
    answer = client.post(
        reverse("session_book", args=["caulking"]), {**form, "under_14": "", "access_needs": "", "consent": "on"}
    )
    booking = Booking.objects.get()
    assert answer.url == reverse("ticket", args=[booking.token])
    notices = list(Notice.objects.select_related("booking__slot__session__venue__parent"))
    assert notices
    calendar = client.get(reverse("ticket_ics", args=[booking.token])).content.decode()
    said = {"ticket": client.get(answer.url).content.decode(), "calendar": calendar}
    said["events"] = str([dict(entry) for entry in Calendar.from_ical(calendar).walk()])
    for notice in notices:
        mail = build_mail(notice)
        said[f"mail {notice.kind}"] = f"{mail.subject} {mail.body} {mail.alternatives} {mail.message().as_string()}"
        assert "柳溪市2031年职业教育活动周" in mail.body
    assert {name: found for name, text in said.items() if (found := find_old_words(text))} == {}


def test_the_file_can_be_loaded_again_and_changes_nothing(another_city, capsys):
    call_command("load_week", str(ANOTHER_CITY))
    assert "\n0 changes" in capsys.readouterr().out


def test_a_name_changed_by_hand_stays(another_city):
    SiteSettings.objects.filter(pk=1).update(city_name="小柳溪")
    District.objects.filter(slug="stonebridge").update(tile_column=2)
    call_command("load_week", str(ANOTHER_CITY), verbosity=0)
    assert SiteSettings.load().city_name == "小柳溪"
    assert District.objects.get(slug="stonebridge").tile_column == 2


def source_files():
    for path in sorted(settings.BASE_DIR.rglob("*")):
        inside = path.relative_to(settings.BASE_DIR)
        if path.suffix in SOURCES and not NOT_SOURCES & set(inside.parts) and path.is_file():
            yield inside.as_posix(), path.read_text(encoding="utf-8")


def test_no_source_names_the_first_city_or_what_it_counts():
    places = re.compile("|".join((*PLACES, "职教港", re.escape("1+11"))), re.IGNORECASE)
    found = {
        name: words
        for name, text in source_files()
        if (words := sorted({hit[0] for pattern in (places, SLUG) for hit in pattern.finditer(unquote(text))}))
    }
    assert found == {}


def test_the_search_for_old_words_finds_them():
    assert find_old_words('<a href="/schools/?district=pingyao">%E6%99%8B%E4%B8%AD &#x664B;中 provincial-top50</a>') == [
        "pingyao",
        "provincial-top50",
        "晋中",
    ]
    assert len(list(source_files())) > 300
