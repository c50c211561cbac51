"""What readers may see of the words of sources, as conditions of queries; `Source.shown` says the same of one row.

`of` is where the source stands, such as `version__source`; of a query for sources themselves it is empty.
"""

from django.db.models import Q

from sources.facts import SourceDisplay, SourceWithheld
from sources.languages import Text
from sources.models import Source


def shows_whole_text(of: str = "") -> Q:
    """Return what selects rows of sources whose whole text readers see."""
    before = f"{of}__" if of else ""
    return Q(**{f"{before}display": SourceDisplay.FULL, f"{before}withheld": ""})


def shows_no_words(of: str = "") -> Q:
    """Return what selects rows of sources of which readers see no words, not even those that are cited."""
    return Q(**{f"{of}__withheld" if of else "withheld": SourceWithheld.NOTHING})


def load_withheld_reasons() -> dict[str, Text]:
    """Return why no words are shown, in the reader's language, by the slugs of the sources concerned; one query."""
    return {source.slug: source.withheld_reason for source in Source.objects.filter(shows_no_words())}
