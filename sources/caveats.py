"""What a reader must bear in mind about a source or an article: one list, of which several may hold."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Caveat(models.TextChoices):
    """Something to bear in mind; columns hold several, separated by commas, in this order."""

    REPOSTED = "reposted", _("reposted")
    MACHINE_TRANSLATED = "machine-translated", _("machine-translated")
    TRUNCATED = "truncated", _("truncated")
    UNSIGNED = "unsigned", _("unsigned")
    UNDATED = "undated", _("undated")


NONE = "none"  # of an article: none of the caveats of its source holds for it
ARTICLE_CAVEATS = (*Caveat.choices, (NONE, _("none of these")))
MOST_CAVEATS = 80  # code points of a column


def caveats_pattern(values: Iterable[str]) -> str:
    """Return the regular expression of a column that holds any of these."""
    several = "|".join(values)
    return f"({several})(,({several}))*"


def join_caveats(caveats: Iterable[str]) -> str:
    """Return caveats as a column holds them: each once, in the order of the list.

    Raises ValidationError for one that is not in the list, and for “none” beside others.
    """
    known = [*Caveat.values, NONE]
    chosen = set(caveats)
    if unknown := sorted(chosen - set(known)):
        raise ValidationError(
            _("“%(caveat)s” is not in the list of caveats: %(known)s."),
            code="unknown_caveat",
            params={"caveat": unknown[0], "known": ", ".join(known)},
        )
    if NONE in chosen and len(chosen) > 1:
        raise ValidationError(_("“None of these” cannot go with others; remove it, or remove the others."), code="none")
    return ",".join(caveat for caveat in known if caveat in chosen)


def split_caveats(column: str) -> tuple[str, ...]:
    """Return what a column holds."""
    return tuple(column.split(",")) if column else ()


def held_caveats(article: str, source: str) -> tuple[str, ...]:
    """Return the caveats that hold for an article: those in its own column, else those in the column of its source."""
    own = split_caveats(article or source)
    return () if own == (NONE,) else own


def name_caveats(caveats: Iterable[str]) -> list[str]:
    """Return what readers call these, in the language of the page."""
    return [str(Caveat(caveat).label) for caveat in caveats]
