"""Tags by the names that people type."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from concepts.content.natural_keys import NaturalKey
from concepts.editorial.names import free_slug
from concepts.editorial.write_lock import write_lock
from concepts.models import Tag
from concepts.models.concept import MOST_TAG
from concepts.models.names import check_tag, name_key, propose_slug, taken_slug
from sources.text import clean_text, normal_width

ATTEMPTS = 3  # to make a tag while others make some too


@write_lock()
def find_or_make_tags(names: Iterable[str]) -> list[NaturalKey]:
    """Return the natural keys of the tags with these names in either language, width and case aside, each once.

    A name that no tag has makes one. One query, and a few for each tag that is new.
    Raises ValidationError for what no tag can be called, and for a second name that several tags have.
    """
    by_key = {name_key(name): name for name in names}
    found = tags_by_key(by_key)
    tags = []
    for key, name in by_key.items():
        check_one_tag(name, found[key])
        tags.append(found[key][0] if found[key] else make_tag(name=name))
    return [(slug,) for slug in dict.fromkeys(tag.slug for tag in tags)]


def tags_by_key(keys: Iterable[str]) -> dict[str, list[Tag]]:
    """Return the tags with a name of each of these keys; one query.

    A tag whose first name it is comes alone: that one is no other's, and the one that forms show.
    """
    found: dict[str, list[Tag]] = {key: [] for key in keys}
    rows = list(Tag.objects.filter(Q(key__in=found) | Q(other_key__in=[key for key in found if key])).order_by("slug"))
    for tag in rows:
        if tag.other_key in found:
            found[tag.other_key].append(tag)
    return found | {tag.key: [tag] for tag in rows if tag.key in found}


def check_one_tag(name: str, found: Sequence[Tag]) -> None:
    """Raise ValidationError where several tags have the name."""
    if len(found) > 1:
        message = _("“%(name)s” is a name of several tags: %(tags)s. Write the one that is meant.")
        tags = ", ".join(tag.name for tag in found)
        raise ValidationError(message, "several", {"name": name, "tags": tags})


@write_lock()
def make_tag(*, name: str) -> Tag:
    """Make a tag with this name in normal width, or return the one that somebody else made at the same moment."""
    name = normal_width(clean_text(name, most=MOST_TAG, field=_("Tags")))
    check_tag(name)
    for _attempt in range(ATTEMPTS):
        tag = Tag(name=name, slug=free_slug("tag", propose_slug("tag", name, MOST_TAG)))
        try:
            with transaction.atomic():
                tag.save(force_insert=True)
        except IntegrityError:
            if made := tags_by_key([name_key(name)])[name_key(name)]:
                return made[0]
        else:
            return tag
    raise taken_slug(tag.slug)
