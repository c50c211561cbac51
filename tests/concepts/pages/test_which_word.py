"""“Which word do I need?” draws all it shows from the content."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from concepts.editorial.publishing import publish
from concepts.models import Concept, Label
from concepts.pages.which_word import WordGrid, WordWithSenses, build_which_word_page
from sources.languages import Text
from tests import factories as make
from tests.concepts.pages.worlds import make_world, multiply

pytestmark = pytest.mark.django_db


def add_label(concept: Concept, language: str, text: str, role: str = "alternative") -> None:
    Label.objects.create(concept=concept, language=language, text=text, role=role, rank=concept.labels.count())


@pytest.fixture
def field() -> dict[str, Concept]:
    """Three core concepts and two others, as our own pack cuts the field; “Promotion” and 市场 are shared."""
    selling = make.make_concept(
        "personal-selling", "Personal selling", "推销", core=True,
        scope_note_en="Winning a customer over. Chinese keeps it apart.", scope_note_zh="直接打动客户；与销售不同。",
    )  # fmt: skip
    promotion = make.make_concept("promotion", "Promotion", "促销", core=True)
    market = make.make_concept("market", "Market", "市场", core=True)
    department = make.make_concept("market-department", "Market department", "市场部")
    price = make.make_concept("price", "Price", "价格")
    add_label(selling, "en", "ｐｒｏｍｏｔｉｏｎ")
    add_label(selling, "en", "personal promotion", "hidden")
    add_label(selling, "zh-hans", "人员推销")
    add_label(department, "zh-hans", "市场")
    add_label(price, "en", "Promotion", "hidden")
    return {concept.slug: concept for concept in (selling, promotion, market, department, price)}


def words(several: tuple[WordWithSenses, ...]) -> dict[str, list[tuple[str, str]]]:
    return {word.text.words: [(sense.concept.slug, sense.name.words) for sense in word.senses] for word in several}


def cells(grid: WordGrid) -> dict[tuple[str, str], list[tuple[str, bool]]]:
    """What stands in the cells that are not empty."""
    return {
        (row.word.text.words, column.text.words): [(shared.concept.slug, shared.preferred) for shared in cell]
        for row in grid.rows
        for column, cell in zip(grid.columns, row.cells, strict=True)
        if cell
    }


def test_a_word_shared_by_concepts_is_told_with_its_words_in_the_other_language(field):
    page = build_which_word_page()
    assert words(page.shared_english) == {"Promotion": [("personal-selling", "推销"), ("promotion", "促销")]}
    assert words(page.shared_chinese) == {"市场": [("market", "Market"), ("market-department", "Market department")]}
    assert page.shared_english[0].text == Text("Promotion", "en")
    assert page.shared_chinese[0].text == Text("市场", "zh-Hans")
    assert page.shared_chinese[0].senses[0].name == Text("Market", "en")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_grid_sets_english_words_against_chinese_ones(field, language):
    with translation.override(language):
        grid = build_which_word_page().grid
    assert [row.word.text.words for row in grid.rows] == [
        "Personal selling", "Promotion", "Market", "Market department",
    ]  # fmt: skip
    assert [word.text.words for word in grid.columns] == ["推销", "促销", "市场", "市场部"]
    assert cells(grid) == {
        ("Personal selling", "推销"): [("personal-selling", True)],
        ("Promotion", "推销"): [("personal-selling", False)],
        ("Promotion", "促销"): [("promotion", True)],
        ("Market", "市场"): [("market", True)],
        ("Market department", "市场"): [("market-department", False)],
        ("Market department", "市场部"): [("market-department", True)],
    }


def test_a_shared_word_that_nobody_prefers_stands_after_the_first_that_bears_it(field):
    add_label(field["promotion"], "en", "publicity")
    add_label(field["market"], "en", "Publicity")
    rows = [row.word.text.words for row in build_which_word_page().grid.rows]
    assert rows == ["Personal selling", "Promotion", "Publicity", "Market", "Market department"]


def test_each_core_concept_comes_with_its_labels_but_hidden_ones(field):
    entries = build_which_word_page().concepts
    assert [entry.concept.slug for entry in entries] == ["personal-selling", "promotion", "market"]
    shown = [[group.preferred.words, *(label.words for label in group.alternatives)] for group in entries[0].labels]
    assert shown == [["Personal selling", "ｐｒｏｍｏｔｉｏｎ"], ["推销", "人员推销"]]


def test_what_one_means_is_the_first_sentence_of_the_scope_note(field):
    entry = build_which_word_page().concepts[0]
    assert entry.meaning == Text("Winning a customer over", "en")
    assert entry.scope_note == Text("Winning a customer over. Chinese keeps it apart.", "en")
    with translation.override("zh-hans"):
        assert build_which_word_page().concepts[0].meaning == Text("直接打动客户", "zh-Hans")


def test_without_a_scope_note_the_definition_tells_what_one_means(field):
    version = make.make_source()
    passage = make.make_passage(version, "Sales push products to users.")
    texts = {"text_en": "It makes known. Then it persuades.", "text_zh": "让人知道。再劝说。"}
    make.make_published("definition", field["promotion"], cites=(passage,), **texts)
    entries = {entry.concept.slug: entry for entry in build_which_word_page().concepts}
    assert entries["promotion"].meaning == Text("It makes known", "en")
    assert entries["market"].meaning == Text("", "en")
    assert entries["market"].definition is None


def test_the_definition_with_most_voices_is_shown(field):
    first, other = make.make_source("one"), make.make_source("other")
    quote = "Sales push products to users."
    passages = [make.make_passage(version, quote) for version in (first, other)]
    make.make_published("definition", field["market"], cites=(passages[0],), rank=1)
    supported = make.make_published("definition", field["market"], cites=tuple(passages), rank=2)
    shown = {entry.concept.slug: entry.definition for entry in build_which_word_page().concepts}
    assert shown["market"] is not None
    assert (shown["market"].code, shown["market"].voices.count) == (supported.code, 2)


def test_what_sources_say_of_the_words_is_shown_once(field):
    passage = make.make_passage(make.make_source(), "Both aim at revenue.")
    usage = make.make_dimension("usage", "Use of the word", "词语用法")
    both = make.make_published("characteristic", field["promotion"], field["market"], dimension=usage, cites=(passage,))
    make.make_published("characteristic", field["price"], dimension=usage, cites=(passage,))
    make.make_published("characteristic", field["promotion"], cites=(passage,))
    make.make_statement("characteristic", field["promotion"], dimension=usage, cites=(passage,))
    assert [statement.code for statement in build_which_word_page().usage] == [both.code]


def test_distinctions_are_counted_for_each_two_core_concepts(field):
    passage = make.make_passage(make.make_source(), "Both aim at revenue.")
    sides = {slug: make.make_published("characteristic", concept, cites=(passage,)) for slug, concept in field.items()}

    def distinguish(*slugs: str, rank: int) -> str:
        distinction = make.make_distinction(*(sides[slug] for slug in slugs), rank=rank)
        publish(statements=[distinction])
        return distinction.code

    distinguish("market", "promotion", "personal-selling", rank=1)
    narrow = distinguish("market", "promotion", rank=2)
    distinguish("market", "price", rank=3)
    distinguish("price", "market-department", rank=4)
    pairs = build_which_word_page().pairs
    assert [([concept.slug for concept in pair.concepts], pair.distinctions) for pair in pairs] == [
        (["personal-selling", "promotion"], 1),
        (["personal-selling", "market"], 1),
        (["promotion", "market"], 2),
    ]
    assert pairs[2].first.code == narrow
    assert pairs[2].address == "/en/compare/promotion-vs-market/"
    assert [concept.slug for concept in pairs[0].first.concepts] == ["market", "promotion", "personal-selling"]


def test_a_field_without_core_concepts_has_an_empty_page(field):
    Concept.objects.update(core=False)
    page = build_which_word_page()
    assert (page.concepts, page.grid, page.shared_english, page.usage, page.pairs) == (
        (),
        WordGrid((), ()),
        (),
        (),
        (),
    )


@pytest.mark.slow
def test_the_page_costs_the_same_queries_with_tenfold_content():
    world = make_world()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            build_which_word_page()
        return len(captured)

    small = queries()
    multiply(world, 10)
    for number in range(10):
        add_label(make.make_concept(f"more-{number}", core=True), "en", "Alpha")
    assert queries() == small <= 8
