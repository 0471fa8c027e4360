import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from content.models import SearchSynonym
from schools.models import (
    District,
    Enterprise,
    Figure,
    FigureStory,
    IndustryCollege,
    Initiative,
    Major,
    Partnership,
    School,
    StoryFigure,
    Trade,
)


class RecordFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    status = "published"


class SearchSynonymFactory(RecordFactory):
    class Meta:
        model = SearchSynonym

    slug = factory.Sequence(lambda n: f"everyday-{n}")
    name = factory.Sequence(lambda n: f"常用说法{n}")
    leads_to = "/about/#come"
    link = "怎么来"


class DistrictFactory(RecordFactory):
    class Meta:
        model = District

    slug = factory.Sequence(lambda n: f"district-{n}")
    name = factory.Sequence(lambda n: f"第{n}区")
    adcode = factory.Sequence(lambda n: f"{140700 + n}")
    tile_row = factory.Sequence(lambda n: n // 8 % 10)
    tile_column = factory.Sequence(lambda n: n % 8)


class TradeFactory(RecordFactory):
    class Meta:
        model = Trade

    slug = factory.Sequence(lambda n: f"trade-{n}")
    name = factory.Sequence(lambda n: f"工种{n}")


class SchoolFactory(RecordFactory):
    class Meta:
        model = School

    slug = factory.Sequence(lambda n: f"school-{n}")
    name = factory.Sequence(lambda n: f"第{n}职业学校")
    group = School.Group.CITY
    level = School.Level.SECONDARY


class MajorFactory(RecordFactory):
    class Meta:
        model = Major

    slug = factory.Sequence(lambda n: f"major-{n}")
    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"专业{n}")


class EnterpriseFactory(RecordFactory):
    class Meta:
        model = Enterprise

    slug = factory.Sequence(lambda n: f"enterprise-{n}")
    name = factory.Sequence(lambda n: f"第{n}公司")


class PartnershipFactory(RecordFactory):
    class Meta:
        model = Partnership

    slug = factory.Sequence(lambda n: f"partnership-{n}")
    name = factory.Sequence(lambda n: f"第{n}联盟")
    kind = Partnership.Kind.ALLIANCE


class IndustryCollegeFactory(RecordFactory):
    class Meta:
        model = IndustryCollege

    slug = factory.Sequence(lambda n: f"college-{n}")
    name = factory.Sequence(lambda n: f"第{n}产业学院")


class FigureFactory(RecordFactory):
    class Meta:
        model = Figure

    slug = factory.Sequence(lambda n: f"figure-{n}")
    label = factory.Sequence(lambda n: f"数字{n}")
    display = "近500名"
    value = 500
    group = Figure.Group.EXPERIENCE


class FigureStoryFactory(RecordFactory):
    """With one figure, without which it would not be shown."""

    class Meta:
        model = FigureStory
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"story-{n}")
    title = factory.Sequence(lambda n: f"图说{n}")
    place = FigureStory.Place.NUMBERS
    kind = FigureStory.Kind.CELLS

    @factory.post_generation
    def figure(self, create, extracted, **kwargs):
        StoryFigure.objects.create(story=self, figure=extracted or FigureFactory(value=5, display="5个", **kwargs))


class InitiativeFactory(RecordFactory):
    class Meta:
        model = Initiative

    slug = factory.Sequence(lambda n: f"initiative-{n}")
    name = factory.Sequence(lambda n: f"举措{n}")
    text = "一项举措。"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"alice-{n}")
    is_staff = True
