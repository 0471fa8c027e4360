from schools.admin import directory, people

__all__ = ["directory", "people"]
