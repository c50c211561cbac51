"""Keeps the index in step with the content: built beside the old one, brought up to date after changes, checked."""

import hashlib
import inspect
import logging
import secrets
from collections.abc import Callable, Collection, Iterable
from importlib.metadata import version
from typing import Any

from django.db import DatabaseError, transaction

from concepts.editorial.content_revision import bump_content_revision, current_revision, statements_changed
from concepts.evidence import links
from concepts.search.index import document_readers, documents, interface, kinds, names, postgresql, sqlite, words
from concepts.search.index.backends import generations, index_of
from concepts.search.index.documents import Key, Thing, kind_mark
from concepts.search.index.expressions import Word, any_of, literal
from concepts.search.index.interface import MOST_TURNS, Index
from concepts.search.index.kinds import load_documents, load_versions
from concepts.search.index.names import Names, by_name, load_labels
from concepts.search.models import IndexState
from sources import highlight, text

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]  # told how many documents of how many are in the index
IdsByName = dict[str, list[int]]
MOST_TRIES = 10  # to follow, while others follow too
MOST_PHRASES = 500  # that are asked for at once

_MAKING = (words, names, documents, document_readers, kinds, interface, sqlite, postgresql, links, text, highlight)
_PACKAGES = ("snowballstemmer", "opencc")
# What an index is made by: one that was made in another way is built anew. Of the code that this process runs, and
# not of files that an update may have changed since.
RECIPE = hashlib.sha256(
    repr([*map(inspect.getsource, _MAKING), *map(version, _PACKAGES)]).encode(),
).hexdigest()[:32]


class NoIndexError(Exception):
    """There is no index yet; `manage.py search_index` builds it."""


class SupersededError(Exception):
    """Another build of the index began after this one."""


class OutpacedError(Exception):
    """Others followed changes all the while, so that this process could not."""


def current_state() -> IndexState:
    """Which index is in use; raises NoIndexError. One query."""
    state = IndexState.objects.filter(id=1).defer("names").first()  # these are many, and only followers need them
    if state is None or not state.generation:
        raise NoIndexError
    return state


def is_current(state: IndexState) -> bool:
    """Whether the index has seen the content as it is, and is made as this process would make it; one query."""
    return state.recipe == RECIPE and state.revision == current_revision()


def rebuild(progress: Progress = lambda done, whole: None) -> int:
    """Builds the index anew while readers use the old one; returns the number of documents.

    What changes meanwhile is followed at the end. Each lot is a transaction of its own, so that curators can save.
    Raises SupersededError, with nothing lost, where another build began after this one.
    """
    with transaction.atomic():
        state = _claimed()
        newest = state.building = max(state.building, state.generation) + 1
        state.save(update_fields=["building"])
        new = index_of(newest)
        new.create()
    known = by_name(load_labels())
    keys = load_versions()
    done = 0
    progress(done, len(keys))
    for lot in load_documents(keys, Names(known)):
        with transaction.atomic():
            _claimed_for(newest)
            new.add(lot, turn=0)
        done += len(lot)
        progress(done, len(keys))
    _settle(new)
    with transaction.atomic():
        state = _claimed_for(newest)
        state.generation, state.names, state.turn, state.leftovers = newest, known, 0, 0
        state.recipe, state.revision, state.token = RECIPE, 0, secrets.token_hex(16)
        state.save()
        # Pages of the old index may be stored under this revision.
        bump_content_revision()
    for generation in generations():
        if generation < newest:
            with transaction.atomic():
                index_of(generation).drop()
    follow()
    return done


def _settle(new: Index) -> None:
    """Settles without claiming the state, since it takes long; raises SupersededError as a build does."""
    try:
        with transaction.atomic():
            new.settle()
    except DatabaseError:
        with transaction.atomic():
            _claimed_for(new.generation)
        raise


def bring_up_to_date() -> int:
    """Follows, or builds where there is no index or one that cannot be followed; returns how many documents changed."""
    state = IndexState.objects.filter(id=1).first()
    if state is None or not state.generation or state.recipe != RECIPE or state.turn >= MOST_TURNS:
        return rebuild()
    return follow()


def follow() -> int:
    """Brings the index in use up to date with the content; returns how many documents were written or removed.

    Does nothing where there is no index, where it has seen the content as it is, or where it cannot be followed any
    more. What is written is read and cut before the state is claimed, so that curators wait for no more than a lot;
    where somebody else has followed meanwhile it begins again. Raises OutpacedError where that happens every time.
    """
    changed = 0
    for _ in range(MOST_TRIES):
        state = IndexState.objects.filter(id=1).first()
        if state is None or not state.generation:
            return changed
        if state.turn >= MOST_TURNS:
            logger.error("The search index cannot follow any more changes; `manage.py search_index` builds it anew.")
            return changed
        revision = current_revision()
        if state.revision == revision:
            return changed
        written, is_done = _follow_once(state, revision)
        changed += written
        if is_done:
            return changed
    raise OutpacedError(f"The search index could not follow the changes in {MOST_TRIES} tries.")


