"""What keeps a rehearsal apart from the real site."""
