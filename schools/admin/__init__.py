from schools.admin import directory, pictures
from accounts.admin import users

__all__ = ["directory", "people", "pictures"]
