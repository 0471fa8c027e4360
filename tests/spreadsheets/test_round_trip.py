"""What was exported and is imported again changes nothing; what was deleted comes back as it was."""

import pytest

from alumni.models import Graduate
from events.models import EventSession, TimeSlot, Venue
from schools.models import Figure, IndustryCollege, Major, School
from tests.spreadsheets.sheet_files import export_file, import_file, job_errors, upload_file

KINDS = (School, Major, IndustryCollege, Figure, Graduate, EventSession, TimeSlot, Venue)


@pytest.fixture
def full(scene):
    """With what is hard to write into a cell."""
    college = IndustryCollege.objects.create(slug="college", name="玻璃产业学院", outcomes=["一、二", "=1+1"])
    college.schools.add(scene.own.school, scene.other.school)
    Figure.objects.create(slug="figure", label="毕业生", display="近500名", value="499.5", group="people", unit="@人")
    scene.own.session.audiences.add("class", "family")
    scene.own.school.introduction = "第一行\r\n'=第二行\t+\x0b"
    scene.own.school.save()
    return scene


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("form", ["xlsx", "csv0"])
def test_importing_what_was_exported_changes_nothing(full, model, form):
    job = upload_file(model, full.alice, export_file(model, full.alice, form))
    assert job_errors(job) == []
    assert list(job.rows.values_list("changes", flat=True)) == []
    assert set(job.result["counts"]) == {"same"}
    assert job.result["unknown"] == []


@pytest.mark.parametrize("model", [Figure, IndustryCollege, Graduate, TimeSlot], ids=lambda model: model._meta.model_name)
def test_what_was_deleted_comes_back_as_it_was(full, model):
    full.own.booking.delete()
    full.other.booking.delete()
    before, count = export_file(model, full.alice, "csv0"), model.objects.count()
    model.objects.all().delete()
    job = import_file(model, full.alice, without_numbers(before))
    assert job.result["counts"] == {"new": count}
    assert without_numbers(export_file(model, full.alice, "csv0")) == without_numbers(before)


def without_numbers(content: bytes) -> bytes:
    """Of slots: a deleted one gets another number."""
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    return "".join(line[33:] if len(line.split(",")[0]) == 32 else line.replace("时段编号,", "") for line in lines).encode()
