"""Keeps the index in step with the content: built beside the old one, brought up to date after changes, checked."""

import hashlib
import inspect
import logging
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from concepts.revision import current_revision, statements_changed
from concepts.search import documents, names, shelves, words
from concepts.search.documents import Key, Thing, kind_mark
from concepts.search.engines import index_of
from concepts.search.expressions import Word, any_of, literal
from concepts.search.index import MOST_TURNS, Index
from concepts.search.models import IndexState
from concepts.search.names import Names, by_name, load_labels
from concepts.search.shelves import load_documents, wanted

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]  # told how many documents of how many are in the index


class NoIndex(Exception):
    """There is no index yet, or one made by another release; `manage.py search_index` builds it."""


class Superseded(Exception):
    """Another build of the index began after this one."""


def recipe() -> str:
    """A checksum of how documents are cut into words: an index made in another way is built anew."""
    code = "".join(map(inspect.getsource, (words, names, documents, shelves)))
    return hashlib.sha256(code.encode()).hexdigest()[:32]


def current_state() -> IndexState:
    """Which index is in use; raises NoIndex. One query."""
    state = IndexState.objects.filter(id=1).defer("names").first()  # these are many, and only followers need them
    if state is None or not state.generation:
        raise NoIndex
    return state


def rebuild(progress: Progress = lambda done, whole: None) -> int:
    """Builds the index anew while readers use the old one; returns the number of documents.

    What changes meanwhile is brought in at the end. Each lot is a transaction of its own, so that curators can save.
    Raises Superseded, with nothing lost, where another build began after this one.
    """
    with transaction.atomic():
        state = _claimed()
        newest = state.building = max(state.building, state.generation) + 1
        state.save(update_fields=["building"])
        index = index_of(newest)
        index.create()
    known = by_name(load_labels())
    keys = wanted()
    done = 0
    progress(done, len(keys))
    for lot in load_documents(keys, Names(known)):
        with transaction.atomic():
            _claimed_for(newest)
            index.add(lot, turn=0)
        done += len(lot)
        progress(done, len(keys))
    with transaction.atomic():
        _claimed_for(newest)
        index.settle()
    with transaction.atomic():
        state = _claimed_for(newest)
        old = state.generation
        state.generation, state.names, state.turn, state.recipe = newest, known, 0, recipe()
        _catch_up(index, state)
    for generation in range(old, newest):
        with transaction.atomic():
            index_of(generation).drop()
    return done


def follow() -> int:
    """Brings the index up to date with the content; returns how many documents were written or removed.

    Builds it where there is none or where it is of another recipe. Does nothing where the index has seen the content
    as it is.
    """
    state = IndexState.objects.filter(id=1).first()
    if state is None or not state.generation or state.recipe != recipe() or state.turn >= MOST_TURNS:
        return rebuild()
    if state.revision == current_revision():
        return 0
    with transaction.atomic():
        state = _claimed()
        return _catch_up(index_of(state.generation), state)


def connect() -> None:
    """Follows all changes of content from now on; called once, when the application is ready."""
    statements_changed.connect(follow_after_commit, dispatch_uid="concepts.search.follow")


def follow_after_commit(sender: Any, **kwargs: Any) -> None:
    """Follows a change that is committed already: whatever goes wrong is logged, and made good by the next change."""
    try:
        follow()
    except Exception:  # the change stands, and must not look as if it failed
        logger.exception("The search index could not follow a change; `manage.py search_index` brings it up to date.")


def find_faults() -> list[str]:
    """What is wrong with the index, in words; empty where it is whole and up to date."""
    try:
        state = current_state()
    except NoIndex:
        return ["There is no index."]
    faults = []
    if state.recipe != recipe():
        faults.append("The index was made by another release.")
    if state.names != by_name(load_labels()):
        faults.append("Names of concepts have changed since documents were marked with them.")
    index = index_of(state.generation)
    there, now = index.versions(), wanted()
    for fault, keys in (
        ("is missing", now.keys() - there.keys()),
        ("is out of date", {key for key in now.keys() & there.keys() if now[key] != there[key][1]}),
        ("should be gone", there.keys() - now.keys()),
    ):
        faults += [f"{thing.type} {id} {fault}." for thing, id in sorted(keys)]
    unread = there.keys() - index.keys_of(any_of(Word(kind_mark(thing)) for thing in Thing))
    return faults + [f"{thing.type} {id} has no words in the index." for thing, id in sorted(unread)]


def _claimed() -> IndexState:
    """The state, which nobody else changes until this transaction ends."""
    IndexState.objects.get_or_create(id=1)
    return IndexState.objects.select_for_update().get(id=1)


def _claimed_for(generation: int) -> IndexState:
    """The same for a build; raises Superseded where another has begun, which will remove the tables of this one."""
    state = _claimed()
    if state.building != generation:
        raise Superseded("Another build of the search index began after this one; that one goes on.")
    return state


def _catch_up(index: Index, state: IndexState) -> int:
    """Writes what the index lacks and removes what is gone, inside a transaction that has claimed the state."""
    revision = current_revision()
    known = by_name(load_labels())
    there, now = index.versions(), wanted()
    stale = {key for key, version in now.items() if key not in there or there[key][1] != version}
    if known != state.names:
        stale |= _speaking(index, _changed(state.names, known)) & now.keys()
        state.names = known
    gone = there.keys() - now.keys()
    if stale or gone:
        state.turn += 1
        index.remove(there[key][0] for key in (stale & there.keys()) | gone)
        for lot in load_documents(stale, Names(known)):
            index.add(lot, state.turn)
    state.revision, state.token = revision, secrets.token_hex(16)
    state.save()
    return len(stale) + len(gone)


def _changed(before: dict[str, list[int]], after: dict[str, list[int]]) -> set[str]:
    """The names that are new, gone, or stand for other concepts."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _speaking(index: Index, names: Iterable[str]) -> set[Key]:
    """The documents in which one of the names stands: they may be marked with other concepts now."""
    found = [phrase for name in names if (phrase := literal(name))]
    return index.keys_of(any_of(found)) if found else set()
