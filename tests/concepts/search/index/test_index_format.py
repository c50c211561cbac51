"""What is written to the index changes only together with its number, INDEX_FORMAT.

`index_format.json` holds what was written when the number was given: the documents of a small content, the search words
of sample texts, ids, facet terms and tables. After a change that is meant to write something else, raise the number in
concepts/search/index/maintenance.py by one, write the file anew, and look at the difference before it is committed:

    WRITE_INDEX_FORMAT=true .venv/bin/pytest tests/concepts/search/index/test_index_format.py
"""

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from concepts.models import Concept, Dimension, Statement
from concepts.search.index import postgresql, sqlite
from concepts.search.index.documents import Document, Thing, facet_term, kind_term, language_term
from concepts.search.index.interface import document_id
from concepts.search.index.kinds import load_documents, load_versions
from concepts.search.index.maintenance import INDEX_FORMAT
from concepts.search.index.names import Names, concepts_by_name, load_labels
from concepts.search.index.words import index_words
from sources.languages import Language
from sources.models import Passage, Source
from sources.text import search_fold
from tests.concepts.search.worlds import make_field

PINNED = Path(__file__).with_name("index_format.json")
SAMPLES = Path(__file__).with_name("sample_texts.txt").read_text(encoding="utf-8").splitlines()
DOCUMENT = Document(
    Thing.PASSAGE, 77, 301, ["Sales 市场营销", "sale"], concepts=[3], dimensions=[4], sources=[5], languages=["zh-hans"]
)


def slugs(model: type[Concept | Dimension | Source], ids: Iterable[int]) -> list[str]:
    by_id = dict(model.objects.values_list("id", "slug"))
    return [by_id[id] for id in ids]


def described(document: Document) -> dict[str, object]:
    """A document without ids and codes, which differ from run to run."""
    codes = set(Statement.objects.values_list("code", flat=True))
    texts = ["C0DE5" if text in codes else text for text in document.texts]
    return {
        "kind": document.thing.type,
        "priority": document.priority,
        "words": " ".join(replace(document, texts=texts).words),
        "concepts": slugs(Concept, document.concepts),
        "dimensions": slugs(Dimension, document.dimensions),
        "sources": sorted(slugs(Source, document.sources)),
        "languages": sorted(document.languages),
    }


def what_is_written() -> dict[str, object]:
    field = make_field()
    Passage.objects.filter(pk=Passage.objects.get(quote__startswith="市场营销").pk).update(copy_of=field.place)
    batches = load_documents(load_versions(), Names(concepts_by_name(load_labels())))
    documents = [described(document) for batch in batches for document in batch]
    return {
        "documents": sorted(documents, key=lambda document: json.dumps(document, ensure_ascii=False)),
        "texts": {text: " ".join(index_words(search_fold(text))) for text in SAMPLES},
        "facet terms": [facet_term(key, 12) for key in ("concept", "dimension", "source")],
        "languages": {language.value: language_term(language.value) for language in Language},
        "kinds": {thing.type: kind_term(thing) for thing in Thing},
        "id": document_id(DOCUMENT, batch=6),
        "sqlite": [*sqlite.CREATE, sqlite.indexed_words(DOCUMENT)],
        "postgresql": [*postgresql.CREATE, postgresql.indexed_words(DOCUMENT)],
    }


@pytest.mark.django_db
def test_what_is_written_to_the_index_changes_only_with_its_number():
    written, pinned = what_is_written(), json.loads(PINNED.read_text(encoding="utf-8"))
    assert len(written["documents"]) > 20
    if os.environ.get("WRITE_INDEX_FORMAT") == "true":
        may_change = pinned["format"] + 1 == INDEX_FORMAT
        assert may_change or written == pinned["written"], "Raise INDEX_FORMAT by one, then write the file."
        pinned = {"format": INDEX_FORMAT, "written": written}
        PINNED.write_text(json.dumps(pinned, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    changed = [part for part in written if written[part] != pinned["written"].get(part)]
    assert not changed, f"{', '.join(changed)}: not what format {pinned['format']} writes; see above what to do."
    assert pinned["format"] == INDEX_FORMAT, "Write index_format.json anew; see above how."
