"""Bringing an edition's file into the database: checked whole, written whole, hand-made changes kept."""
