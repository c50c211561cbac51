"""What all answers as data have in common: their parameters, the error for one that means nothing, and their JSON.

The API and the commands give such answers; each package builds its own from the objects that its pages show.
docs/api.md says what the keys mean. Keys may be added, never renamed.
"""

import json
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from sources.languages import HTML_LANG, Language

Parameters = Mapping[str, Sequence[str]]  # each key with all values given for it
LANGUAGE = {lang: language.value for language, lang in HTML_LANG.items()}  # of a text, by its `lang` on pages


class UnanswerableError(ValueError):
    """The parameter `field` cannot be answered; the message says how it can."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def check_keys(parameters: Parameters, *, single: Sequence[str], repeatable: Sequence[str] = ()) -> None:
    """Raise UnanswerableError for keys that are unknown or repeated, and for an `in` that is none of our languages.

    A key with a typing error would otherwise narrow nothing.
    """
    known = (*single, *repeatable)
    for key in parameters:
        if key not in known:
            raise UnanswerableError(
                key[:80],
                _("There is no parameter “%(name)s”; there are %(known)s.")
                % {"name": key[:80], "known": ", ".join(known)},
            )
    for key in single:
        if len(parameters.get(key, ())) > 1:
            raise UnanswerableError(key, _("“%(name)s” can be given only once.") % {"name": key})
    if (wanted := last_value(parameters, "in")) and wanted not in Language.values:
        raise UnanswerableError(
            "in",
            _("“in” is the language of the answer, one of %(known)s, and not “%(value)s”.")
            % {"known": ", ".join(Language.values), "value": wanted[:80]},
        )


def last_value(parameters: Parameters, key: str) -> str:
    """Return the value of a key, the last of several; "" where it is not given."""
    return next(reversed(parameters.get(key, ())), "")


def to_json(data: Mapping[str, object]) -> str:
    """Return the data in one line of JSON, with Chinese characters as they are."""
    return json.dumps(data, ensure_ascii=False)
