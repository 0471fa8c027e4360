from content.history.change_context import Author, group_as_one_change
from events.models import Audience
from schools.models import School, Trade


def linked_audiences(version) -> set[str]:
    return {row.audience_id for row in version.audiences.all()}


def test_links_set_in_one_change_are_in_the_version_it_made(scene):
    session = scene.own.session
    with group_as_one_change():
        session.title = "新名"
        session.save()
        session.audiences.set(Audience.objects.filter(code__in=["public", "senior"]))
        session.audiences.remove("senior")
    versions = session.history.filter(title="新名")
    assert [linked_audiences(version) for version in versions] == [{"public"}]


def test_links_set_by_themselves_are_a_version(scene):
    session = scene.own.session
    session.audiences.add("public")
    session.audiences.add("senior")
    assert [linked_audiences(version) for version in session.history.all()] == [{"public", "senior"}, {"public"}, set()]


def test_link_made_from_the_other_side_is_a_version_of_the_record(scene):
    trade = Trade.objects.create(slug="t", name="焊接")
    trade.sessions.add(scene.own.session)
    assert scene.own.session.history.first().trades.count() == 1
    assert trade.history.count() == 1


def test_author_is_the_user_the_loader_or_the_portal(scene):
    def author():
        return School.objects.get(pk=scene.own.school.pk).history.first().author

    with group_as_one_change(Author.LOADER):
        scene.own.school.save()
    assert author() == "加载程序"
    with group_as_one_change(user=scene.bob):
        scene.own.school.save()
    assert author() == "bob"
    scene.own.school.save()
    assert author() == "系统"


def test_author_whose_account_is_gone_is_not_taken_for_the_portal(scene):
    with group_as_one_change(user=scene.bob):
        scene.own.school.save()
    scene.bob.delete()
    assert scene.own.school.history.first().author == "已离职人员"
