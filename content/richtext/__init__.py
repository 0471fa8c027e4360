"""Rich text: Markdown written by editors, cleaned when it is saved and rendered as sanitised HTML."""
