class BackupError(Exception):
    """The message is one sentence for the operator."""
