from dataclasses import asdict

import pytest
from django.utils import translation

from concepts.comparison.content import load_compared_statements
from concepts.comparison.everything import Everything, build_everything
from concepts.comparison.filters import Filters, UnknownFilterError
from concepts.comparison.narrowing import name_values
from concepts.comparison.picker import Picker
from concepts.comparison.rows import DimensionRow
from concepts.comparison.selection import (
    TooFewConceptsError,
    TooManyConceptsError,
    UnknownConceptsError,
    select_concepts,
)
from concepts.comparison.suggestions import suggest_comparisons
from concepts.editorial.publishing import publish, withdraw
from concepts.evidence.addresses import GoneError
from concepts.evidence.concept_names import HUE_COUNT, load_concept_names
from concepts.models import Address, Statement
from tests import factories as make
from tests.concepts.pages.worlds import make_world, multiply

pytestmark = pytest.mark.django_db


def everything_of(names: str, **filters) -> Everything:
    concept_names = load_concept_names()
    selection = select_concepts(names.split(), concept_names)
    compared = load_compared_statements(selection, concept_names, Filters(**filters))
    return build_everything(compared, name_values(compared.heads, compared.filters))


def statements_in(row: DimensionRow) -> int:
    """How many statements stand in full in a row, lists as one."""
    lines = [1 for line in row.lines if line.distinction]
    return len(lines) + sum(len(cell.statements) for line in row.lines for cell in line.cells) + len(row.common)


def statements_on(table: Everything) -> int:
    defined = sum(len(cell.statements) for cell in table.definitions.cells)
    return defined + sum(map(statements_in, table.rows)) + len(table.relations)


def say(kind: str, *subjects, sources: int, **fields) -> Statement:
    """A published statement that so many articles of their own say."""
    passages = [
        make.make_passage(make.make_source(f"{kind}-{fields['rank']}-{turn}"), "Both aim") for turn in range(sources)
    ]
    return make.make_published(kind, *subjects, cites=tuple(passages), **fields)


def test_columns_keep_the_order_asked_for():
    make_world()
    assert [one.slug for one in everything_of("gamma alpha beta").concepts] == ["gamma", "alpha", "beta"]
    assert [one.concept.slug for one in everything_of("gamma alpha").definitions.cells] == ["gamma", "alpha"]


def test_a_repeat_and_another_letter_case_are_the_same_concept():
    make_world()
    assert select_concepts(["Alpha", "beta", "ALPHA"], load_concept_names()).key == "alpha-vs-beta"


@pytest.mark.parametrize(
    ("names", "error"),
    [
        (["alpha"], TooFewConceptsError),
        (["alpha", "alpha"], TooFewConceptsError),
        (["", "alpha"], TooFewConceptsError),
        (["alpha", "beta", "gamma", "delta", "epsilon"], TooManyConceptsError),
        (["alpha", "营销"], UnknownConceptsError),
        (["x"] * 5000, UnknownConceptsError),
    ],
)
def test_what_cannot_be_compared_is_refused(names, error):
    make_world(concepts=5)
    with pytest.raises(error):
        select_concepts(names, load_concept_names())


def test_a_concept_that_moved_is_found_under_its_new_name_and_a_withdrawn_one_is_gone():
    make_world()
    Address.objects.create(kind="concept", key="old", state="moved", target="beta")
    Address.objects.create(
        kind="concept", key="dead", state="withdrawn", words_en="It was a mistake.", words_zh="写错了。"
    )
    assert select_concepts(["alpha", "old"], load_concept_names()).key == "alpha-vs-beta"
    with pytest.raises(GoneError, match="It was a mistake"):
        select_concepts(["alpha", "dead"], load_concept_names())


def test_a_distinction_lines_up_its_cells_and_common_ground_is_shown_once():
    world = make_world()
    row = everything_of("alpha beta").rows[0]
    (line,) = row.lines
    assert line.distinction
    assert line.distinction.code == world.first("distinction").code
    sides = world.statements["characteristic"]
    assert [[one.code for one in cell.statements] for cell in line.cells] == [[sides[0].code], [sides[1].code]]
    assert [one.statement.code for one in row.common] == [world.first("common").code]
    assert [part.code for part in row.common[0].statement.parts] == [world.first("part").code]


def test_what_is_common_to_a_concept_compared_and_another_is_that_ones_own():
    world = make_world()
    row = everything_of("alpha gamma").rows[0]
    assert row.common == ()
    own = [one.code for line in row.lines for one in line.cells[0].statements]
    assert sorted(own) == sorted([world.statements["characteristic"][0].code, world.first("common").code])


