"""Tags by the names that people type."""

from collections.abc import Iterable

from concepts.content.natural_keys import NaturalKey
from concepts.models import Tag
from sources.text import fold


def find_or_make_tags(names: Iterable[str]) -> list[NaturalKey]:
    """Return the natural keys of the tags with these names, width and case aside; a name that none has makes a tag.

    Runs in the caller's transaction: one query, and a few for each tag that is new.
    """
    by_key = {fold(name): name for name in names}
    found = {tag.key: tag for tag in Tag.objects.filter(key__in=by_key)}
    for key, name in by_key.items():
        if key not in found:
            found[key] = Tag(name=name)
            found[key].save()  # makes a slug that no other tag has
    return [(found[key].slug,) for key in by_key]