def connect() -> None:
    """Follows all changes of content from now on; called once, when the application is ready."""
    statements_changed.connect(follow_after_commit, dispatch_uid="concepts.search.follow")


def follow_after_commit(sender: Any, **kwargs: Any) -> None:
    """Follows a change that is committed already: whatever goes wrong is logged, and made good by the next change.

    Never builds: that takes long, and everybody who saves would begin it anew.
    """
    try:
        follow()
    except Exception:  # the change stands, and must not look as if it failed
        logger.exception("The search index could not follow a change; `manage.py search_index` brings it up to date.")


def find_faults() -> list[str]:
    """What is wrong with the index, in words; empty where it is whole and up to date."""
    try:
        state = current_state()
    except NoIndexError:
        return ["There is no index."]
    faults = []
    if state.recipe != RECIPE:
        faults.append("The index was made by another release.")
    if state.names != by_name(load_labels()):
        faults.append("Names of concepts have changed since documents were marked with them.")
    used = index_of(state.generation)
    try:
        with transaction.atomic():
            there = used.versions()
            found = used.keys_of(any_of(Word(kind_mark(thing)) for thing in Thing))
    except DatabaseError as error:
        return [*faults, f"The tables of the index cannot be read: {error}"]
    now = load_versions()
    for fault, keys in (
        ("is missing", now.keys() - there.keys()),
        ("is out of date", {key for key in now.keys() & there.keys() if now[key] != there[key][1]}),
        ("should be gone", there.keys() - now.keys()),
        ("has no words in the index", there.keys() - found),
    ):
        faults += [f"{thing.type} {id} {fault}." for thing, id in sorted(keys)]
    if state.leftovers > len(there) > 0:
        faults.append("More than half of the index are words of documents that have changed since it was built.")
    return faults


def _claimed() -> IndexState:
    """The state, which nobody else changes until this transaction ends."""
    IndexState.objects.get_or_create(id=1)
    return IndexState.objects.select_for_update().get(id=1)


def _claimed_for(generation: int) -> IndexState:
    """The same for a build; raises SupersededError where another has begun, which will remove the tables of this
    one.
    """
    state = _claimed()
    if state.building != generation:
        raise SupersededError("Another build of the search index began after this one; that one goes on.")
    return state


def _follow_once(state: IndexState, revision: int) -> tuple[int, bool]:
    """Follows up to a revision; returns how many documents were written, and whether that was all of it.

    It was not where somebody else wrote to the index, or another one came into use.
    """
    used, seen = index_of(state.generation), state.token
    known = by_name(load_labels())
    there, now = used.versions(), load_versions()
    stale = {key: value for key, value in now.items() if key not in there or there[key][1] != value}
    if known != state.names:
        speaking = _speaking(used, _changed(state.names, known))
        stale |= {key: now[key] for key in speaking & now.keys()}
    gone = [there[key][0] for key in there.keys() - now.keys()]
    written = 0
    for lot in load_documents(stale, Names(known)):
        old = [there[one.key][0] for one in lot if one.key in there]
        seen = _write(used, seen, lot, old)
        if not seen:
            return written, False
        written += len(lot)
    with transaction.atomic():
        last = _unchanged(state.generation, seen)
        if last is None:
            return written, False
        used.remove(gone)
        last.names, last.revision, last.token = known, revision, secrets.token_hex(16)
        last.leftovers += len(gone)
        last.save()
    return written + len(gone), True


def _write(used: Index, seen: str, lot: list[documents.Document], old: Collection[int]) -> str:
    """Puts a lot of documents in the place of old ones; returns the token of that, "" where `seen` is not the last."""
    with transaction.atomic():
        state = _unchanged(used.generation, seen)
        if state is None or state.turn >= MOST_TURNS:
            return ""
        state.turn, state.token = state.turn + 1, secrets.token_hex(16)
        state.leftovers += len(old)
        used.remove(old)
        used.add(lot, state.turn)
        state.save()
        return state.token


def _unchanged(generation: int, token: str) -> IndexState | None:
    """The state, claimed, if it is still of this generation and token."""
    state = _claimed()
    return state if (state.generation, state.token) == (generation, token) else None


def _changed(before: IdsByName, after: IdsByName) -> set[str]:
    """The names that are new, gone, or stand for other concepts."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _speaking(used: Index, changed: Iterable[str]) -> set[Key]:
    """The documents in which one of the names stands, or its plural: they may be marked with other concepts now."""
    phrases = [phrase for name in changed for form in (name, f"{name}s") if (phrase := literal(form))]
    lots = (phrases[place : place + MOST_PHRASES] for place in range(0, len(phrases), MOST_PHRASES))
    return {key for lot in lots for key in used.keys_of(any_of(lot))}
