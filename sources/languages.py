"""The languages we speak, and the one map from a language to its columns and its HTML name.

`en` and `zh-hans` are the language codes of addresses, packs' sources and exports (RFC 5646, lower case); `_en` and
`_zh` are the columns of texts we write ourselves; `en` and `zh-Hans` stand in `lang` attributes.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The language of a text that exists in one language only: a source, a label, a tag."""

    EN = "en", _("English")
    ZH = "zh-hans", _("Chinese")


COLUMN = {Language.EN: "en", Language.ZH: "zh"}
HTML_LANG = {Language.EN: "en", Language.ZH: "zh-Hans"}
OTHER = {Language.EN: Language.ZH, Language.ZH: Language.EN}


@dataclass(frozen=True, slots=True)
class Text:
    """Words together with the language they are in, as `lang` attributes write it; templates print nothing else."""

    words: str
    lang: str

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return bool(self.words)

    def shortened(self, most: int) -> "Text":
        """The same words, cut with an ellipsis where they are longer than `most` code points."""
        return self if len(self.words) <= most else Text(f"{self.words[: most - 1].rstrip()}…", self.lang)


def reader_language() -> Language:
    """The language of the page being made."""
    return Language.ZH if (get_language() or "").startswith("zh") else Language.EN


def in_language(row: Any, field: str, language: str | None = None) -> Text:
    """What `row.<field>_en` or `row.<field>_zh` says in `language` (default: the page's), else in the other one."""
    wanted = Language(language) if language else reader_language()
    for candidate in (wanted, OTHER[wanted]):
        words = getattr(row, f"{field}_{COLUMN[candidate]}")
        if words:
            return Text(words, HTML_LANG[candidate])
    return Text("", HTML_LANG[wanted])


def by_column(row: Any, field: str) -> dict[str, str]:
    """`{"en": …, "zh": …}` of a field written in both languages, without the empty ones."""
    return {column: words for column in COLUMN.values() if (words := getattr(row, f"{field}_{column}"))}
