"""`?without=` leaves out the articles with a caveat: all numbers and rankings follow, and the page says so."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import override_settings

from concepts.editorial.publishing import publish
from concepts.evidence.leaving_out import ArticlesLeftOut, UnknownFilterError
from concepts.models import Concept, Statement
from concepts.pages.concept_row import build_concept_row_page
from concepts.pages.question import build_question_page
from concepts.pages.statement import build_statement_page
from sources.caveats import Caveat
from tests import factories as make
from tests.concepts.comparison.test_answer import answer_of, codes
from tests.concepts.comparison.test_everything import everything_of

pytestmark = pytest.mark.django_db

MACHINE = Caveat.MACHINE_TRANSLATED.value
CAVEATS = {"en": ("machine-translated", "unsigned"), "zh-hans": ("机器翻译", "未署名")}
LEFT_OUT = {"en": r"(?:(\d+) articles?|Articles) left out of all numbers:", "zh-hans": r"未计入(?: (\d+) 篇|的)文章："}


@pytest.fixture
def field():
    """Two concepts of which a plain article, a translated one and one that is both translated and unsigned speak.

    `shared` is said by all three, `translated` by those that are translated, `own` and `other` by the plain one.
    """
    alpha, beta = make.make_concept("alpha", core=True), make.make_concept("beta", core=True)
    plain = make.make_source("plain")
    machine = make.make_source("machine", caveats=MACHINE)
    both = make.make_source("both", caveats=f"{MACHINE},unsigned")
    cited = {slug: make.make_passage(version, "Both aim") for slug, version in
             (("plain", plain), ("machine", machine), ("both", both))}  # fmt: skip
    dimension = make.make_dimension("goal")

    def say(concept, *sources, **fields) -> Statement:
        passages = tuple(cited[source] for source in sources)
        return make.make_published("characteristic", concept, dimension=dimension, cites=passages, **fields)

    shared, translated = say(alpha, "plain", "machine", "both"), say(alpha, "machine", "both", rank=0)
    own, other = say(alpha, "plain", rank=5), say(beta, "plain", "both", rank=1)
    only_translated = say(beta, "machine")
    distinction = make.make_distinction(shared, other, slug="apart")
    question = make.make_question("which-one")
    answers = [make.make_statement("position", question=question, rank=rank) for rank in range(2)]
    make.rest_on(answers[0], shared)
    make.rest_on(answers[1], translated)
    finding = make.make_finding_of_parts((alpha, shared), (beta, other), dimension=dimension)
    gone = make.make_finding_of_parts((alpha, translated), (beta, only_translated), dimension=dimension)
    rows = {
        "shared": shared, "translated": translated, "own": own, "other": other, "distinction": distinction,
        "answer": answers[0], "gone answer": answers[1], "finding": finding, "gone": gone,
    }  # fmt: skip
    publish(statements=[distinction, *answers, finding, gone])
    for row in rows.values():
        row.refresh_from_db()
    return rows


def addresses(field, language: str = "en") -> list[str]:
    return [
        f"/{language}/{path}"
        for path in (
            "compare/alpha-vs-beta/", "concepts/alpha/", "dimensions/goal/", "questions/which-one/",
            f"distinctions/{field['distinction'].code}/apart/", f"statements/{field['shared'].code}/",
            f"statements/{field['finding'].code}/", "concepts/alpha/goal/", "concepts/alpha/distinctions/",
            "dimensions/goal/distinctions/",
        )
    ]  # fmt: skip


def statement_page(statement: Statement, *without: str):
    return build_statement_page(statement.code, statement.get_absolute_url(), without)


def test_values_are_read_in_one_order_each_once_and_unknown_ones_are_refused():
    assert ArticlesLeftOut.read(["unsigned", "", MACHINE, "unsigned"]).caveats == (MACHINE, "unsigned")
    assert not ArticlesLeftOut.read([""])
    for wrong in ("没有", "none", "x\x00", "Unsigned"):
        with pytest.raises(UnknownFilterError):
            ArticlesLeftOut.read(["unsigned", wrong])


@pytest.mark.parametrize(
    ("without", "numbers"),
    [((), (3, 2, 1, 2)), ((MACHINE,), (1, None, 1, 1)), (("unsigned",), (2, 1, 1, 1)), (("undated",), (3, 2, 1, 2))],
)
def test_all_numbers_follow(field, without, numbers):
    shown = {statement.code: statement for statement in build_concept_row_page("alpha", "goal", without).statements}
    counted = [shown[field[name].code].voices.count if field[name].code in shown else None
               for name in ("shared", "translated", "own")]  # fmt: skip
    assert (*counted, statement_page(field["distinction"], *without).statement.voices.count) == numbers
    assert statement_page(field["finding"], *without).statement.voices.count == numbers[3]
    assert statement_page(field["shared"], *without).statement.voices.count == numbers[0]


def test_rankings_follow(field):
    """Three, two and one article speak of alpha; the article that is left says the first and the last of these."""

    def order(*without: str) -> list[str]:
        statements = build_concept_row_page("alpha", "goal", without).statements
        names = {row.code: name for name, row in field.items()}
        return [names[statement.code] for statement in statements]

    assert order() == ["shared", "translated", "own"]
    assert order(MACHINE) == ["shared", "own"]
    assert [one.statement.code for one in build_question_page("which-one").positions] == [
        field["answer"].code, field["gone answer"].code,
    ]  # fmt: skip
    (left,) = build_question_page("which-one", [MACHINE]).positions
    assert (left.statement.code, left.voices.count) == (field["answer"].code, 1)


def test_a_comparison_counts_findings_rows_and_options_anew(field):
    everything, left = everything_of("alpha beta"), everything_of("alpha beta", without=(MACHINE,))
    assert codes(answer_of("alpha beta").differ) == [field["finding"].code, field["gone"].code]
    assert codes(answer_of("alpha beta", without=(MACHINE,)).differ) == [field["finding"].code]
    assert [bar.voices.count for bar in left.rows[0].bars] == [1, 1]
    assert [(option.value, option.chosen) for option in left.options.caveats] == [(MACHINE, True), ("unsigned", False)]
    assert [option.value for option in left.options.sources] == ["plain", "machine", "both"]
    assert {option.value: option.count for option in left.options.sources} == {"plain": 4, "machine": 0, "both": 0}
    for option in everything.options.caveats:
        kept = everything_of("alpha beta", without=(option.value,))
        (row,) = kept.rows
        shown = sum(len(cell.statements) for line in row.lines for cell in line.cells)
        assert option.count == shown + sum(1 for line in row.lines if line.distinction), option


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_finding_counts_no_question_beside_what_is_left_out(client, field, language):
    """The answer stays, since it rests on another statement too; that place of the page does not."""
    make.rest_on(field["answer"], field["translated"])
    below = [row.statement for row in field["gone"].bases.order_by("rank")]
    concepts = Concept.objects.order_by("slug")
    finding = make.make_finding_of_parts(*zip(concepts, below, strict=True))
    publish(statements=[finding])
    for query, number in (("", 1), (f"?without={MACHINE}", 0)):
        html = client.get(f"/{language}/statements/{finding.code}/{query}").content.decode()
        assert (html.count('href="#rests-on"'), html.count('id="rests-on"')) == (number, number)


@pytest.mark.parametrize(("language", "words"), [("en", "No article says so"), ("zh-hans", "没有文章这样说")])
def test_a_statement_that_nobody_is_left_for_stands_on_its_own_page_and_in_no_list(client, field, language, words):
    gone = field["translated"]
    html = client.get(f"/{language}/statements/{gone.code}/?without={MACHINE}").content.decode()
    assert words in html
    assert re.search(LEFT_OUT[language], html)
    for path in ("concepts/alpha/goal/", "compare/alpha-vs-beta/goal/"):
        assert gone.code in client.get(f"/{language}/{path}").content.decode(), path
        assert gone.code not in client.get(f"/{language}/{path}?without={MACHINE}").content.decode(), path
    for name in ("gone", "gone answer"):
        html = client.get(f"/{language}/statements/{field[name].code}/?without={MACHINE}").content.decode()
        assert words in html, name


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_says_what_it_leaves_out_and_is_for_no_search_engine(client, field, language):
    for address in addresses(field, language):
        plain = client.get(address).content.decode()
        assert "noindex" not in plain, address
        assert not re.search(LEFT_OUT[language], plain), address
        html = client.get(f"{address}?without=unsigned&without={MACHINE}").content.decode()
        assert '<meta name="robots" content="noindex">' in html, address
        assert f'<link rel="canonical" href="http://testserver{address}">' in html, address
        said = re.split(LEFT_OUT[language], html)[2].partition("</div>" if "/compare/" in address else "</p>")[0]
        assert all(word in said for word in CAVEATS[language]), address
        assert f'href="{address}"' in said, "a link to everything"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("without", "count"), [((MACHINE,), "2"), (("unsigned",), "1"), (("undated",), None)])
def test_the_page_says_how_many_articles_it_leaves_out(client, field, language, without, count):
    for address in addresses(field, language):
        html = client.get(address, query_params={"without": without}).content.decode()
        found = re.search(LEFT_OUT[language], html)
        assert found, address
        assert found[1] == count, address


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_links_to_pages_that_can_leave_articles_out_keep_it(client, field, language):
    pages = f"/{language}/(?:cite/)?(?:compare|concepts|dimensions|questions|distinctions|statements)/[^?#]+/"
    query = f"without={MACHINE}&without=unsigned"
    kept, plain = 0, 0
    for address in addresses(field, language):
        main = client.get(f"{address}?{query}").content.decode().partition("<main")[2].partition("</main>")[0]
        main = re.sub('<a class="step step-remove"[^>]*>', "", main)  # these take it away
        for link in map(unescape, re.findall(r'<a\b[^>]*?href="([^"]+)"', main)):
            path, _mark, asked = link.partition("#")[0].partition("?")
            if path == address and not asked and "#" not in link:
                plain += 1  # to all articles
            elif re.fullmatch(pages, path):
                assert {f"without={MACHINE}", "without=unsigned"} <= {*asked.split("&")}, (address, link)
                kept += 1
            else:
                assert "without=" not in link or not path or path == f"/{language}/compare/", (address, link)
    assert kept > 20
    assert plain >= len(addresses(field, language))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_leaving_out_is_offered_where_a_counted_article_has_the_caveat(client, field, language):
    for address in addresses(field, language)[1:]:
        html = client.get(address).content.decode()
        assert f'href="{address}?without={MACHINE}"' in html, address
        assert "without=undated" not in html, address
        html = client.get(f"{address}?without=unsigned").content.decode()
        assert f'href="{address}?without={MACHINE}&amp;without=unsigned"' in html, address
    comparison = client.get(f"{addresses(field, language)[0]}?view=all").content.decode()
    assert f'name="without" value="{MACHINE}"' in comparison
    own = client.get(f"/{language}/statements/{field['own'].code}/").content.decode()
    assert "?without=" not in own


@pytest.mark.parametrize(("language", "words"), [("en", "has no value “x<y”"), ("zh-hans", "x&lt;y")])
def test_an_unknown_value_is_refused_in_plain_words_with_a_way_back(client, field, language, words):
    for address in addresses(field, language):
        answer = client.get(f"{address}?without=x%3Cy&without={MACHINE}")
        html = answer.content.decode()
        assert answer.status_code == 400, address
        assert words.replace("<", "&lt;") in html, address
        assert f'href="{address}"' in html, address
    assert client.get(f"/{language}/concepts/nothing/?without=x").status_code == 404


def test_redirects_keep_what_is_left_out(client, field):
    code = field["distinction"].code
    answer = client.get(f"/en/distinctions/{code.lower()}/old/?without=unsigned")
    assert (answer.status_code, answer["Location"]) == (301, f"/en/distinctions/{code}/apart/?without=unsigned")
    answer = client.get(f"/s/{code}/?without=unsigned", headers={"accept-language": "en"})
    assert answer["Location"].endswith("?without=unsigned")


def test_stored_pages_keep_apart_by_what_is_left_out(client, field, tmp_path):
    stored = {
        name: {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path / name)}
        for name in ("pages", "pages_with_query")
    }
    with override_settings(CACHES=settings.CACHES | stored):
        address = addresses(field)[5]
        queries = ("", f"?without={MACHINE}", "?without=unsigned", "?utm_source=x")
        first = [client.get(f"{address}{query}") for query in queries]
        again = [client.get(f"{address}{query}") for query in queries]
        assert [answer.content for answer in first] == [answer.content for answer in again]
        assert len({answer.content for answer in first}) == 3, "a key that no page reads makes no page of its own"
        assert len({answer["ETag"] for answer in first}) == 3
        counts = [re.search(r"(\d) (?:English )?articles? says? so", answer.content.decode()) for answer in first]
        assert [found and found[1] for found in counts] == ["3", "1", "2", "3"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", ["", "goal/"])
@pytest.mark.parametrize(
    ("sources", "left_out"), [((), "2"), (("machine",), "1"), (("machine", "both"), "2"), (("plain",), None)]
)
def test_articles_that_another_filter_leaves_out_are_not_counted_again(
    client, field, language, page, sources, left_out
):
    query = "".join(f"&source={slug}" for slug in sources)
    html = client.get(f"/{language}/compare/alpha-vs-beta/{page}?without={MACHINE}{query}").content.decode()
    assert re.findall(LEFT_OUT[language], html) == [left_out or ""]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "path",
    ["compare/alpha-vs-beta/", "compare/alpha-vs-beta/goal/", "compare/alpha-vs-beta/?view=all",
     "concepts/alpha/", "concepts/alpha/goal/", "dimensions/goal/"],
)  # fmt: skip
def test_a_question_on_which_the_others_do_not_disagree_stands_beside_no_statement(client, field, language, path):
    question = f"/{language}/questions/which-one/"
    assert question in client.get(f"/{language}/{path}").content.decode()
    joined = "&" if "?" in path else "?"
    assert question not in client.get(f"/{language}/{path}{joined}without={MACHINE}").content.decode()
