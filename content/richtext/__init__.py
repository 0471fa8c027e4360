"""What editors write: Markdown, cleaned when it is saved and turned into HTML that cannot harm anybody."""