def test_a_characteristic_of_two_distinctions_stands_in_full_once():
    world = make_world()
    first, _second, third, _fourth = world.statements["characteristic"]
    again = make.make_distinction(first, third, rank=9)
    publish(statements=[again])
    one, two = everything_of("alpha beta gamma").rows[0].lines
    assert [len(cell.statements) for cell in one.cells] == [1, 1, 0]
    assert [cell.repeated.code if cell.repeated else "" for cell in two.cells] == [first.code, "", ""]
    assert [one.code for one in two.cells[2].statements] == [third.code]


def test_a_cell_and_common_ground_begin_with_what_most_articles_say():
    alpha, beta, gamma = (make.make_concept(slug) for slug in ("alpha", "beta", "gamma"))
    for kind in ("definition", "characteristic"):
        weak = say(kind, alpha, sources=1, rank=1)
        strong = say(kind, alpha, sources=3, rank=3)
        middling = say(kind, alpha, sources=1, rank=2)
        table = everything_of("alpha beta")
        line = table.definitions if kind == "definition" else table.rows[0].lines[0]
        assert [one.code for one in line.cells[0].statements] == [strong.code, weak.code, middling.code]
    weak = say("characteristic", alpha, beta, sources=1, rank=4)
    strong = say("characteristic", beta, gamma, alpha, sources=2, rank=5)
    (row,) = everything_of("alpha beta").rows
    assert [one.statement.code for one in row.common] == [strong.code, weak.code]
    assert [[one.slug for one in common.concepts] for common in row.common] == [["alpha", "beta"]] * 2
    assert [[one.slug for one in common.other_concepts] for common in row.common] == [["gamma"], []]


def test_contrasts_stand_by_the_articles_that_say_both_sides():
    alpha, beta = make.make_concept("alpha"), make.make_concept("beta")
    apart = [say("characteristic", one, sources=3, rank=rank) for rank, one in enumerate((alpha, beta))]
    together = [say("characteristic", one, sources=1, rank=rank) for rank, one in enumerate((alpha, beta), start=2)]
    told, drawn = make.make_distinction(*apart, rank=1), make.make_distinction(*together, rank=2)
    publish(statements=[told, drawn])
    (row,) = everything_of("beta alpha").rows
    assert [line.distinction.code for line in row.lines] == [told.code, drawn.code], "nobody says either as a whole"
    for place, source in enumerate((make.make_source("one"), make.make_source("two", make.CHINESE, "zh-hans"))):
        for side in together:
            make.cite(side, make.make_passage(source, ("Marketing", "营销")[place]))
    make.cite(told, make.make_passage(make.make_source("draws", make.CHINESE, "zh-hans"), "营销"))
    table = everything_of("beta alpha")
    (row,) = table.rows
    assert [line.distinction.code for line in row.lines] == [drawn.code, told.code]
    assert [line.distinction.voices.count for line in row.lines] == [2, 1]
    assert [line.distinction.support.part.count for line in row.lines] == [2, 6]
    assert [line.distinction.drawn_by.count for line in row.lines] == [0, 1]
    assert [[(bar.concept.slug, bar.voices.count) for bar in line.bars] for line in row.lines] == [
        [("beta", 3), ("alpha", 3)],
        [("beta", 3), ("alpha", 3)],
    ]
    assert [len(line.distinction.quotations) for line in row.lines] == [0, 1]
    assert [[len(cell.statements[0].quotations) for cell in line.cells] for line in row.lines] == [[3, 3], [3, 3]]


def test_bars_count_different_articles_by_concept_and_language():
    make_world()
    table = everything_of("alpha beta gamma")
    (row,) = table.rows
    assert [(one.concept.slug, one.voices.english, one.voices.chinese) for one in row.bars] == [
        ("alpha", 1, 1),
        ("beta", 1, 1),
        ("gamma", 1, 0),
    ]
    assert [one.voices.count for one in table.definitions.bars] == [1, 1, 1]
    assert table.most_voices == 2


