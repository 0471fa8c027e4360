import factory
from factory.django import DjangoModelFactory

from alumni.models import Award, Graduate, Milestone
from tests.factories.schools import RecordFactory, SchoolFactory


class GraduateFactory(RecordFactory):
    class Meta:
        model = Graduate

    slug = factory.Sequence(lambda n: f"graduate-{n}")
    name = factory.Sequence(lambda n: f"Bob {n}")
    school = factory.SubFactory(SchoolFactory)


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    graduate = factory.SubFactory(GraduateFactory)
    text = "毕业"


class AwardFactory(DjangoModelFactory):
    class Meta:
        model = Award

    graduate = factory.SubFactory(GraduateFactory)
    name = "劳动奖章"
