"""Words and addresses of many rows at once: what is the same for a whole page is asked for once, not for every row."""

from dataclasses import dataclass

from django.urls import reverse

from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language


@dataclass(frozen=True, slots=True)
class Wording:
    """Chooses between what is written in English and in Chinese, as `in_language` does for one row."""

    language: Language

    def text(self, en: str | None, zh: str | None) -> Text:
        """The reader's words, else those in the other language; None, as an outer join gives it, counts as empty."""
        first, second = (zh, en) if self.language == Language.ZH else (en, zh)
        if first or not second:
            return Text(first or "", HTML_LANG[self.language])
        return Text(second, HTML_LANG[OTHER[self.language]])

    def other(self, en: str | None, zh: str | None) -> Text:
        """The words in the language that is not the reader's; empty where `text` has taken them already."""
        first, second = (zh, en) if self.language == Language.ZH else (en, zh)
        return Text((second or "") if first else "", HTML_LANG[OTHER[self.language]])


def reader_wording() -> Wording:
    """How words are chosen on the page being made."""
    return Wording(reader_language())


class Addresses:
    """The addresses of one named page, in the language of the page being made, from a single `reverse`.

    `blanks` stand for the arguments while the pattern is taken: its converters must accept them, and what follows one
    in the address must not contain it. Arguments are put in as they are, so only slugs, codes and numbers will do.
    """

    def __init__(self, name: str, *blanks: str) -> None:
        rest, pattern = reverse(name, args=blanks), ""
        for blank in reversed(blanks):
            rest, _, after = rest.rpartition(blank)
            pattern = f"%s{after.replace('%', '%%')}{pattern}"
        self._pattern = rest.replace("%", "%%") + pattern

    def of(self, *args: str | int) -> str:
        """The address with these arguments, as many as there were blanks."""
        return self._pattern % args
