"""Keep parts of pages in memory under keys that contain everything the parts are built from.

After an edit most of a page is as before: a comparison of marketing and sales quotes some 600 passages, of which an
edit changes one. Since the key of a part contains all its content, nothing has to be deleted when content changes, and
a part that stands on two pages is built once.
"""

from collections.abc import Callable, Hashable

from django.conf import settings
from django.utils.translation import get_language

from concepts.evidence.process_cache import ContentCache

MOST_FRAGMENTS = 5_000  # some ten megabytes in each worker
_fragments: ContentCache[str] = ContentCache(MOST_FRAGMENTS)


def cache_fragment(*content: Hashable, caller: Callable[[], str]) -> str:
    """Return the HTML of the `{% call %}` block: the kept one, or else that which `caller` builds.

    `content` begins with the name of the part and contains everything that the block uses, except the language. Nothing
    is kept in DEBUG mode, where templates may change.
    """
    if settings.DEBUG:
        return caller()
    return _fragments.get((get_language(), *content), caller)


def clear_fragments() -> None:
    """Delete all kept parts, so that the next page is built as in a worker that has just started."""
    _fragments.clear()
