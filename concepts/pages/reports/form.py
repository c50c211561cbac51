"""Read what a reader typed into the form, and say of each field what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from concepts.editorial.error_reports import MOST_CONTACT, MOST_WORDS
from concepts.pages.quotes.parts import lang_of
from sources.text import INVISIBLE, clean_text, without_direction

WORDS, CONTACT, EDITION = "words", "contact", "edition"  # the fields of the form
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # what HTML may not have
TRAP = "home_page"  # a field that people do not see; programs that fill in every form fill it in


@dataclass(frozen=True, slots=True)
class TypedReport:
    """What was typed, as it was typed; `faults` are sentences by field, empty where nothing is wrong."""

    words: str = ""
    contact: str = ""
    edition: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def words_lang(self) -> str:
        """Return the language of the words; empty where there are none."""
        return lang_of(self.words) if self.words else ""

    @property
    def contact_lang(self) -> str:
        """Return the language of the contact; empty where there is none."""
        return lang_of(self.contact) if self.contact else ""


def read_report(posted: QueryDict) -> TypedReport:
    """Return what a posted form has, with clean texts where nothing is wrong with them.

    Marks of direction are left out: whoever copies words of a source did not type them.
    """
    typed = {name: without_direction(posted.get(name, "")) for name in (WORDS, CONTACT)}
    labels = {WORDS: _("What is wrong"), CONTACT: _("Contact")}
    most = {WORDS: MOST_WORDS, CONTACT: MOST_CONTACT}
    faults = {}
    for name, text in typed.items():
        try:
            typed[name] = clean_text(text, most=most[name], field=labels[name], multiline=name == WORDS)
        except ValidationError as error:
            faults[name] = error.messages[0]
            typed[name] = _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text)
    if WORDS not in faults and not INVISIBLE.sub("", typed[WORDS]).strip():
        faults[WORDS] = _("Nothing says yet what is wrong. Write it in a few words.")
    if posted.get(TRAP, ""):
        faults[TRAP] = _(
            "A field that people do not see was filled in, as programs do, so nothing was sent. It is empty again: "
            "send the report once more."
        )
    return TypedReport(typed[WORDS], typed[CONTACT], posted.get(EDITION, ""), faults)
