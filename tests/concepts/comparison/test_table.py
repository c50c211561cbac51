import pytest
from django.utils import translation

from concepts.comparison.choice import TooFew, TooMany, UnknownNames, choose
from concepts.comparison.filters import Filters, UnknownFilter
from concepts.comparison.suggestions import suggest
from concepts.comparison.table import Table, build_table
from concepts.models import Address
from concepts.publishing import publish
from concepts.reading.addresses import Gone
from concepts.reading.lexicon import load_lexicon
from tests import factories as make
from tests.concepts.reading.worlds import make_world

pytestmark = pytest.mark.django_db


def table_of(names: str, **filters) -> Table:
    lexicon = load_lexicon()
    return build_table(choose(names.split(), lexicon), lexicon, Filters(**filters))


def test_columns_keep_the_order_asked_for():
    make_world()
    assert [one.slug for one in table_of("gamma alpha beta").concepts] == ["gamma", "alpha", "beta"]
    assert [one.concept.slug for one in table_of("gamma alpha").definitions.cells] == ["gamma", "alpha"]


def test_a_repeat_and_another_letter_case_are_the_same_concept():
    make_world()
    assert choose(["Alpha", "beta", "ALPHA"], load_lexicon()).key == "alpha-vs-beta"


@pytest.mark.parametrize(
    ("names", "error"),
    [
        (["alpha"], TooFew),
        (["alpha", "alpha"], TooFew),
        (["", "alpha"], TooFew),
        (["alpha", "beta", "gamma", "delta", "epsilon"], TooMany),
        (["alpha", "营销"], UnknownNames),
        (["x"] * 5000, UnknownNames),
    ],
)
def test_what_cannot_be_compared_is_refused(names, error):
    make_world(concepts=5)
    with pytest.raises(error):
        choose(names, load_lexicon())


def test_a_concept_that_moved_is_found_under_its_new_name_and_a_withdrawn_one_is_gone():
    make_world()
    Address.objects.create(kind="concept", key="old", state="moved", target="beta")
    Address.objects.create(
        kind="concept", key="dead", state="withdrawn", words_en="It was a mistake.", words_zh="写错了。"
    )
    assert choose(["alpha", "old"], load_lexicon()).key == "alpha-vs-beta"
    with pytest.raises(Gone, match="It was a mistake"):
        choose(["alpha", "dead"], load_lexicon())


def test_a_distinction_lines_up_its_cells_and_common_ground_is_shown_once():
    world = make_world()
    row = table_of("alpha beta").rows[0]
    (line,) = row.lines
    assert line.distinction
    assert line.distinction.code == world.first("distinction").code
    sides = world.statements["characteristic"]
    assert [[one.code for one in cell.statements] for cell in line.cells] == [[sides[0].code], [sides[1].code]]
    assert [one.statement.code for one in row.common] == [world.first("common").code]
    assert [part.code for part in row.common[0].statement.parts] == [world.first("part").code]


def test_what_is_common_to_a_concept_compared_and_another_is_that_ones_own():
    world = make_world()
    row = table_of("alpha gamma").rows[0]
    assert row.common == ()
    own = [one.code for line in row.lines for one in line.cells[0].statements]
    assert sorted(own) == sorted([world.statements["characteristic"][0].code, world.first("common").code])


def test_a_characteristic_of_two_distinctions_stands_in_full_once():
    world = make_world()
    first, _second, third, _fourth = world.statements["characteristic"]
    again = make.make_distinction(first, third, rank=9)
    publish(statements=[again])
    one, two = table_of("alpha beta gamma").rows[0].lines
    assert [len(cell.statements) for cell in one.cells] == [1, 1, 0]
    assert [cell.again.code if cell.again else "" for cell in two.cells] == [first.code, "", ""]
    assert [one.code for one in two.cells[2].statements] == [third.code]


def test_a_concept_of_which_the_sources_say_nothing_is_silent():
    world = make_world()
    lonely = make.make_dimension("lonely")
    passage = make.make_passage(world.english, "Both aim")
    make.make_published("characteristic", world.concepts[0], dimension=lonely, cites=(passage,))
    row = next(row for row in table_of("alpha beta").rows if row.slug == "lonely")
    assert [cell.silent for cell in row.lines[0].cells] == [False, True]


def test_core_dimensions_come_first():
    world = make_world()
    core = make.make_dimension("core", core=True, rank=99)
    passage = make.make_passage(world.english, "Both aim")
    make.make_published("characteristic", world.concepts[0], dimension=core, cites=(passage,))
    assert [row.slug for row in table_of("alpha beta").rows] == ["core", "dimension-0"]


def test_drafts_are_not_shown():
    world = make_world()
    draft = make.make_statement("definition", world.concepts[0], cites=(make.make_passage(world.english, "Both aim"),))
    codes = [one.code for cell in table_of("alpha beta").definitions.cells for one in cell.statements]
    assert codes
    assert draft.code not in codes


def test_relations_and_questions_join_the_concepts_compared():
    world = make_world()
    table = table_of("beta alpha")
    assert [one.code for one in table.relations] == [world.first("relation").code]
    (question,) = table.questions
    assert [one.voices.count for one in question.positions] == [1]
    assert table_of("gamma delta").relations == table_of("gamma delta").questions == ()


def test_filters_keep_to_what_is_asked_for():
    make_world(times=2)
    everything = table_of("alpha beta")
    assert [row.slug for row in table_of("alpha beta", dimensions=("dimension-1",)).rows] == ["dimension-1"]
    chinese = table_of("alpha beta", language="zh-hans")
    shown = [one.statement for row in chinese.rows for one in row.common]
    assert shown
    assert all(one.original.lang == "zh-Hans" for statement in shown for one in statement.quotations)
    assert not any(line.distinction for row in chinese.rows for line in row.lines)
    (row,) = table_of("alpha beta", sources=("chinese-1",)).rows
    assert row.slug == "dimension-1"
    differences = table_of("alpha beta", only_differences=True)
    assert [len(row.lines) for row in differences.rows] == [len(row.lines) for row in everything.rows]
    assert not any(row.common for row in differences.rows)


def test_filters_are_read_strictly_and_written_in_one_order():
    make_world()
    query = {"only": ["differences"], "dimension": ["", "dimension-0"], "utm": ["x"]}
    assert Filters.from_query(query).query == {"dimension": ["dimension-0"], "only": ["differences"]}
    for key in Filters.KEYS:
        with pytest.raises(UnknownFilter):
            Filters.from_query({key: ["没有"]})


def test_words_come_in_the_readers_language():
    make_world()
    with translation.override("zh-hans"):
        table = table_of("alpha beta")
    assert table.concepts[0].name.lang == "zh-Hans"
    assert table.definitions.cells[0].statements[0].text.words.endswith("的中文。")


def test_pairs_are_suggested_by_their_distinctions():
    world = make_world()
    publish(statements=[make.make_distinction(*world.statements["characteristic"][:2])])
    (best,) = suggest(load_lexicon())
    assert ([one.slug for one in best.concepts], best.distinctions) == (["alpha", "beta"], 2)
