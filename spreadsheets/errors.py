class SpreadsheetError(Exception):
    """A file that cannot be taken at all; carries the sentence to show."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = str(sentence)


class DataChangedError(Exception):
    """Between looking and writing the data became other than what was shown."""


class JobSupersededError(Exception):
    """The job was started anew or given up; this run has nothing more to say."""