@pytest.mark.parametrize(("language", "title"), [("en", "Source mute"), ("zh-hans", "来源 mute")])
def test_the_matrix_tells_which_article_says_how_much_and_which_is_silent(language, title):
    world = make_world(times=2)
    mute = make.make_passage(make.make_source("mute"), "Both aim")
    make.cite(world.first("characteristic"), mute, "contradicts")
    with translation.override(language):
        matrix = everything_of("alpha beta").matrix
    assert [row.slug for row in matrix.rows] == ["dimension-0", "dimension-1"]
    assert [(one.article.source_slug, one.definitions, one.counts) for one in matrix.articles] == [
        ("english-0", (1, 1), ((1, 1), (0, 0))),
        ("chinese-0", (0, 0), ((2, 2), (0, 0))),  # common ground and its part
        ("english-1", (1, 1), ((0, 0), (1, 1))),
        ("chinese-1", (0, 0), ((0, 0), (2, 2))),
        ("mute", (0, 0), ((0, 0), (0, 0))),
    ]
    assert [one.silent for one in matrix.articles] == [False] * 4 + [True]
    assert matrix.most == 2
    article = matrix.articles[-1].article
    assert (article.source.words, article.number, article.lang) == (title, 1, "en")
    assert article.address == f"/{language}/sources/mute/v1/articles/1/"


def test_a_concept_of_which_the_sources_say_nothing_is_silent():
    world = make_world()
    lonely = make.make_dimension("lonely")
    passage = make.make_passage(world.english, "Both aim")
    make.make_published("characteristic", world.concepts[0], dimension=lonely, cites=(passage,))
    row = next(row for row in everything_of("alpha beta").rows if row.slug == "lonely")
    assert [cell.silent for cell in row.lines[0].cells] == [False, True]


def test_core_dimensions_come_first():
    world = make_world()
    core = make.make_dimension("core", core=True, rank=99)
    passage = make.make_passage(world.english, "Both aim")
    make.make_published("characteristic", world.concepts[0], dimension=core, cites=(passage,))
    assert [row.slug for row in everything_of("alpha beta").rows] == ["core", "dimension-0"]


def test_drafts_are_not_shown():
    world = make_world()
    draft = make.make_statement("definition", world.concepts[0], cites=(make.make_passage(world.english, "Both aim"),))
    codes = [one.code for cell in everything_of("alpha beta").definitions.cells for one in cell.statements]
    assert codes
    assert draft.code not in codes


def test_relations_and_questions_join_the_concepts_compared():
    world = make_world()
    table = everything_of("beta alpha")
    assert [one.code for one in table.relations] == [world.first("relation").code]
    (question,) = table.questions
    assert [answer.count for answer in question.answers] == [1]
    assert everything_of("gamma delta").relations == everything_of("gamma delta").questions == ()


def test_filters_keep_to_what_is_asked_for():
    make_world(times=2)
    everything = everything_of("alpha beta")
    assert [row.slug for row in everything_of("alpha beta", dimensions=("dimension-1",)).rows] == ["dimension-1"]
    chinese = everything_of("alpha beta", language="zh-hans")
    shown = [one.statement for row in chinese.rows for one in row.common]
    assert shown
    assert all(one.original.lang == "zh-Hans" for statement in shown for one in statement.quotations)
    assert not any(line.distinction for row in chinese.rows for line in row.lines)
    (row,) = everything_of("alpha beta", sources=("chinese-1",)).rows
    assert row.slug == "dimension-1"
    contrasts = everything_of("alpha beta", only_contrasts=True)
    assert [[line.distinction.code for line in row.lines] for row in contrasts.rows] == [
        [line.distinction.code for line in row.lines if line.distinction] for row in everything.rows
    ]
    assert not any(row.common for row in contrasts.rows)
    assert (contrasts.defined, contrasts.relations, contrasts.questions) == (False, (), ())


def test_filters_are_read_strictly_and_written_in_one_order():
    make_world()
    query = {"only": ["contrasts"], "dimension": ["", "dimension-0"], "utm": ["x"]}
    assert Filters.from_query(query).query == {"dimension": ["dimension-0"], "only": ["contrasts"]}
    for key in Filters.KEYS:
        for wrong in ("没有", "x\x00", "dimension-0 "):
            with pytest.raises(UnknownFilterError):
                everything_of("alpha beta", **asdict(Filters.from_query({key: [wrong]})))


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"language": "zh-hans"},
        {"sources": ("english-0", "chinese-1")},
        {"dimensions": ("dimension-0", "dimension-1")},
        {"only_contrasts": True},
        {"only_contrasts": True, "language": "en", "dimensions": ("dimension-1",)},
        {"only_contrasts": True, "sources": ("chinese-0", "other")},
    ],
)
def test_every_option_tells_how_many_statements_it_would_leave(chosen):
    world = make_world(times=2)
    multiply(world, 2)
    other = make.make_passage(make.make_source("other"), "Both aim")
    make.cite(world.first("characteristic"), other)
    lonely = make.make_dimension("lonely")
    make.make_published("characteristic", world.concepts[0], dimension=lonely, cites=(other,))
    table = everything_of("alpha gamma beta", **chosen)
    for key, options in {"language": table.options.languages, "sources": table.options.sources}.items():
        assert len(options) >= 2
        for option in options:
            value = option.value if key == "language" else (option.value,)
            assert option.count == statements_on(everything_of("alpha gamma beta", **chosen | {key: value})), option
    assert [one.value for one in table.options.dimensions] == ["dimension-0", "dimension-1", "lonely"]
    for option in table.options.dimensions:
        rows = everything_of("alpha gamma beta", **chosen | {"dimensions": (option.value,)}).rows
        assert option.count == sum(map(statements_in, rows)), option
    assert table.options.contrasts.count == statements_on(
        everything_of("alpha gamma beta", **chosen | {"only_contrasts": True})
    )


