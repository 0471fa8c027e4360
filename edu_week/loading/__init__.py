"""Loads the JSON file of an edition: it is checked whole and written whole; fields changed by hand keep their values."""
