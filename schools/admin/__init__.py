from schools.admin import directory, people, pictures

__all__ = ["directory", "people", "pictures"]
