from django.db import models

from content.phrases import BREAK, mark_phrases
from content.text_search.pinyin import build_search_text, pinyin_sort_key


class Searchable(models.Model):
    """Updates on every save what is worked out from its texts.

    `search_text` has words, pinyin and initials, `sort_key` the pinyin order, `phrases` what the record is called with a
    zero-width space wherever a line may break.
    """

    worked_out_fields = ("search_text", "sort_key", "phrases")

    search_fields: tuple[str, ...] = ("name", "name_en")

    search_text = models.TextField(editable=False, blank=True, default="")
    sort_key = models.CharField(max_length=200, editable=False, blank=True, default="", db_index=True)
    phrases = models.TextField(editable=False, blank=True, default="")

    class Meta:
        abstract = True

    def search_source(self) -> list[str]:
        return [getattr(self, field) for field in self.search_fields]

    def index(self):
        texts = self.search_source()
        self.search_text = build_search_text(*texts)
        self.sort_key = pinyin_sort_key(texts[0])
        self.phrases = mark_phrases(texts[0])

    def phrases_of(self, text: str) -> str:
        """Return the phrases if the record is called so, otherwise the text as it is."""
        return self.phrases if self.phrases.replace(BREAK, "") == text else text

    def save(self, **kwargs):
        self.index()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *self.worked_out_fields}
        super().save(**kwargs)
