"""Say on the pages of an older version that there is a newer one, and what was changed in it.

All of it is found out from the two texts (`sources.text_diff`), so that it is the same wherever they are loaded.
"""

from dataclasses import dataclass

from concepts.editorial.differences import Piece, by_word
from concepts.pages.sources.diffs import DIFFS
from sources.facts import Shown
from sources.languages import Language, Text
from sources.lookup import Span
from sources.models import SourceVersion
from sources.page_addresses import page_address
from sources.sentences import cut_sentences
from sources.text_diff import SpanState, TextDiff

MOST_SHOWN = 30  # sentences that were changed, and as many that are gone


@dataclass(frozen=True, slots=True)
class ChangedSentence:
    """A sentence of the older version and what stands for it in the newer one, as pieces of both."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    address: str


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """The newest version of a text, beside an older one.

    `changed` and `gone` are the first sentences of the older one whose wording was changed, and that are gone;
    `number_changed` and `number_gone` count all of them. They are None where the text may not be shown, or is too long.
    """

    version: SourceVersion
    address: str
    lang: str
    changed: tuple[ChangedSentence, ...] = ()
    gone: tuple[Text, ...] = ()
    number_changed: int | None = None
    number_gone: int | None = None


@dataclass(frozen=True, slots=True)
class NewerPlace:
    """What became of some words of an older version in the newest one; `address` leads to them, or to its text.

    `state` is None where the text may not be shown, or is too long.
    """

    version: SourceVersion
    state: SpanState | None
    address: str


def compare_with_newer(version: SourceVersion, newer: SourceVersion, text: str) -> NewerVersion:
    """Return what was changed from a version, whose text is given, to a newer one; one query, or none."""
    if version.source.shown != Shown.FULL:
        return NewerVersion(newer, newer.get_absolute_url(), version.lang)
    diff, language = _diff_of(version, newer, text), Language(version.language)
    if diff is None:
        return NewerVersion(newer, newer.get_absolute_url(), version.lang)
    changed, gone = [], []
    for sentence in cut_sentences(text, version.language):
        found = diff.follow(sentence)
        if found.is_certain:
            continue
        if found.place is None:
            gone.append(sentence)
        elif found.place.of(diff.new) != sentence.of(text):
            changed.append((sentence, found.place))
    return NewerVersion(
        newer,
        newer.get_absolute_url(),
        version.lang,
        tuple(_compare(diff, language, newer, *places) for places in changed[:MOST_SHOWN]),
        tuple(Text(sentence.of(text), version.lang) for sentence in gone[:MOST_SHOWN]),
        len(changed),
        len(gone),
    )


def find_newer_place(version: SourceVersion, newer: SourceVersion, text: str, place: Span) -> NewerPlace:
    """Return what became of words of a version, whose text is given, in a newer one; one query, or none."""
    if version.source.shown != Shown.FULL:
        return NewerPlace(newer, None, newer.get_absolute_url())
    diff = _diff_of(version, newer, text)
    if diff is None:
        return NewerPlace(newer, None, newer.get_absolute_url())
    found = diff.follow(place)
    address = _address_of(newer, found.place) if found.place else newer.get_absolute_url()
    return NewerPlace(newer, found.state, address)


def _diff_of(version: SourceVersion, newer: SourceVersion, text: str) -> TextDiff | None:
    return DIFFS.find((version.sha256, newer.sha256), text, newer.read_text)


def _compare(diff: TextDiff, language: Language, newer: SourceVersion, sentence: Span, place: Span) -> ChangedSentence:
    pieces = by_word(sentence.of(diff.old), place.of(diff.new), language)
    return ChangedSentence(
        tuple(piece for piece in pieces if piece.kind != "added"),
        tuple(piece for piece in pieces if piece.kind != "removed"),
        _address_of(newer, place),
    )


def _address_of(version: SourceVersion, place: Span) -> str:
    return page_address("pages:passage", version.source.slug, version.number, place.start, place.end)
