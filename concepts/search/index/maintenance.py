"""Builds the index, brings it up to date after changes of content, and checks it against the content."""

import logging
import secrets
from collections.abc import Callable, Collection, Iterable
from importlib.metadata import version

from django.db import DatabaseError, transaction
from django.db.models import Subquery

from concepts.editorial.content_revision import (
    ContentChange,
    bump_content_revision,
    current_revision,
    public_revision,
    statements_changed,
)
from concepts.search.index.backends import generations, index_of
from concepts.search.index.changes import forget_changes, remember_changes
from concepts.search.index.document_readers import NAMING
from concepts.search.index.documents import Document, Key, Thing, kind_term
from concepts.search.index.expressions import SearchWord, any_of, literal_expression
from concepts.search.index.interface import MOST_BATCHES, Index
from concepts.search.index.kinds import load_documents, load_versions
from concepts.search.index.names import Names, concepts_by_name, load_labels
from concepts.search.index.touched_keys import find_touched_keys
from concepts.search.models import IndexState

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]  # is given how many documents of how many are in the index
IdsByName = dict[str, list[int]]
MOST_TRIES = 10  # to follow changes, while other processes follow them too
MOST_PHRASES = 500  # that are searched for in one query
MOST_TOUCHED = 5_000  # rows or documents of a change that are looked at apart from all others

# The number of what is written to the index. Raise it by one whenever the same content is written in another way: other
# texts, priorities or facet terms of a document, other search words of a text, another layout of ids or tables. Every
# index with another number is then built anew. tests/concepts/search/index/test_index_format.py fails until it is done.
INDEX_FORMAT = 8
# A stemmer or converter of another version may give other search words for words that no test has.
MADE_WITH = f"format {INDEX_FORMAT}, " + ", ".join(f"{name} {version(name)}" for name in ("snowballstemmer", "opencc"))


class NoIndexError(Exception):
    """There is no index yet; `manage.py search_index` builds it."""


class SupersededError(Exception):
    """Another build of the index began after this one."""


class OutpacedError(Exception):
    """Other processes followed changes all the time, so that this one could not."""


def current_state() -> IndexState:
    """Return which index is in use, and the content revision of the same moment; raises NoIndexError. One query."""
    # Names and changes are many: only who follows needs the first, who renews what a process knows the others.
    rows = IndexState.objects.filter(id=1).defer("names", "changes")
    columns = {"content_revision": Subquery(public_revision())}
    state = rows.annotate(**columns).first()
    if state is None or not state.generation:
        raise NoIndexError
    return state


def is_current(state: IndexState) -> bool:
    """Return whether the index had seen the latest content and is made as this process would make it."""
    return state.made_with == MADE_WITH and state.revision == (state.content_revision or 0)


def rebuild(progress: Progress = lambda done, whole: None) -> int:
    """Build the index anew while readers use the old one; return the number of documents.

    Changes that are made meanwhile are followed at the end. Each batch of documents is written in a transaction of its
    own, so that curators can save. Raises SupersededError, with nothing lost, where another build began after this one.
    """
    with transaction.atomic():
        state = _locked_state()
        newest = state.building = max(state.building, state.generation) + 1
        state.save(update_fields=["building"])
        new = index_of(newest)
        new.create()
    known = concepts_by_name(load_labels())
    keys = load_versions()
    done = 0
    progress(done, len(keys))
    for documents in load_documents(keys, Names(known)):
        with transaction.atomic():
            _locked_state_of_build(newest)
            new.add(documents, batch=0)
        done += len(documents)
        progress(done, len(keys))
    _optimize(new)
    with transaction.atomic():
        state = _locked_state_of_build(newest)
        state.generation, state.names, state.last_batch, state.leftovers = newest, known, 0, 0
        state.made_with, state.revision, state.token = MADE_WITH, 0, secrets.token_hex(16)
        forget_changes(state)
        state.save()
        # Pages that were made with the old index may be stored under this revision.
        bump_content_revision()
    for generation in generations():
        if generation < newest:
            with transaction.atomic():
                index_of(generation).drop()
    follow()
    return done


