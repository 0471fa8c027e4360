from alumni.models.award import Award
from alumni.models.graduate import Graduate
from alumni.models.milestone import Milestone

__all__ = ["Award", "Graduate", "Milestone"]
