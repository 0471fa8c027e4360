from django.db import models

from content.text_search.pinyin import build_search_text, pinyin_sort_key


class Searchable(models.Model):
    """Updates `search_text` (words, pinyin, initials) and `sort_key` (pinyin order) on every save."""

    search_fields: tuple[str, ...] = ("name", "name_en")

    search_text = models.TextField(editable=False, blank=True, default="")
    sort_key = models.CharField(max_length=200, editable=False, blank=True, default="", db_index=True)

    class Meta:
        abstract = True

    def search_source(self) -> list[str]:
        return [getattr(self, field) for field in self.search_fields]

    def index(self):
        texts = self.search_source()
        self.search_text = build_search_text(*texts)
        self.sort_key = pinyin_sort_key(texts[0])

    def save(self, **kwargs):
        self.index()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {
                *kwargs["update_fields"],
                "search_text",
                "sort_key",
            }
        super().save(**kwargs)
