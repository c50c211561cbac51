"""What a comparison comes to: its findings, strongest first, with their numbers, rows and questions."""

import re

import pytest
from django.utils import translation

from concepts.comparison.answer import ComparisonAnswer, build_answer
from concepts.comparison.content import load_compared_statements
from concepts.comparison.filters import Filters
from concepts.comparison.selection import select_concepts
from concepts.editorial.publishing import publish, withdraw
from concepts.evidence.concept_names import load_concept_names
from concepts.models import Concept, Statement
from tests import factories as make
from tests.concepts.pages.worlds import make_world

pytestmark = pytest.mark.django_db


def answer_of(names: str, **filters) -> ComparisonAnswer:
    concept_names = load_concept_names()
    selection = select_concepts(names.split(), concept_names)
    return build_answer(load_compared_statements(selection, concept_names, Filters(**filters)))


def find(*concepts: Concept, articles: int, **fields) -> Statement:
    """A published finding that so many articles of their own say."""
    number = Statement.objects.count()
    sources = [make.make_source(f"finding-{number}-{turn}") for turn in range(articles)]
    passages = tuple(make.make_passage(source, "Both aim") for source in sources)
    said = make.make_published("characteristic", *concepts, dimension=make.make_dimension("said"), cites=passages)
    finding = make.make_finding(*concepts, rests_on=(said,), **fields)
    publish(statements=[finding])
    return finding


def codes(findings) -> list[str]:
    return [finding.statement.code for finding in findings]


@pytest.fixture
def world():
    world = make_world()
    withdraw(statement=world.first("finding"), words_en="It was wrong.", words_zh="写错了。")
    return world


def test_findings_about_all_the_concepts_come_first_then_those_that_most_articles_say(world):
    alpha, beta, gamma, delta = world.concepts
    weak = find(alpha, beta, articles=1)
    strong = find(alpha, beta, articles=3)
    of_three = find(alpha, beta, gamma, articles=2)
    together = find(beta, alpha, articles=2, aspect="together")
    find(alpha, delta, articles=4)
    assert codes(answer_of("alpha beta").differ) == [strong.code, weak.code]
    assert codes(answer_of("beta alpha gamma").differ) == [of_three.code, strong.code, weak.code]
    assert codes(answer_of("alpha beta").together) == [together.code]
    assert answer_of("beta gamma").differ == answer_of("beta gamma").together == ()


def test_a_finding_leads_to_the_page_of_its_row(world):
    alpha, beta = world.concepts[:2]
    with_row = find(alpha, beta, articles=3, dimension=world.first("characteristic").dimension)
    elsewhere = find(alpha, beta, articles=2, dimension=make.make_dimension("elsewhere"))
    without = find(alpha, beta, articles=1)
    shown = [(finding.statement.code, finding.address) for finding in answer_of("alpha beta").differ]
    address = "/en/compare/alpha-vs-beta/{}/".format
    assert shown == [
        (with_row.code, address("dimension-0")), (elsewhere.code, ""), (without.code, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("en", "Is it so?"), ("zh-hans", "是吗？")])
def test_a_question_stands_beside_a_finding_that_rests_on_what_a_position_rests_on(world, language, words):
    """Also where that statement is about none of the concepts compared."""
    alpha, beta, _gamma, delta = world.concepts
    elsewhere = make.make_published("definition", delta, cites=(make.make_passage(world.english, "Both aim"),))
    finding, other = find(alpha, beta, articles=1), find(alpha, beta, articles=3)
    make.rest_on(finding, elsewhere)
    question = make.make_question("is-it-so")
    question.text_en, question.text_zh = "Is it so?", "是吗？"
    make.save_row(question)
    make.publish_proposals()
    position = make.make_statement("position", question=question)
    make.rest_on(position, elsewhere)
    with translation.override(language):
        assert answer_of("alpha beta").differ[1].statement.questions == (), "the position is a draft"
        publish(statements=[position])
        first, second = answer_of("alpha beta").differ
    assert (first.statement.code, first.statement.questions) == (other.code, ())
    assert [(link.text.words, link.address) for link in second.statement.questions] == [
        (words, f"/{language}/questions/is-it-so/")
    ]


