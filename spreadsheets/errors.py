class SpreadsheetError(Exception):
    """A file or request that cannot be processed at all; `sentence` is shown to the user."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = str(sentence)


class DataChangedError(Exception):
    """The data changed between the check and the write."""


class JobSupersededError(Exception):
    """The job was restarted or deleted in the meantime; this attempt has to stop without writing."""
