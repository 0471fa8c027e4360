from types import SimpleNamespace

from django.apps import apps

from content.history.baseline import begin_history
from events.models import EventSession, WeekDay


def begin(label):
    begin_history(label)(SimpleNamespace(get_app_config=apps.get_app_config, all_models=apps.all_models), None)


def test_records_older_than_their_history_get_a_first_version(scene):
    WeekDay.history.all().delete()
    begin("events")
    begin("events")
    day = WeekDay.objects.get()
    version = WeekDay.history.get()
    assert (version.id, version.observances, version.history_type, version.author) == (day.pk, ["示例日"], "~", "系统")


def test_links_older_than_their_history_join_the_newest_version(scene):
    session = scene.own.session
    session.audiences.set(["public", "senior"])
    for version in session.history.all():
        version.audiences.all().delete()
    begin("events")
    assert [version.audiences.count() for version in session.history.all()][0] == 2
    assert sum(version.audiences.count() for version in session.history.all()) == 2
    assert EventSession.history.filter(id=session.pk).count() == 2
