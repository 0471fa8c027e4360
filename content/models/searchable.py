from django.db import models

from content.phrases import find_phrases, keep_whole, mark_phrases
from content.text_search.pinyin import build_search_text, pinyin_sort_key


class Searchable(models.Model):
    """Updates on every save what is worked out from its texts.

    `search_text` has words, pinyin and initials, `sort_key` the pinyin order, `phrases` what the record is called, and
    on further lines what else is shown large, with a zero-width space wherever a line may break.
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
        large = [keep_whole(mark_phrases(text), texts[0]) for text in self.list_large_texts()]
        self.phrases = "\n".join([mark_phrases(texts[0]), *large])

    def list_large_texts(self) -> list[str]:
        """Return what is set as large as a heading beside what the record is called, such as a quotation."""
        return []

    def phrases_of(self, text: str) -> str:
        """Return the phrases of a text that is set large, any other as it is."""
        return find_phrases(self.phrases, text) or text

    def save(self, **kwargs):
        self.index()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *self.worked_out_fields}
        super().save(**kwargs)
