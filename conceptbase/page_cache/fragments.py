"""Parts of pages that are kept once they are made, and found again by everything they are made of.

After an edit most of a page is what it was: a comparison of marketing and sales quotes some 600 passages, of which an
edit changes one. What a part is made of is its key, so nothing has to be thrown away when content changes, and a part
that two pages share is made once.
"""

from collections.abc import Callable, Hashable

from django.conf import settings
from django.utils.translation import get_language

MOST = 5_000  # some ten megabytes in each worker

_kept: dict[tuple[Hashable, ...], str] = {}


def kept(*made_of: Hashable, caller: Callable[[], str]) -> str:
    """What the `{% call %}` block holds, made by `caller` unless it was made before of the same in the same language.

    `made_of` begins with the part's name and holds all that the block looks at. While templates are being worked on
    (DEBUG), nothing is kept.
    """
    if settings.DEBUG:
        return caller()
    key = (get_language(), *made_of)
    html = _kept.get(key)
    if html is None:
        html = caller()
        while len(_kept) >= MOST:  # the oldest goes; another thread may have taken it already
            _kept.pop(next(iter(_kept), key), None)
        _kept[key] = html
    return html


def forget() -> None:
    """Keeps nothing any more; the next page is made as in a worker that has just started."""
    _kept.clear()