def test_filters_about_sources_count_findings_anew_and_leave_out_those_that_nobody_is_left_for(world):
    alpha, beta = world.concepts[:2]
    strong = find(alpha, beta, articles=2)
    chinese = make.make_passage(make.make_source("said-in-chinese", make.CHINESE, "zh-hans"), "营销")
    said = make.make_published("characteristic", alpha, dimension=make.make_dimension("said"), cites=(chinese,))
    weak = make.make_finding(alpha, beta, rests_on=(said,), dimension=make.make_dimension("said"))
    publish(statements=[weak])
    assert codes(answer_of("alpha beta").differ) == [strong.code, weak.code]
    assert codes(answer_of("alpha beta", language="zh-hans").differ) == [weak.code]
    source = next(iter(answer_of("alpha beta").differ[0].statement.voices.articles)).source_slug
    (left,) = answer_of("alpha beta", sources=(source,)).differ
    assert (left.statement.code, left.statement.voices.count) == (strong.code, 1)


def test_what_narrows_the_table_to_a_dimension_or_to_contrasts_keeps_the_answer(world):
    differing = find(*world.concepts[:2], articles=1)
    together = find(*world.concepts[:2], articles=1, aspect="together")
    for filters in ({}, {"dimensions": ("said",)}, {"only_contrasts": True}):
        answer = answer_of("alpha beta", **filters)
        assert (codes(answer.differ), codes(answer.together)) == ([differing.code], [together.code])


def test_a_contrast_that_tells_of_another_concept_is_not_in_the_answer(world):
    sides = world.statements["characteristic"]
    wider = make.make_distinction(*sides[:3])
    publish(statements=[wider])
    assert [row.contrast.code for row in answer_of("alpha beta").contrasts] == [world.first("distinction").code]
    withdraw(statement=world.first("distinction"), words_en="It was wrong.", words_zh="写错了。")
    assert answer_of("alpha beta").contrasts == ()
    assert [row.contrast.code for row in answer_of("gamma beta alpha").contrasts] == [wider.code]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("The answer", "How they go together", "2 articles say so", "4 more findings")),
        ("zh-hans", ("要点", "它们怎样相互配合", "2 篇文章这样说", "另有 4 条综述")),
    ],
)
def test_seven_that_differ_and_three_together_are_shown_and_a_link_leads_to_all(client, world, language, words):
    alpha, beta = world.concepts[:2]
    differ = [find(alpha, beta, articles=1, rank=rank) for rank in range(9)]
    together = [find(alpha, beta, articles=2, aspect="together", rank=rank) for rank in range(5)]
    html = client.get(f"/{language}/compare/alpha-vs-beta/").content.decode()
    answer = html.partition('class="answer"')[2].partition("</section>")[0]
    assert all(word in answer for word in words)
    seen = re.findall(rf'<p class="finding-text"><a href="/{language}/statements/(\w+)/"', answer)
    assert seen == [finding.code for finding in [*differ[:7], *together[:3]]]
    everything = f"/{language}/compare/alpha-vs-beta/?view=all"
    assert f'href="{everything}#findings"' in answer
    findings = client.get(everything).content.decode().partition('id="findings"')[2].partition("</section>")[0]
    assert all(finding.code in findings for finding in [*differ, *together])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_without_findings_the_best_supported_contrasts_stand_in_their_place(client, world, language):
    address = f"/{language}/compare/alpha-vs-beta/"
    code = world.first("distinction").code
    link = f'<a class="count" href="{address}dimension-0/#{code}"'
    assert link in client.get(address).content.decode()
    finding = find(*world.concepts[:2], articles=1)
    html = client.get(address).content.decode()
    assert link not in html
    assert f'href="/{language}/statements/{finding.code}/"' in html


