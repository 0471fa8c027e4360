from accounts.models.password import PasswordLink, PastPassword
from schools.models.district import District
from schools.models.drawing import Drawing
from schools.models.editorship import Editorship
from schools.models.figure import Figure, Initiative
from schools.models.figure_story import FigureStory, StoryFigure
from schools.models.industry_college import IndustryCollege
from schools.models.partnership import Enterprise, Partnership
from schools.models.school import Major, School, Trade
from accounts.models.user import User

__all__ = [
    "District",
    "Drawing",
    "Editorship",
    "Enterprise",
    "Figure",
    "FigureStory",
    "IndustryCollege",
    "Initiative",
    "Major",
    "Partnership",
    "PasswordLink",
    "PastPassword",
    "School",
    "StoryFigure",
    "Trade",
    "User",
]
