from schools.models.district import District
from schools.models.drawing import Drawing, Drawn, Texture, find_texture
from schools.models.editorship import Editorship
from schools.models.figure import Figure, Initiative
from schools.models.figure_story import FigureStory, StoryFigure
from schools.models.industry_college import IndustryCollege
from schools.models.partnership import Enterprise, Partnership
from schools.models.school import Major, School, Trade
from schools.models.visitor_information import VISITOR_INFORMATION, VisitorInformation

__all__ = [
    "VISITOR_INFORMATION",
    "District",
    "Drawing",
    "Drawn",
    "Editorship",
    "Enterprise",
    "Figure",
    "FigureStory",
    "IndustryCollege",
    "Initiative",
    "Major",
    "Partnership",
    "School",
    "StoryFigure",
    "Texture",
    "Trade",
    "find_texture",
    "VisitorInformation",
]