def test_of_three_concepts_each_is_told_of_where_a_finding_tells_of_it(world):
    alpha, beta, gamma, delta = world.concepts
    strong = [find(alpha, beta, articles=2, rank=rank) for rank in range(8)]
    weak = find(alpha, gamma, articles=1)
    answer = answer_of("alpha beta gamma")
    assert codes(answer.differ) == [*(finding.code for finding in strong[:6]), weak.code]
    assert (answer.apart, answer.more_findings) == ((), 2)
    answer = answer_of("alpha beta delta")
    assert codes(answer.differ) == [finding.code for finding in strong[:7]]
    assert answer.apart == (answer_concept("delta"),)
    side = make.make_published(
        "characteristic", delta, dimension=world.first("characteristic").dimension,
        cites=(make.make_passage(world.english, "Both aim"),),
    )  # fmt: skip
    contrast = make.make_distinction(world.first("characteristic"), side)
    publish(statements=[contrast])
    assert answer_of("alpha beta delta").apart == (answer_concept("delta"),), "seven findings leave no room"
    withdraw(statement=strong[0], words_en="It was wrong.", words_zh="写错了。")
    withdraw(statement=strong[1], words_en="It was wrong.", words_zh="写错了。")
    answer = answer_of("alpha beta delta")
    assert [row.contrast.code for row in answer.contrasts] == [contrast.code]
    assert answer.apart == ()


def answer_concept(slug: str):
    return load_concept_names().by_slug[slug]


@pytest.mark.parametrize(
    ("language", "untold", "apart"),
    [
        ("en", "No source here tells gamma and delta apart.", "No source here sets delta against the others."),
        ("zh-hans", "这里没有来源区分", "与其他概念对照。"),
    ],
)
def test_what_no_source_tells_apart_is_said_first_with_what_there_is_and_the_nearest_pair(
    client, world, language, untold, apart
):
    gamma, delta = world.concepts[2:]
    passage = make.make_passage(world.english, "Both aim")
    relation = make.make_published("relation", gamma, objects=(delta,), cites=(passage,))
    sides = [make.make_published("characteristic", concept, cites=(passage,)) for concept in (world.concepts[0], gamma)]
    publish(statements=[make.make_distinction(*sides)])
    html = client.get(f"/{language}/compare/gamma-vs-delta/").content.decode()
    answer = html.partition('class="answer"')[2].partition("</section>")[0]
    assert untold in answer.replace('<span lang="en">', "")
    assert untold.split("gamma")[0] in html.partition('name="description"')[2].partition(">")[0]
    places = [answer.index(words) for words in (f"/statements/{relation.code}/", 'id="definitions"', "alpha-vs-gamma/")]
    assert places == sorted(places)
    html = client.get(f"/{language}/compare/alpha-vs-beta-vs-delta/").content.decode()
    assert apart in html


def test_relations_fill_up_what_goes_together_without_those_a_finding_rests_on(world):
    alpha, beta = world.concepts[:2]
    passage = make.make_passage(world.english, "Both aim")
    own = world.first("relation")
    others = [
        make.make_published("relation", alpha, objects=(beta,), cites=(passage,), rank=rank) for rank in (7, 8, 9)
    ]
    finding = make.make_finding(alpha, beta, rests_on=(own,), aspect="together")
    publish(statements=[finding])
    answer = answer_of("alpha beta")
    assert codes(answer.together) == [finding.code]
    assert [relation.code for relation in answer.relations] == [relation.code for relation in others[:2]]
    assert answer.more_relations == 1
    assert answer.relations_address == "/en/compare/alpha-vs-beta/relations/"


