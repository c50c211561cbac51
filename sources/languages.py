"""Define the languages of the site, and map each to its columns and to its `lang` attribute.

`en` and `zh-hans` (RFC 5646, in lower case) are the codes in addresses, packs and exports. `_en` and `_zh` end the
names of columns for our own texts. `en` and `zh-Hans` are the values of `lang` attributes.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sources.text import HAN, without_direction


class Language(models.TextChoices):
    """A language of the site; also the language of a text that exists in one language only, such as a source."""

    EN = "en", _("English")
    ZH = "zh-hans", _("Chinese")


class WrittenLanguage(models.TextChoices):
    """A language in which a text was written; it may have come to us in another one, translated (RFC 5646)."""

    EN = "en", _("English")
    ZH_HANS = "zh-hans", _("Chinese")
    ZH_HANT = "zh-hant", _("Traditional Chinese")
    JA = "ja", _("Japanese")
    KO = "ko", _("Korean")
    VI = "vi", _("Vietnamese")
    TH = "th", _("Thai")
    ID = "id", _("Indonesian")
    HI = "hi", _("Hindi")
    AR = "ar", _("Arabic")
    FA = "fa", _("Persian")
    HE = "he", _("Hebrew")
    TR = "tr", _("Turkish")
    RU = "ru", _("Russian")
    UK = "uk", _("Ukrainian")
    PL = "pl", _("Polish")
    CS = "cs", _("Czech")
    EL = "el", _("Greek")
    DE = "de", _("German")
    NL = "nl", _("Dutch")
    DA = "da", _("Danish")
    SV = "sv", _("Swedish")
    NB = "nb", _("Norwegian")
    FI = "fi", _("Finnish")
    FR = "fr", _("French")
    ES = "es", _("Spanish")
    PT = "pt", _("Portuguese")
    IT = "it", _("Italian")
    LA = "la", _("Latin")
    OTHER = "und", _("another language")


_HAN_CHARACTERS = re.compile(f"[{HAN}]")
_LATIN_WORDS = re.compile("[A-Za-z\u00c0-\u024f]+")
COLUMN = {Language.EN: "en", Language.ZH: "zh"}
HTML_LANG = {Language.EN: "en", Language.ZH: "zh-Hans"}
OTHER = {Language.EN: Language.ZH, Language.ZH: Language.EN}


@dataclass(frozen=True, slots=True)
class Text:
    """Words with their language as in `lang` attributes. Templates print texts of content in this form only."""

    words: str
    lang: str

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return bool(self.words)

    def shortened(self, most: int) -> "Text":
        """Return the words for a title: with an ellipsis for their end where they have more than `most` code points.

        Marks of direction are left out, which would turn round what stands beside a title.
        """
        words = without_direction(self.words)
        return Text(words if len(words) <= most else f"{words[: most - 1].rstrip()}…", self.lang)


def language_of_script(text: str) -> Language | None:
    """Return the language whose script a text has more of, in Chinese characters or Latin words; None for a draw."""
    chinese = sum(1 for _character in _HAN_CHARACTERS.finditer(text))
    latin = sum(1 for _word in _LATIN_WORDS.finditer(text))
    return None if chinese == latin else Language.ZH if chinese > latin else Language.EN


def reader_language() -> Language:
    """Return the language of the page that is being built."""
    return Language.ZH if (get_language() or "").startswith("zh") else Language.EN


def gap() -> str:
    """Return what stands between a sentence, or a label with a colon, and what follows: a space, in Chinese nothing."""
    return "" if reader_language() is Language.ZH else " "


def in_language(row: Any, field: str, language: str | None = None) -> Text:
    """Return `row.<field>_en` or `row.<field>_zh`: the one in `language`, by default the page's.

    Where that is empty, return the one in the other language.
    """
    wanted = Language(language) if language else reader_language()
    for candidate in (wanted, OTHER[wanted]):
        words = getattr(row, f"{field}_{COLUMN[candidate]}")
        if words:
            return Text(words, HTML_LANG[candidate])
    return Text("", HTML_LANG[wanted])


def by_column(row: Any, field: str) -> dict[str, str]:
    """Return `{"en": …, "zh": …}` for a field written in both languages, without empty values."""
    return {column: words for column in COLUMN.values() if (words := getattr(row, f"{field}_{column}"))}