def forget() -> None:
    """Answer no reader from the index in use until the next build: the rows it names are about to be others."""
    state = _locked_state()
    state.building = max(state.building, state.generation)
    state.generation, state.names, state.token, state.revision = 0, {}, secrets.token_hex(16), 0
    forget_changes(state)
    state.save()


def _optimize(new: Index) -> None:
    """Settle the index without locking the state, since it takes long; raises SupersededError as a build does."""
    try:
        with transaction.atomic():
            new.number_keys()
            new.optimize()
    except DatabaseError:
        with transaction.atomic():
            _locked_state_of_build(new.generation)
        raise


def bring_up_to_date() -> int:
    """Follow changes, or build where no index can follow them; return how many documents were written or removed.

    Compares everything, also where each change was followed when it was made.
    """
    state = IndexState.objects.filter(id=1).first()
    if state is None or not state.generation or state.made_with != MADE_WITH or state.last_batch >= MOST_BATCHES:
        return rebuild()
    IndexState.objects.filter(id=1).update(revision=0)
    return follow()


def follow(change: ContentChange | None = None) -> int:
    """Bring the index in use up to date with the content; return how many documents were written or removed.

    Where the index has seen all that came before the `change`, only what that may have changed is looked at; else
    everything. Does nothing where there is no index, where it has seen the change or, without one, the latest content,
    or where it has no more batches. Content is read and cut into words before the state is locked, so that curators
    wait for no more than one batch. Where another process has followed meanwhile, it begins again; raises OutpacedError
    where that happens every time.
    """
    written = 0
    for _ in range(MOST_TRIES):
        state = IndexState.objects.filter(id=1).defer("names", "changes").first()
        if state is None or not state.generation:
            return written
        if state.last_batch >= MOST_BATCHES:
            logger.error("The search index cannot follow any more changes; `manage.py search_index` builds it anew.")
            return written
        if change is not None and state.revision >= change.revision:
            return written  # what came after it, others follow
        revision, touched = current_revision(), None
        if state.revision == revision:
            return written
        if change is not None and state.revision == change.revision - 1:
            touched = _touched_keys(change)
            revision = revision if touched is None else change.revision
        number, is_done = _follow_once(state, revision, touched)
        written += number
        if is_done:
            return written
    raise OutpacedError(f"The search index could not follow the changes in {MOST_TRIES} tries.")


def _touched_keys(change: ContentChange) -> set[Key] | None:
    """Return the keys that a change touches; None where they are so many that all can be looked at as well."""
    if sum(map(len, change.changed.rows.values())) > MOST_TOUCHED:
        return None
    keys = find_touched_keys(change.changed)
    return keys if len(keys) <= MOST_TOUCHED else None


def connect() -> None:
    """Follow all changes of content from now on; called once, when the application is ready."""
    statements_changed.connect(follow_after_commit, dispatch_uid="concepts.search.follow")


def follow_after_commit(sender: object, change: ContentChange | None = None, **kwargs: object) -> None:
    """Follow a change that is committed already; errors are logged, and the next change makes them good.

    Never builds: that takes long, and everybody who saves would begin it anew.
    """
    try:
        follow(change) if change else follow()
    except Exception:  # the change is made, and must not look as if it had failed
        logger.exception("The search index could not follow a change; `manage.py search_index` brings it up to date.")


def find_faults() -> list[str]:
    """Return what is wrong with the index, a sentence each; empty where it is whole and up to date."""
    try:
        state = current_state()
    except NoIndexError:
        return ["There is no index."]
    faults = []
    if state.made_with != MADE_WITH:
        faults.append("The index was made by another release.")
    if state.names != concepts_by_name(load_labels()):
        faults.append("Names of concepts have changed since documents were marked with them.")
    used = index_of(state.generation)
    try:
        with transaction.atomic():
            there = used.versions()
            found = used.keys_of(any_of(SearchWord(kind_term(thing)) for thing in Thing))
    except DatabaseError as error:
        return [*faults, f"The tables of the index cannot be read: {error}"]
    now = load_versions()
    for fault, keys in (
        ("is missing", now.keys() - there.keys()),
        ("is out of date", {key for key in now.keys() & there.keys() if now[key] != there[key][1]}),
        ("should be gone", there.keys() - now.keys()),
        ("has no words in the index", there.keys() - found),
    ):
        faults += [f"{thing.type} {row_id} {fault}." for thing, row_id in sorted(keys)]
    if state.leftovers > len(there) > 0:
        faults.append("More than half of the index are words of documents that have changed since it was built.")
    return faults