def test_options_tell_what_is_chosen_and_what_would_leave_nothing():
    world = make_world(times=2)
    make.make_source("never-cited")
    with translation.override("zh-hans"):
        table = everything_of("alpha beta", sources=("never-cited", "chinese-0"), dimensions=("dimension-0",))
    assert [(one.value, one.chosen, one.count) for one in table.options.sources] == [
        ("english-0", False, 6),  # two definitions, two sides, their distinction, a relation
        ("chinese-0", True, 2),  # common ground, and a definition that one of its passages reports
        ("english-1", False, 3),
        ("chinese-1", False, 1),
        ("never-cited", True, 0),
    ]
    assert [(one.value, one.chosen, one.count) for one in table.options.dimensions] == [
        ("dimension-0", True, 1),
        ("dimension-1", False, 0),
    ]
    assert [(one.value, one.chosen, one.count) for one in table.options.languages] == [
        ("en", False, 0),
        ("zh-hans", False, 2),
    ]
    assert table.options.sources[-1].name.words == "来源 never-cited"
    assert table.filters.count == 3
    assert world.first("common").code == table.rows[0].common[0].statement.code


def test_findings_are_counted_in_no_option():
    world = make_world()
    withdraw(statement=world.first("finding"), words_en="It was wrong.", words_zh="写错了。")
    before = everything_of("alpha beta").options
    finding = make.make_finding(*world.concepts[:2], rests_on=(world.first("characteristic"),))
    publish(statements=[finding])
    assert everything_of("alpha beta").options == before


def test_columns_can_be_moved_and_removed_with_the_filters_kept():
    make_world()
    concept_names = load_concept_names()
    picker = Picker(
        select_concepts(["alpha", "beta", "gamma"], concept_names), concept_names, {"language": ["zh-hans"]}
    )
    address = "/en/compare/{}/?language=zh-hans".format
    assert [(one.concept.slug, one.earlier, one.later, one.removal) for one in picker.columns] == [
        ("alpha", "", address("beta-vs-alpha-vs-gamma"), address("beta-vs-gamma")),
        ("beta", address("beta-vs-alpha-vs-gamma"), address("alpha-vs-gamma-vs-beta"), address("alpha-vs-gamma")),
        ("gamma", address("alpha-vs-gamma-vs-beta"), "", address("alpha-vs-beta")),
    ]
    assert picker.reversed == address("gamma-vs-beta-vs-alpha")
    two = Picker(select_concepts(["alpha", "beta"], concept_names), concept_names, {})
    assert [one.removal for one in two.columns] == ["", ""]


def test_words_come_in_the_readers_language():
    make_world()
    with translation.override("zh-hans"):
        table = everything_of("alpha beta")
    assert table.concepts[0].name.lang == "zh-Hans"
    assert table.definitions.cells[0].statements[0].text.words.endswith("的中文。")


def test_pairs_are_suggested_by_their_distinctions():
    world = make_world()
    publish(statements=[make.make_distinction(*world.statements["characteristic"][:2])])
    (best,) = suggest_comparisons(load_concept_names())
    assert ([one.slug for one in best.concepts], best.distinctions) == (["alpha", "beta"], 2)


def test_no_two_columns_have_the_same_colour():
    for number in range(HUE_COUNT + 2):
        make.make_concept(f"hue-{number}")
    concept_names = load_concept_names()
    clashing = [one for one in concept_names.concepts if one.hue == concept_names.concepts[0].hue]
    assert len(clashing) == 2
    chosen = select_concepts([one.slug for one in clashing], concept_names)
    assert len({one.hue for one in chosen.concepts}) == 2
    assert chosen.concepts == tuple(clashing)
    assert chosen.concepts[0].hue == clashing[0].hue
