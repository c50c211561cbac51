"""Every kind of thing to be found has all it needs: “A kind of thing to be found” in CONTRIBUTING.md, walked."""

from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.utils import translation

from concepts.models import Statement
from concepts.search.index.documents import STATEMENTS, Thing
from concepts.search.index.interface import MOST_KINDS
from concepts.search.index.kinds import KINDS, load_documents, load_versions
from concepts.search.index.names import Names, concepts_by_name, load_labels
from concepts.search.results.facets import SearchFilters
from concepts.search.results.kinds import LOADERS
from concepts.search.results.page import search

QUERIES = Path(__file__).with_name("queries.yaml")


def documented(page: str) -> str:
    """The rows of tables on a page of docs/."""
    lines = (settings.BASE_DIR / "docs" / page).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line.startswith("|"))


def named_in_queries() -> set[str]:
    """The kinds that queries.yaml asks for, as it writes them: all kinds of statements as `statement`."""
    entries = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    return {name.partition(":")[0] for entry in entries for key in ("three", "any") for name in entry.get(key, ())}


def has_chinese(thing: IntEnum) -> bool:
    names = (KINDS[thing].name, KINDS[thing].plural)
    with translation.override("zh-hans"):
        return not any(str(name).isascii() for name in names)


def missing_places(things: Iterable[IntEnum]) -> list[str]:
    """What these kinds lack, a sentence each that names the kind and the place."""
    search_page, api_page, queries = documented("search.md"), documented("api.md"), named_in_queries()
    missing = []
    for thing in things:
        name = thing.name.lower()
        is_statement = name in Statement.Kind.values
        places = {
            "an entry in KINDS (concepts/search/index/kinds.py)": thing in KINDS,
            "Chinese for its two names (locale/, after `manage.py messages`)": thing in KINDS and has_chinese(thing),
            "an entry in LOADERS (concepts/search/results/kinds.py)": thing in LOADERS,
            "a row in the table of kinds in docs/search.md": f"| `{name}` |" in search_page,
            "its name among the types in docs/api.md": f"`{name}`" in api_page,
            "a query that names it in tests/concepts/search/queries.yaml": ("statement" if is_statement else name)
            in queries,
            "a number that fits into an id of the index (concepts/search/index/interface.py)": thing < MOST_KINDS,
        }
        missing += [f"{thing.name} lacks {place}." for place, is_there in places.items() if not is_there]
    return missing


def test_every_kind_has_all_it_needs():
    assert len(Thing) >= 12
    missing = missing_places(Thing)
    assert not missing, "\n".join(missing)


def test_no_place_knows_a_kind_that_is_none():
    assert set(KINDS) == set(LOADERS) == set(Thing)
    assert STATEMENTS.keys() == set(Statement.Kind.values)


def test_a_kind_that_is_only_half_added_is_told_what_it_lacks():
    made_up = IntEnum("made_up", {"SERVICE": MOST_KINDS})
    assert missing_places(made_up) == [
        "SERVICE lacks an entry in KINDS (concepts/search/index/kinds.py).",
        "SERVICE lacks Chinese for its two names (locale/, after `manage.py messages`).",
        "SERVICE lacks an entry in LOADERS (concepts/search/results/kinds.py).",
        "SERVICE lacks a row in the table of kinds in docs/search.md.",
        "SERVICE lacks its name among the types in docs/api.md.",
        "SERVICE lacks a query that names it in tests/concepts/search/queries.yaml.",
        "SERVICE lacks a number that fits into an id of the index (concepts/search/index/interface.py).",
    ]


@pytest.mark.every_parameter
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("thing", Thing, ids=lambda thing: thing.name.lower())
def test_each_kind_is_read_found_and_opened(thing, language, searchable):
    """Where a kind fails here, `make_field` in tests/concepts/search/worlds.py makes nothing of it yet."""
    batches = load_documents(load_versions(), Names(concepts_by_name(load_labels())))
    documents = [document for batch in batches for document in batch if document.thing == thing]
    assert documents, f"nothing of the kind {thing.name} is in make_field (tests/concepts/search/worlds.py)"
    with translation.override(language):
        answer = search(f'"{documents[0].texts[0]}"', SearchFilters({"kind": (thing.type,)}))
        assert {hit.type for hit in answer.hits} == {thing.type}
        for hit in answer.hits:
            assert hit.by_words
            assert hit.type_name == str(KINDS[thing].name)
            assert hit.title or hit.snippet
            assert Client().get(hit.address).status_code == 200
        kinds = next(facet for facet in answer.facets if facet.key == "kind")
        assert [(value.value, value.chosen, value.name.words) for value in kinds.values if value.count] == [
            (thing.type, True, str(KINDS[thing].plural))
        ]
