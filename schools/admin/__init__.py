from schools.admin import directory, pictures

__all__ = ["directory", "pictures"]
