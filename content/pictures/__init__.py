"""Pictures: form, markup, renditions (the sizes and formats pages show), and deletion of unused files."""

from content.pictures.markup import figure_html

__all__ = ["figure_html"]
