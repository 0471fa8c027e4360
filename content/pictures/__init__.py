"""Pictures: what may be uploaded, what is kept of it, the sizes pages show, and the tidying up behind them."""

from content.pictures.markup import figure_html

__all__ = ["figure_html"]
