import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from alumni.models import Graduate
from edu_week.loading.section_specs import BOOKINGS, SPECS
from events.models import Booking, BookingEvent, EventSession, Notice, TimeSlot
from schools.models import Figure, IndustryCollege, School, Trade
from tests.example_week import load_example_week

WEEK = settings.BASE_DIR / "data" / "week-2025.json"

pytestmark = pytest.mark.django_db


def load(path=WEEK, **options) -> str:
    out = StringIO()
    call_command("load_week", str(path), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def data() -> dict:
    return json.loads(WEEK.read_text(encoding="utf-8"))


@pytest.fixture
def load_data(tmp_path):
    def write_and_load(data, **options):
        path = tmp_path / "week.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        return load(path, **options)

    return write_and_load


def find(data, section, slug) -> dict:
    return next(record for record in data[section] if record.get("slug", record.get("key")) == slug)


def test_everything_of_the_file_is_there_afterwards(data):
    load()
    for spec in (*SPECS, BOOKINGS):
        assert spec.model.objects.count() == len(data[spec.section]), spec.section


def test_words_of_figures_stay_as_published(data):
    load_example_week()
    assert dict(Figure.objects.values_list("slug", "display")) == {r["slug"]: r["display"] for r in data["figures"]}
    assert Figure.objects.get(slug="career-experience-students").display == "近500名"


def test_every_reported_record_has_its_quotation(data):
    keyed = [r for spec in SPECS for r in data[spec.section] if r.get("source") == "article" and spec.section != "slots"]
    assert [r for r in keyed if not r.get("quotations")] == []


def test_a_second_load_changes_nothing():
    load_example_week()
    history = EventSession.history.count()
    assert "\n0 changes\n" in load()
    assert EventSession.history.count() == history


def test_samples_show_every_state_of_a_booking():
    load_example_week()
    states = set(Booking.objects.values_list("state", flat=True))
    assert states == {"confirmed", "pending", "waitlisted", "cancelled", "rejected", "lapsed"}
    assert BookingEvent.objects.values("booking").distinct().count() == Booking.objects.count()
    assert not Notice.objects.exists()
    for slot in TimeSlot.objects.all():
        assert slot.places_taken == sum(b.people for b in slot.bookings.all() if b.takes_places)


def test_every_day_has_an_experience_for_individuals():
    load_example_week()
    slots = TimeSlot.objects.filter(session__kind="experience", session__booking_mode="individual")
    assert {slot.day.day for slot in slots} == set(range(12, 19))
    sizes = [s.slots.count() for s in EventSession.objects.filter(kind="experience", booking_mode="individual")]
    assert len([size for size in sizes if size >= 3]) >= 6


def test_a_graduates_trade_leads_to_a_session():
    load_example_week()
    fitter = Trade.objects.get(slug="fitter")
    assert fitter.graduates.get().name == "胡兴盛"
    assert fitter.sessions.exists()


def test_sample_bookings_can_be_left_out():
    load(no_samples=True)
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("section", "record", "field", "value", "sentence"),
    [
        ("sessions", "lacquer-demo", "venue", "x", '(lacquer-demo): venue "x" is not among venues'),
        ("sessions", "lacquer-demo", "audiences", ["nobody"], 'audiences "nobody" is not among audiences'),
        ("sessions", "lacquer-demo", "title", None, "title is missing"),
        ("sessions", "lacquer-demo", "kind", "party", "kind: "),
        ("sessions", "lacquer-demo", "colour", "red", "colour is no field of EventSession"),
        ("sessions", "lacquer-demo", "sample_fields", ["colour"], 'sample_fields: "colour" is no field'),
        ("slots", "lacquer-demo-1", "starts_at", "2025-05-14T09:00:00", "starts_at: "),
        ("slots", "lacquer-demo-1", "ends_at", "2025-05-14T09:00:00+08:00", "ends_at is not after starts_at"),
        ("slots", "lacquer-demo-1", "capacity", -1, "capacity: "),
        ("visits", "visit-pingyao-county", "starts_on", "13 May", "starts_on: "),
        ("schools", "jinzhong-arts-school", "quotations", [{"ref": "a21", "quote": " "}], "quotations[0] is empty"),
        ("graduates", "ma-xu", "milestones", [{"year": 2017}], "milestones[0]: text is missing"),
    ],
)
def test_a_bad_record_is_named_and_nothing_is_written(data, load_data, section, record, field, value, sentence):
    find(data, section, record)[field] = value
    with pytest.raises(CommandError) as error:
        load_data(data)
    assert sentence in str(error.value)
    assert f"{section}[" in str(error.value)
    assert not School.objects.exists()


def test_all_problems_are_listed_at_once(data, load_data):
    data["schools"][0]["slug"] = data["schools"][1]["slug"]
    data["venues"][2]["name"] = ""
    with pytest.raises(CommandError, match="is used 2 times") as error:
        load_data(data)
    assert "venues[2]" in str(error.value)


def test_what_only_the_database_refuses_leaves_nothing_half_written(data, load_data):
    data["venues"][3]["name"] = data["venues"][4]["name"]
    with pytest.raises(CommandError, match=r"venues\[4\]"):
        load_data(data)
    assert not School.objects.exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"weather": []}', '{"schools": {}}'])
def test_a_file_of_another_shape_is_refused(tmp_path, text):
    path = tmp_path / "week.json"
    path.write_text(text)
    with pytest.raises(CommandError, match="Nothing was loaded"):
        load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        load(tmp_path / "nothing.json")


class TestHandMadeChanges:
    @pytest.fixture(autouse=True)
    def loaded(self):
        load_example_week()
        self.school = School.objects.get(slug="jinzhong-arts-school")
        self.school.name_en = "Arts"
        self.school.save()
        self.college = IndustryCollege.objects.get(slug="pingyao-beef")
        self.college.trades.clear()
        self.graduate = Graduate.objects.get(slug="ma-xu")
        self.graduate.milestones.first().delete()

    def test_are_kept_and_named(self):
        report = load()
        self.school.refresh_from_db()
        assert self.school.name_en == "Arts"
        assert not self.college.trades.exists()
        assert self.graduate.milestones.count() == 2
        assert "schools (jinzhong-arts-school): name_en" in report

    def test_are_replaced_when_told(self):
        load(overwrite=True)
        self.school.refresh_from_db()
        assert self.school.name_en == "Jinzhong Arts School"
        assert self.college.trades.exists()
        assert self.graduate.milestones.count() == 3

    def test_do_not_stop_other_fields_from_changing(self, data, load_data):
        find(data, "schools", "jinzhong-arts-school")["address"] = "校园路1号"
        load_data(data)
        self.school.refresh_from_db()
        assert (self.school.name_en, self.school.address) == ("Arts", "校园路1号")


def test_a_new_edition_takes_over_and_the_old_file_does_not_take_it_back(data, load_data):
    load_example_week()
    week = {**data["weeks"][0], "slug": "week-2026", "name": "2026年活动周", "starts_on": "2026-05-11", "ends_on": "2026-05-17"}
    load_data({"weeks": [week]})
    load()
    model = next(spec.model for spec in SPECS if spec.section == "weeks")
    assert model.objects.get(is_current=True).slug == "week-2026"
