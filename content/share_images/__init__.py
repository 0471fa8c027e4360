"""Share images: the picture shown with a link to a page, drawn as a card."""
