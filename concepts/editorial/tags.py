"""Tags by the names that people type."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from concepts.content.natural_keys import NaturalKey
from concepts.editorial.names import free_slug
from concepts.models import Tag
from concepts.models.concept import MOST_TAG
from concepts.models.names import check_tag, name_key, propose_slug, taken_slug
from sources.text import clean_text

ATTEMPTS = 3  # to make a tag while others make some too


def find_or_make_tags(names: Iterable[str]) -> list[NaturalKey]:
    """Return the natural keys of the tags with these names, width and case aside; a name that none has makes a tag.

    Runs in the caller's transaction: one query, and a few for each tag that is new. Raises ValidationError for what no
    tag can be called.
    """
    by_key = {name_key(name): name for name in names}
    found = {tag.key: tag for tag in Tag.objects.filter(key__in=by_key)}
    return [((found.get(key) or make_tag(name=name)).slug,) for key, name in by_key.items()]


def make_tag(*, name: str) -> Tag:
    """Make a tag with this name and return it, or the one that somebody else made at the same moment."""
    name = clean_text(name, most=MOST_TAG, field=_("Tags"))
    check_tag(name)
    for _attempt in range(ATTEMPTS):
        tag = Tag(name=name, slug=free_slug("tag", propose_slug("tag", name, MOST_TAG)))
        try:
            with transaction.atomic():
                tag.save(force_insert=True)
        except IntegrityError:
            if made := Tag.objects.filter(key=name_key(name)).first():
                return made
        else:
            return tag
    raise taken_slug(tag.slug)