def _locked_state() -> IndexState:
    """Return the state, which no other process changes until this transaction ends."""
    rows = IndexState.objects.select_for_update().defer("names")  # at a hundred thousand statements, half a megabyte
    if (state := rows.filter(id=1).first()) is None:
        IndexState.objects.get_or_create(id=1)
        state = rows.get(id=1)
    return state


def _locked_state_of_build(generation: int) -> IndexState:
    """Return the locked state during a build; raises SupersededError where another build has begun.

    The other build will remove the tables of this one.
    """
    state = _locked_state()
    if state.building != generation:
        raise SupersededError("Another build of the search index began after this one; that one goes on.")
    return state


def _follow_once(state: IndexState, revision: int, touched: set[Key] | None) -> tuple[int, bool]:
    """Follow changes up to a revision, among the touched keys or among all.

    Return how many documents were written, and whether that was all. It was not where another process wrote to the
    index, or where another index came into use.
    """
    used, seen = index_of(state.generation), state.token
    known, naming = None, set[Key]()
    if touched is None or any(thing is Thing.CONCEPT for thing, _id in touched):
        known = concepts_by_name(load_labels())
        if known != state.names:
            naming = _keys_naming(used, _changed_names(state.names, known))
    keys = None if touched is None else touched | naming
    there, now = used.versions(keys), load_versions(keys)
    stale = {key: value for key, value in now.items() if key not in there or there[key][1] != value}
    stale |= {key: now[key] for key in naming & now.keys()}
    gone = {key: there[key][0] for key in there.keys() - now.keys()}
    written = 0
    for documents in load_documents(stale, _names_for(stale, known, state)):
        old = [there[document.key][0] for document in documents if document.key in there]
        seen = _write(used, seen, documents, old)
        if not seen:
            return written, False
        written += len(documents)
    with transaction.atomic():
        last = _locked_state_if(state.generation, seen)
        if last is None:
            return written, False
        used.remove(gone.values())
        if known is not None:
            last.names = known
        last.revision, last.token = revision, secrets.token_hex(16)
        last.leftovers += len(gone)
        remember_changes(last, gone)
        last.save()
    return written + len(gone), True


def _names_for(keys: Iterable[Key], known: IdsByName | None, state: IndexState) -> Names:
    """Return the names of concepts that are looked for in documents; they are many, and most documents need none."""
    if any(thing in NAMING for thing, _id in keys):
        return Names(state.names if known is None else known)
    return Names({})


def _write(used: Index, seen: str, documents: Collection[Document], old: Collection[int]) -> str:
    """Write a batch of documents in place of those with the old ids; return the token of the new state.

    Writes nothing and returns "" where the state has another token than `seen`.
    """
    with transaction.atomic():
        state = _locked_state_if(used.generation, seen)
        if state is None or state.last_batch >= MOST_BATCHES:
            return ""
        state.last_batch, state.token = state.last_batch + 1, secrets.token_hex(16)
        state.leftovers += len(old)
        used.remove(old)
        used.add(documents, state.last_batch)
        remember_changes(state, [document.key for document in documents])
        state.save()
        return state.token


def _locked_state_if(generation: int, token: str) -> IndexState | None:
    """Return the locked state if it still has this generation and token, else None."""
    state = _locked_state()
    return state if (state.generation, state.token) == (generation, token) else None


def _changed_names(before: IdsByName, after: IdsByName) -> set[str]:
    """Return the names that are new, gone, or stand for other concepts."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _keys_naming(used: Index, changed: Iterable[str]) -> set[Key]:
    """Return the documents that contain one of the names or its plural: they may be about other concepts now."""
    phrases = [phrase for name in changed for form in (name, f"{name}s") if (phrase := literal_expression(form))]
    parts = (phrases[start : start + MOST_PHRASES] for start in range(0, len(phrases), MOST_PHRASES))
    return {key for some in parts for key in used.keys_of(any_of(some))}
