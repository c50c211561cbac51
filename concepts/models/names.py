"""Decide what may be called what: the one gate for names in addresses, labels of concepts and tags.

Forms, the tag field of a statement, renaming, knowledge packs and the checks of the database ask here whether something
may be called so and whether the name is free. Nothing here reads the database, because a pack is checked without one:
whoever asks says which names are taken. Refusals are ValidationErrors in the reader's language.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concepts.models.codes import ALPHABET, is_code
from sources.languages import Language
from sources.text import SLUG_PATTERN, fold

COMPARISON_SEPARATOR = "-vs-"  # stands between the concepts in the address of a comparison
VS_PATTERN = r"(^|-)vs(-|$)"  # what would be read as the separator, at the ends of a slug too
# Words that stand in the place of a slug in addresses of our own, by kind.
RESERVED = {"dimension": ("all", "definitions", "distinctions", "json", "questions", "relations")}
TAG_SEPARATORS = re.compile(r"[,，﹐、､﹑;；﹔\n]")
MOST_FORMER = 100  # characters of a former name in addresses, more than any present one has
MOST_KEY = 200  # code points of a folded name; folding can make one character into eighteen
PREFERRED = "preferred"

_SLUG = re.compile(SLUG_PATTERN)
_TAG_SLUG = re.compile(r"[^\W_]+(-[^\W_]+)*")  # letters of every script: most tags are Chinese or English words
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_WORDS, _TAG_WORDS = re.compile("[a-z0-9]+"), re.compile(r"[^\W_]+")
_QUOTATION_MARKS = ('"', "“”„")  # a name has an even number of each kind
_BRACKETS = ("()", "[]", "{}", "「」", "『』", "《》", "【】", "«»")


def name_key(name: str) -> str:
    """Return the key by which labels and tags are compared; empty for a name without a letter or digit."""
    key = fold(name)
    return key if _LETTER_OR_DIGIT.search(key) else ""


def is_slug(kind: str, slug: str) -> bool:
    """Tell whether the slug is well formed; only tags may have letters other than a to z."""
    if kind == "tag":
        return bool(_TAG_SLUG.fullmatch(slug)) and slug == fold(slug)
    return bool(_SLUG.fullmatch(slug))


def propose_slug(kind: str, name: str, most: int) -> str:
    """Return the slug that a name makes, at most `most` characters; empty where it has no letter that fits.

    That of a concept leaves out “vs”, which separates concepts in the address of a comparison.
    """
    is_tag = kind == "tag"
    words = (_TAG_WORDS if is_tag else _WORDS).findall(slugify(fold(name), allow_unicode=is_tag))
    if kind == "concept":
        words = [word for word in words if word != "vs"]
    return "-".join(words)[:most].strip("-")


def check_slug(kind: str, slug: str, most: int) -> None:
    """Raise ValidationError unless something of this kind may have the slug, of at most `most` characters.

    `kind` is a kind of the description of content (concepts/content/description.py); that of a statement are the words
    in the address of a distinction.
    """
    if len(slug) > most or not is_slug(kind, slug):
        message = _(
            "“%(name)s” cannot be used in an address. "
            "Write small letters, digits and single hyphens, at most %(most)d characters."
        )
        if kind != "tag":
            message = _(
                "“%(name)s” cannot be used in an address. "
                "Write small letters from a to z, digits and single hyphens, at most %(most)d characters."
            )
        proposed = propose_slug(kind, slug, most)
        if proposed:
            message += " " + _("For example: %(proposed)s")
        raise ValidationError(message, "no_slug", {"name": slug[:80], "most": most, "proposed": proposed})
    if kind == "concept" and re.search(VS_PATTERN, slug):
        raise ValidationError(_("“vs” separates concepts in the address of a comparison; leave it out."), "separator")
    if slug in RESERVED.get(kind, ()):
        message = _("“%(name)s” has a meaning of its own in addresses; choose another name.")
        raise ValidationError(message, "reserved", {"name": slug})


def check_former(kind: str, key: str, in_use: str = "") -> None:
    """Raise ValidationError unless `key` can be listed as a former address of this kind.

    `in_use` says where something has that address now; empty where nothing has.
    """
    if kind == "statement":
        if not is_code(key):
            message = _("“%(name)s” is not a code: five of %(letters)s, at least one of them a letter.")
            raise ValidationError(message, "no_code", {"name": key[:80], "letters": ALPHABET})
    elif len(key) > MOST_FORMER or not is_slug(kind, key):  # words that are reserved now may have been names before
        check_slug(kind, key, MOST_FORMER)
    if in_use:
        message = _("“%(name)s” is in use (%(where)s), so it is no former address.")
        raise ValidationError(message, "in_use", {"name": key, "where": in_use})


def check_given_up(slug: str, leads_to: str | None, own: str = "") -> None:
    """Raise ValidationError where the slug was the address of something else: it is never used again.

    `leads_to` is the slug that this former address leads to now, empty where it was withdrawn, None where it never was
    an address. Whatever has the slug `own` may get an earlier one of its own back.
    """
    if leads_to is not None and not (own and leads_to == own):
        message = _("“%(name)s” was the address of something else before; it is never used again. Choose another.")
        raise ValidationError(message, "given_up", {"name": slug})


def taken_slug(slug: str) -> ValidationError:
    """Return the refusal of a slug that something else of its kind has."""
    return ValidationError(_("“%(name)s” is taken already. Choose another name."), "taken", {"name": slug})


def check_label(text: str) -> None:
    """Raise ValidationError unless a concept may be called so."""
    _check_key(text)


def check_tag(name: str) -> None:
    """Raise ValidationError unless a tag may be called so; what separates tags in a form cannot be part of one."""
    _check_key(name)
    if TAG_SEPARATORS.search(name):
        message = _("“%(name)s”: commas and semicolons separate tags, so a tag has none. Leave them out.")
        raise ValidationError(message, "separator", {"name": name})
    if not _is_paired(name):
        message = _(
            "“%(name)s”: a quotation mark or bracket has no partner. Commas separate tags, also within quotation marks."
        )
        raise ValidationError(message, "unpaired", {"name": name})


def _check_key(name: str) -> None:
    key = name_key(name)
    if not key:
        message = _("“%(name)s” has no letter and no digit; a name needs at least one.")
        raise ValidationError(message, "no_letter", {"name": name})
    if len(key) > MOST_KEY:
        message = _("“%(name)s” is too long once its letters are written out. Shorten it.")
        raise ValidationError(message, "too_long", {"name": name})


def _is_paired(name: str) -> bool:
    folded = fold(name)
    return all(sum(folded.count(mark) for mark in marks) % 2 == 0 for marks in _QUOTATION_MARKS) and all(
        folded.count(pair[0]) == folded.count(pair[1]) for pair in _BRACKETS
    )


def check_free_tag(name: str, taken: Mapping[str, str]) -> None:
    """Raise ValidationError where another tag has the name in either language, width and case aside.

    `taken` has their slugs by the keys of all their names.
    """
    if other := taken.get(name_key(name)):
        message = _("The tag “%(slug)s” has that name already (width and case aside). Use it, or choose another name.")
        raise ValidationError(message, "taken", {"slug": other})


class LabelName(NamedTuple):
    """What the gate looks at in a label."""

    language: str
    text: str
    role: str

    @property
    def key(self) -> tuple[str, str]:
        """The language and the key of the text."""
        return self.language, name_key(self.text)


NameKey = tuple[str, str]  # the language and the key of a name
NOBODY: Mapping[NameKey, str] = {}


def label_faults(
    labels: Sequence[LabelName], taken: Mapping[NameKey, str], dimensions: Mapping[NameKey, str] = NOBODY
) -> Iterator[tuple[int, str, ValidationError]]:
    """Yield what is wrong with all the labels of one concept: number of the label, column, refusal.

    `taken` has the slugs of other concepts by the language and key of their preferred labels, `dimensions` those of
    dimensions by all their names. What no single label is to blame for comes with the number -1 and no column.
    """
    seen: set[tuple[str, str]] = set()
    preferred = {label.language for label in labels if label.role == PREFERRED}
    first: set[str] = set()
    for number, label in enumerate(labels):
        try:
            check_label(label.text)
        except ValidationError as error:
            yield number, "text", error
            continue
        names = {"name": label.text, "slug": taken.get(label.key, ""), "language": Language(label.language).label}
        if label.key in seen:
            message = _("“%(name)s” is here twice (width and case aside). Remove one.")
            yield number, "text", ValidationError(message, "twice", names)
        elif dimension := dimensions.get(label.key):
            message = _(
                "The dimension “%(slug)s” is called “%(name)s”, and the search cannot tell the two apart. "
                "Choose another label, or rename the dimension first."
            )
            yield number, "text", ValidationError(message, "dimension", names | {"slug": dimension})
        seen.add(label.key)
        if label.role == PREFERRED:
            if label.language in first:
                message = _("A concept has one preferred label in each language. Make the others alternatives.")
                yield number, "role", ValidationError(message, "two_preferred")
            if names["slug"]:
                message = _(
                    "The concept “%(slug)s” has the preferred label “%(name)s” already. "
                    "Choose another preferred label here; this one can be an alternative."
                )
                yield number, "text", ValidationError(message, "taken", names)
            first.add(label.language)
        elif label.language not in preferred:
            preferred.add(label.language)  # said once
            message = _("None of the labels in %(language)s is the preferred one. Set one to “preferred”.")
            yield number, "role", ValidationError(message, "none_preferred", names)
    if not labels:
        message = _("A concept needs a name: give it a preferred label in at least one language.")
        yield -1, "", ValidationError(message, "no_label")


def other_name_faults(
    preferred: Iterable[LabelName], others: Sequence[LabelName], concepts: Mapping[NameKey, str] = NOBODY
) -> Iterator[tuple[int, str, ValidationError]]:
    """Yield what is wrong with the other names of a dimension, beside its preferred ones, as `label_faults` does.

    `concepts` has the slugs of concepts by the language and key of all their labels. Dimensions may share other names.
    What is wrong with a preferred name is told by `dimension_name_faults`.
    """
    own = list(preferred)
    for number, column, error in label_faults([*own, *others], {}):
        if number >= len(own):
            yield number - len(own), column, error
    for number, name in enumerate(others):
        if slug := concepts.get(name.key):
            yield number, "text", _called_like(slug, name)


def dimension_name_faults(
    preferred: Iterable[LabelName], concepts: Mapping[NameKey, str], dimensions: Mapping[NameKey, str]
) -> Iterator[tuple[str, ValidationError]]:
    """Yield the column of each preferred name of a dimension that it cannot have, and why.

    `concepts` has the slugs of concepts by the language and key of all their labels, `dimensions` those of other
    dimensions by their preferred names.
    """
    for column, name in zip(("name_en", "name_zh"), preferred, strict=True):
        if slug := concepts.get(name.key):
            yield column, _called_like(slug, name)
        elif slug := dimensions.get(name.key):
            message = _("The dimension “%(slug)s” has the name “%(name)s” already. Choose another name here.")
            yield column, ValidationError(message, "taken", {"slug": slug, "name": name.text})


def _called_like(slug: str, name: LabelName) -> ValidationError:
    message = _(
        "The concept “%(slug)s” is called “%(name)s”, and the search reads the word as the concept. "
        "Choose another name for the dimension."
    )
    return ValidationError(message, "concept", {"slug": slug, "name": name.text})


def preferred_names(en: str, zh: str) -> list[LabelName]:
    """Return the names of a dimension in English and in Chinese as preferred ones."""
    return [LabelName(Language.EN, en, PREFERRED), LabelName(Language.ZH, zh, PREFERRED)]


def preferred_keys(labels: Iterable[LabelName]) -> list[NameKey]:
    """Return the language and key of each preferred label: what no two concepts share."""
    return [label.key for label in labels if label.role == PREFERRED]
