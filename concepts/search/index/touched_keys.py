"""Finds the documents that a change of rows may have changed, by what the rows belong to; reads no other content.

A document changes with its row and with what its version is made of (`document_readers`): a passage with the statements
that cite it, a statement with the passages it cites and all that it stands on, a question with its positions, what
nobody cites with the passages and empty sentences of its article. So this module and the versions belong together.
"""

from collections.abc import Collection, Mapping, Set

from django.db.models import Model, Q

from concepts.content.description import (
    ARTICLE,
    CONCEPT,
    DIMENSION,
    PASSAGE,
    QUESTION,
    SKIP,
    SOURCE,
    STATEMENT,
    TAG,
    VERSION,
)
from concepts.editorial.content_revision import ChangedRows
from concepts.models import Basis, Citation, Side, Statement, Tag
from concepts.search.index.documents import STATEMENTS, Key, Thing
from concepts.search.index.uncited_texts import ids_of_sentences
from sources.models import Article, Passage, Skip, SourceVersion

ALONE = {
    CONCEPT.kind: Thing.CONCEPT,
    QUESTION.kind: Thing.QUESTION,
    DIMENSION.kind: Thing.DIMENSION,
    TAG.kind: Thing.TAG,
    SOURCE.kind: Thing.SOURCE,
    ARTICLE.kind: Thing.ARTICLE,
    PASSAGE.kind: Thing.PASSAGE,
}  # each is a document of its own; a version of a source and a statement are told apart below


def find_touched_keys(changed: ChangedRows) -> set[Key]:
    """Return the keys of all documents that the change of these rows may have changed, made or removed.

    Asks a number of queries that depends on how statements stand on one another, not on how many there are.
    """
    rows = _with_parts(changed.rows)
    own, passages = rows.get(STATEMENT.kind, set()), rows.get(PASSAGE.kind, set())
    statements = _with_those_above(own | _ids(Citation, "statement", passage__in=passages))
    found = {(thing, row_id) for kind, thing in ALONE.items() for row_id in rows.get(kind, ())}
    found |= {(ALONE[kind], row_id) for kind, ids in changed.unnamed.items() for row_id in ids}
    cited = _ids(Citation, "passage", statement__in=own)
    found |= {(Thing.PASSAGE, row_id) for row_id in cited}
    found |= {(Thing.TAG, row_id) for row_id in _ids(Tag, "id", tagged__content_object__in=own)}
    # A passage may be new to the index once a statement that cites it is published.
    cited |= changed.rows.get(PASSAGE.kind, set()) | changed.unnamed.get(PASSAGE.kind, set())
    return found | _keys_of_statements(statements) | _keys_of_uncited_texts(rows, cited)


def _with_parts(changed: Mapping[str, Set[int]]) -> dict[str, set[int]]:
    """Return changed rows with what stands in sources, as far as they decide whether readers see it and as whose.

    Passages come with all others of their text where more than passages of it has changed.
    """
    rows = {kind: set(ids) for kind, ids in changed.items()}
    articles, versions = rows.get(ARTICLE.kind, set()), rows.get(VERSION.kind, set())
    sources = rows.get(SOURCE.kind, set()) | _ids(SourceVersion, "source", id__in=versions)
    texts = versions | _ids(SourceVersion, "id", source__in=rows.get(SOURCE.kind, ()))
    texts |= _ids(Article, "version", id__in=articles)
    passages = rows.get(PASSAGE.kind, set())
    return rows | {
        SOURCE.kind: sources,
        # Those of an older version go when there is a newer one.
        ARTICLE.kind: articles | _ids(Article, "id", version__source__in=sources, same_as__in=articles),
        PASSAGE.kind: passages | _ids(Passage, "id", version__in=texts, copy_of__in=passages),
    }


def _with_those_above(statements: Set[int]) -> set[int]:
    """Return statements with all that stand on them: distinctions on their sides, claims on what they rest on."""
    found, new = set(statements), set(statements)
    while new:
        new = _ids(Side, "distinction", characteristic__in=new) | _ids(Basis, "claim", statement__in=new)
        new -= found
        found |= new
    return found


def _keys_of_statements(statements: Set[int]) -> set[Key]:
    """Return the keys of statements and of the questions that they answer; of one that is gone, those of every kind."""
    if not statements:
        return set()
    found: set[Key] = set()
    rows = Statement.objects.filter(id__in=statements).values_list("id", "kind", "question")
    for row_id, kind, question in rows:
        found.add((STATEMENTS[kind], row_id))
        if question:
            found.add((Thing.QUESTION, question))
    gone = statements - {row_id for _thing, row_id in found if _thing in STATEMENTS.values()}
    return found | {(thing, row_id) for row_id in gone for thing in STATEMENTS.values()}


def _keys_of_uncited_texts(rows: Mapping[str, Set[int]], passages: Set[int]) -> set[Key]:
    """Return the keys of the texts that nobody cites in articles whose passages or empty sentences have changed.

    An article that has words from another one changes with that.
    """
    articles = rows.get(ARTICLE.kind, set()) | _ids(Passage, "article", id__in=passages)
    articles |= _ids(Skip, "article", id__in=rows.get(SKIP.kind, ()))
    articles |= _ids(Article, "id", same_as__in=articles)
    return {(Thing.UNCITED_TEXT, row_id) for row_id in ids_of_sentences(articles)}


def _ids(model: type[Model], column: str, **among: Collection[int]) -> set[int]:
    """Return what stands in a column of the rows that any of the conditions finds; asks nothing where none can."""
    asked = [(name, ids) for name, ids in among.items() if ids]
    if not asked:
        return set()
    return set(model._default_manager.filter(Q(*asked, _connector=Q.OR)).values_list(column, flat=True))
