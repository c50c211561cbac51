"""What pages tell machines as JSON-LD, read back by an independent processor with the terms of schema.org."""

import json
from pathlib import Path

import pytest
from pyld import jsonld

from concepts.models import Statement
from tests import factories as make
from tests.concepts.pages.worlds import World, make_world
from tests.test_head import HTML_LANG, LANGUAGES, ORIGIN, head_of, pages_of
from tests.test_queries import publish_again

pytestmark = pytest.mark.django_db

SCHEMA = "http://schema.org/"
CONTEXT = json.loads(Path(__file__).with_name("schema_org").joinpath("context.json").read_text(encoding="utf-8"))
KINDS = {"definition", "characteristic", "part", "distinction", "relation", "position", "finding"}
Node = dict[str, list[dict[str, object]]]


def load_context(address: str, _options: object) -> dict[str, object]:
    """Answer for schema.org, as pyld asks for documents: no test goes to the network."""
    assert address.rstrip("/") == "https://schema.org"
    return {"document": CONTEXT, "documentUrl": address, "contentType": "application/ld+json", "contextUrl": None}


def expand(data: object, address: str) -> Node:
    """The one thing that the data describes, with whole addresses for all words; no word may be lost on the way."""
    dropped: list[str] = []
    options = {"documentLoader": load_context, "base": address}
    [node] = jsonld.expand(data, options, on_property_dropped=dropped.append)
    assert dropped == [], address
    return node


def values(node: Node, *names: str) -> list[object]:
    """The values at the end of a path of properties: words, words with their language, or addresses."""
    nodes = [node]
    for name in names:
        nodes = [each for outer in nodes for each in outer.get(f"{SCHEMA}{name}", [])]
    plain = [each if len(each) > 1 else next(iter(each.values())) for each in nodes]
    return [(each["@value"], each["@language"]) if "@language" in each else each for each in plain]


def types(nodes: list[Node]) -> set[str]:
    return {name.removeprefix(SCHEMA) for node in nodes for name in node["@type"]}


@pytest.fixture
def world() -> World:
    world = make_world()
    publish_again(world.first("distinction"), 0)
    make.make_site(*world.concepts[:2])
    return world


@LANGUAGES
@pytest.mark.slow
def test_a_processor_loses_no_word_of_any_page(client, world, language):
    described = {}
    for page, address in pages_of(world, language).items():
        for data in head_of(client, address).data:
            node = expand(data, ORIGIN + address)
            assert node["@id"] == ORIGIN + address, page
            described[page] = types([node])
    assert described == {kind: {"Claim"} for kind in KINDS} | {"/{lang}/concepts/alpha/": {"DefinedTerm"}}


@LANGUAGES
def test_every_statement_is_a_claim_about_its_concepts_with_where_it_appears(client, world, language):
    site = {"en": "Weather words", "zh-hans": "天气词典"}[language]
    column = {"en": "en", "zh-hans": "zh"}[language]
    names = {row.slug: next(iter(row.labels.filter(language=language))).text for row in world.concepts}
    for kind in sorted(KINDS):
        statement = Statement.objects.get(pk=world.first(kind).pk)
        address = statement.get_absolute_url().replace("/en/", f"/{language}/")
        claim = expand(head_of(client, address).data[0], ORIGIN + address)
        assert values(claim, "url") == [ORIGIN + address]
        assert values(claim, "identifier") == [statement.code]
        assert values(claim, "text") == [getattr(statement, f"text_{column}")]
        assert values(claim, "inLanguage") == [HTML_LANG[language]]
        assert values(claim, "name") == [title for title in [getattr(statement, f"title_{column}")] if title]
        assert values(claim, "author", "name") == [site]
        assert values(claim, "license") == ["https://creativecommons.org/licenses/by-sa/4.0/"]
        about = claim.get(f"{SCHEMA}about", [])
        told = {node["@id"]: values(node, "name") for node in about}
        pages = {slug: f"{ORIGIN}/{language}/concepts/{slug}/" for slug in names}
        assert told.items() <= {pages[slug]: [name] for slug, name in names.items()}.items()
        assert (kind == "position") == (not told)  # a position answers a question, and has no concepts of its own
        assert types(about) <= {"DefinedTerm"}
        articles = claim.get(f"{SCHEMA}appearance", [])
        assert types(articles) <= {"Article"}
        sources = {f"{ORIGIN}/{language}/sources/{slug}/v1/" for slug in ("english-0", "chinese-0")}
        assert set(values(claim, "appearance", "isPartOf", "url")) <= sources
        assert articles or kind == "finding"
    assert types(articles) == {"Article"}


@LANGUAGES
def test_a_concept_is_a_term_with_its_names_in_both_languages(client, world, language):
    address = f"/{language}/concepts/alpha/"
    term = expand(head_of(client, address).data[0], ORIGIN + address)
    name, other = {"en": ("Alpha", ("alpha（中）", "zh-hans")), "zh-hans": ("alpha（中）", ("Alpha", "en"))}[language]
    assert values(term, "name") == [name]
    assert values(term, "alternateName") == [other]  # pyld writes codes of languages small
    assert values(term, "inDefinedTermSet", "url") == [f"{ORIGIN}/{language}/concepts/"]
    assert values(term, "inDefinedTermSet", "name") == [{"en": "Weather words", "zh-hans": "天气词典"}[language]]
    [description] = values(term, "description")
    definition = Statement.objects.get(pk=world.first("definition").pk)
    assert description == {"en": definition.text_en, "zh-hans": definition.text_zh}[language]


def test_a_word_that_schema_org_does_not_have_is_seen():
    with pytest.raises(AssertionError):
        expand({"@context": "https://schema.org", "@type": "Claim", "utterance": "It rains."}, ORIGIN)
