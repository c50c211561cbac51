"""Choose texts in the reader's language and make addresses for many rows, with work done once for a whole page."""

from dataclasses import dataclass

from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.page_addresses import page_address


@dataclass(frozen=True, slots=True)
class Wording:
    """Chooses between English and Chinese texts, as `in_language` does for one row."""

    language: Language

    def text(self, en: str | None, zh: str | None) -> Text:
        """Return the text in the reader's language, by default the other one; None, from an outer join, is empty."""
        first, second = (zh, en) if self.language == Language.ZH else (en, zh)
        if first or not second:
            return Text(first or "", HTML_LANG[self.language])
        return Text(second, HTML_LANG[OTHER[self.language]])

    def other(self, en: str | None, zh: str | None) -> Text:
        """Return the text in the language that is not the reader's; empty where `text` returns that one already."""
        first, second = (zh, en) if self.language == Language.ZH else (en, zh)
        return Text((second or "") if first else "", HTML_LANG[OTHER[self.language]])


def reader_wording() -> Wording:
    """Return the Wording for the language of the current page."""
    return Wording(reader_language())


class Addresses:
    """Makes addresses of one named page, in the language of the current page, with a single call of `reverse`.

    `blanks` are placeholders for the arguments while the pattern is made: the page's converters must accept them, and
    the rest of the address after a placeholder must not contain it. Arguments are not quoted, so only slugs, codes and
    numbers are safe.
    """

    def __init__(self, name: str, *blanks: str) -> None:
        rest, pattern = page_address(name, *blanks), ""
        for blank in reversed(blanks):
            rest, _, after = rest.rpartition(blank)
            pattern = f"%s{after.replace('%', '%%')}{pattern}"
        self._pattern = rest.replace("%", "%%") + pattern

    def of(self, *args: str | int) -> str:
        """Return the address with these arguments, one for each blank."""
        return self._pattern % args