@pytest.mark.parametrize(("language", "words"), [("en", "1 more question"), ("zh-hans", "另有 1 个问题")])
def test_the_three_most_disputed_questions_stand_in_the_answer(client, world, language, words):
    said = world.first("characteristic")
    second = world.statements["characteristic"][1]
    slugs = []
    for number in range(3):
        question = make.make_question(f"disputed-{number}")
        slugs.append(question.slug)
        make.publish_proposals()
        positions = [make.make_statement("position", question=question) for _ in range(2)]
        for position, basis in zip(positions, (said, second), strict=True):
            make.rest_on(position, basis)
        publish(statements=positions)
    answer = client.get(f"/{language}/compare/alpha-vs-beta/").content.decode()
    answer = answer.partition('class="answer"')[2].partition("</section>")[0]
    strips = re.findall(rf'class="dispute-question"><a href="/{language}/questions/([\w-]+)/"', answer)
    assert strips == slugs
    assert words in answer
    assert f'href="/{language}/compare/alpha-vs-beta/questions/"' in answer


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_relation_that_more_articles_say_stands_before_findings_on_how_they_go_together(client, world, language):
    alpha, beta = world.concepts[:2]
    finding = find(alpha, beta, articles=1, aspect="together")
    assert not answer_of("alpha beta").relations_first, "as many articles say the one as the other"
    passages = tuple(make.make_passage(make.make_source(f"relation-{turn}"), "Both aim") for turn in range(2))
    relation = make.make_published("relation", alpha, objects=(beta,), cites=passages)
    assert answer_of("alpha beta").relations_first
    html = client.get(f"/{language}/compare/alpha-vs-beta/").content.decode()
    answer = html.partition('class="answer"')[2].partition("</section>")[0]
    assert answer.index(f"/statements/{relation.code}/") < answer.index(f"/statements/{finding.code}/")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Nor does any say how they go together."), ("zh-hans", "也没有说它们怎样相互配合。")],
)
def test_that_nothing_says_how_concepts_go_together_is_said_where_nothing_tells_them_apart(
    client, world, language, words
):
    address = f"/{language}/compare/gamma-vs-delta/"
    assert words in client.get(address).content.decode()
    passage = make.make_passage(world.english, "Both aim")
    make.make_published("relation", world.concepts[2], objects=(world.concepts[3],), cites=(passage,))
    assert words not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("language", "nobody", "in_all"),
    [
        ("en", "Put together by us from several articles", r"\d+ articles? in all"),
        ("zh-hans", "由本站综合多篇文章得出", r"共 \d+ 篇文章"),
    ],
)
def test_it_says_what_we_put_together_and_of_how_many_articles_a_number_is(client, world, language, nobody, in_all):
    alpha, beta = world.concepts[:2]
    said = [
        make.make_published(
            "characteristic", concept, dimension=make.make_dimension("said"),
            cites=(make.make_passage(make.make_source(f"on-{concept.slug}"), "Both aim"),),
        )
        for concept in (alpha, beta)
    ]  # fmt: skip
    before = answer_of("alpha beta").articles
    publish(statements=[make.make_finding_of_parts((alpha, said[0]), (beta, said[1]))])
    html = client.get(f"/{language}/compare/alpha-vs-beta/").content.decode()
    assert html.count(nobody) == 3, "the words, the name of the link, and what the card shows"
    assert re.search(in_all, html)
    assert answer_of("alpha beta").articles == before
    assert answer_of("alpha beta", sources=("on-alpha",)).articles == 1


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Is it so\\?</a> \\(disputed\\)"), ("zh-hans", "是吗？</a>（有争议）")]
)
def test_what_is_disputed_is_said_of_the_question_and_not_of_the_finding(client, world, language, words):
    alpha, beta = world.concepts[:2]
    finding = find(alpha, beta, articles=1)
    question = make.make_question("is-it-so")
    question.text_en, question.text_zh = "Is it so?", "是吗？"
    make.save_row(question)
    make.publish_proposals()
    position = make.make_statement("position", question=question)
    make.rest_on(position, finding.bases.get().statement)
    publish(statements=[position])
    assert re.search(words, client.get(f"/{language}/compare/alpha-vs-beta/").content.decode())
