"""All numbers of a small field, on every page and in its open data, spelt out by hand.

Who says what; small letters are the same article as the large one:

- A (English) says both sides; a is its second version, r an identical repost: they say one side each once more.
- B (Chinese) says one side. K (Chinese) copies that from B, and says the other side itself.
- G (English) says the other side, and the first one of the department alone.
- H (translated from Chinese by a machine) makes the contrast in so many words.
- E and X (English) support the definition, X and Z (English) contradict it.
"""

import io

import pytest
from django.core.management import call_command
from django.test import Client

from concepts.editorial.publishing import publish
from concepts.search.index.maintenance import rebuild
from sources.cutting import cut_passage
from sources.models import Article, Passage
from tests import factories as make
from tests.recount.open_data import OpenData
from tests.test_recount import Recount

pytestmark = pytest.mark.django_db

LONG, SHORT, DEPARTMENT = "Alpha takes the long view.", "Beta wants results at once.", "Its department plans ahead."
BOTH = "Alpha takes the long view, beta wants results at once."
LONG_ZH, SHORT_ZH = "甲着眼长远。", "乙要的是眼前的结果。"
IS, IS_NOT = "Alpha is a trade.", "Alpha is no trade."


def make_article(name: str, text: str, language: str = "en", **fields: str) -> Article:
    return make.make_source(f"source-{name}", text, language, **fields).articles.get()


def passage(article: Article, quote: str, **fields: object) -> Passage:
    return make.make_passage(article.version, quote, **fields)


def make_versions_and_repost(first: Article) -> tuple[Article, Article]:
    """The second version of the article, and an identical repost of it in another source."""
    text = first.version.read_text()
    second = make.make_version(source=first.version.source, number=2, language="en", text=f"{text} More.")
    reposted = make_article("r", text)
    Article.objects.filter(pk=reposted.pk).update(same_as=first)
    return make.make_article(second, 0, len(text), same_as=first), reposted


@pytest.fixture
def names() -> dict[str, str]:
    """The field; returns the letters of its statements by code."""
    alpha, beta, department = (make.make_concept(slug, core=True) for slug in ("alpha", "beta", "department"))
    a = make_article("a", f"{LONG} {SHORT}")
    again, reposted = make_versions_and_repost(a)
    chinese = make.make_source("source-b", f"{LONG_ZH}{LONG_ZH}{SHORT_ZH}", "zh-hans")
    chinese.articles.update(end=len(LONG_ZH))
    copying = make.make_article(chinese, len(LONG_ZH), len(chinese.read_text()))
    said = make.make_passage(chinese, LONG_ZH)
    copied = cut_passage(
        chinese, chinese.read_text(), copying.start, copying.start + len(LONG_ZH), article=copying, copy_of=said
    )
    copied.save()
    g = make_article("g", f"{SHORT} {DEPARTMENT}")
    h = make_article("h", BOTH, written_in="zh-hans", caveats="machine-translated")
    e, x, z = make_article("e", IS), make_article("x", f"{IS} {IS_NOT}"), make_article("z", IS_NOT)

    dimension = make.make_dimension()
    long = make.make_statement(
        "characteristic", alpha, cites=(passage(a, LONG), passage(again, LONG), said, copied), dimension=dimension
    )
    short_cites = (passage(a, SHORT), passage(reposted, SHORT), make.make_passage(chinese, SHORT_ZH), passage(g, SHORT))
    short = make.make_statement("characteristic", beta, cites=short_cites, dimension=dimension)
    ahead = make.make_statement("characteristic", department, cites=(passage(g, DEPARTMENT),), dimension=dimension)
    definition = make.make_statement("definition", alpha, cites=(passage(e, IS), passage(x, IS)))
    for article in (x, z):
        make.cite(definition, passage(article, IS_NOT), "contradicts")
    publish(statements=[long, short, ahead, definition])
    contrast = make.make_distinction(long, short)
    make.cite(contrast, passage(h, BOTH))
    finding = make.make_finding_of_parts((alpha, long), (beta, short), dimension=dimension)
    make.rest_on(finding, ahead, part=1, nearness="nearby")
    question = make.make_question("which-view")
    positions = [make.make_statement("position", question=question, rank=rank) for rank in (0, 1)]
    for position, basis in zip(positions, (long, short), strict=True):
        make.rest_on(position, basis)
    publish(statements=[contrast, finding, *positions])
    rebuild()
    letters = dict(zip("LSDTFCPQ", (long, short, ahead, contrast, finding, definition, *positions), strict=True))
    return {statement.code: letter for letter, statement in letters.items()}


OF_A_CLAIM = ("whole", "an answer", "nobody", "part", "nearby", "both", "against", "drawn", "not drawn")
# By letter of a claim: what is counted of it, how many, and in English and Chinese where a page tells. L: alpha takes
# the long view; S: beta the short one; D: the department; T: the contrast; F: the finding; C: the definition; P and Q:
# the answers to the question.
L, S, D = "L whole 2 (1+1)", "S whole 3 (2+1)", "D whole 1 (1+0)"
T, F, C = "T whole 2 (1+1)", "F whole 1 (1+0)", "C whole 1 (1+0)"
DRAWN = "T drawn 1"
APART = {"F part 2", "F nearby 1"}
ON_TIME = {"alpha": "speaking 2 (1+1)", "beta": "speaking 3 (2+1)", "department": "speaking 1 (1+0)"}
DEFINED = "speaking 1 (1+0)"
ANSWERS = {"P whole 2 (1+1)", "Q whole 3 (2+1)"}


def told_twice(*numbers: str) -> set[str]:
    """Return each number as a figure or a card has it, and as the name of its link has it: with the languages."""
    return {*numbers, *(number.partition(" (")[0] for number in numbers)}


IN_SHORT = {"P an answer 2", "Q an answer 3"}
NUMBERS = {
    "": {F} | APART | IN_SHORT,
    "compare/alpha-vs-beta/": told_twice(L, S, T, C) | IN_SHORT | {"F whole 1", "in all 6"},
    "compare/alpha-vs-beta-vs-department/": told_twice(L, S, D, T, C) | IN_SHORT | {"F whole 1", "in all 6"},
    "compare/alpha-vs-beta-vs-department/?view=all": {L, S, D, T, F, C, DRAWN, *ON_TIME.values(), DEFINED}
    | APART
    | IN_SHORT,
    "compare/alpha-vs-beta/?view=all": {L, S, T, F, C, DRAWN, ON_TIME["alpha"], ON_TIME["beta"], DEFINED}
    | APART
    | IN_SHORT,
    "compare/alpha-vs-beta/definitions/": {C},
    "concepts/alpha/": {L, F, *told_twice(C), *IN_SHORT, "in all 4"} | APART,
    "concepts/alpha/scope/": {L, ON_TIME["alpha"]},
    "concepts/alpha/definitions/": {C, DEFINED},
    "concepts/alpha/distinctions/": {T, F, "in all 2"} | APART,
    "concepts/alpha/questions/": IN_SHORT | {"in all 4"},
    "concepts/beta/": {S, F, *IN_SHORT, "in all 4"} | APART,
    "concepts/beta/scope/": {S, ON_TIME["beta"]},
    "concepts/department/": {D},
    "concepts/department/scope/": {D, ON_TIME["department"]},
    "dimensions/scope/": {L, S, D, F, *IN_SHORT, "in all 5"} | APART,
    "dimensions/scope/distinctions/": {T, F, "in all 2"} | APART,
    "dimensions/scope/questions/": IN_SHORT | {"in all 5"},
    "distinctions/": {T},
    "questions/which-view/": {L, S, "answering 4", "for several 1"} | ANSWERS | IN_SHORT,
    "which-word/": {C},
    "statements/L/": {*told_twice(L), F} | APART,
    "statements/S/": {*told_twice(S), F} | APART,
    "statements/D/": {*told_twice(D), F} | APART,
    "statements/T/": {L, S, *told_twice(T), DRAWN, "T part 3", "in all 5"},
    "statements/F/": {L, S, D, *told_twice(F)} | APART,
    "statements/C/": {*told_twice(C), "C both 1", "C against 1"},
    "statements/P/": {L, *told_twice("P whole 2 (1+1)")},
    "statements/Q/": {S, *told_twice("Q whole 3 (2+1)")},
    "search/?q=alpha": {L, T, F, C, *ANSWERS},
}


@pytest.fixture
def recount(names) -> Recount:
    out = io.StringIO()
    call_command("export_statements", published=True, stdout=out, stderr=io.StringIO())
    return Recount(OpenData(out.getvalue().splitlines()))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_number_is_what_we_counted_by_hand(recount, names, language):
    codes = {letter: code for code, letter in names.items()}
    found = {}
    for address in NUMBERS:
        last = address.split("/")[1] if address.startswith("statements/") else ""
        page = recount.read(f"/{language}/{address.replace(f'/{last}/', f'/{codes[last]}/') if last else address}")
        found[address] = set()
        for number in page.numbers:
            if number.what not in ("with a caveat", "not named"):
                letter = names.get(recount.code_of(number.node, page), "") if number.what in OF_A_CLAIM else ""
                told = f" ({number.english}+{number.chinese})" if number.english is not None else ""
                found[address].add(f"{letter} {number.what} {number.count}{told}".strip())
    assert {
        address: found[address] ^ numbers for address, numbers in NUMBERS.items() if found[address] != numbers
    } == {}
    assert not recount.faults, "\n".join(recount.faults)


def test_the_search_tells_the_same_numbers_as_data(names):
    answer = Client().get("/api/v1/search?q=alpha&in=en").json()
    # A question has its answers below it, a concept its definition.
    told = [*answer["results"], *(below for found in answer["results"] for below in found["answers"])]
    voices = {names[found["id"]]: found["voices"] for found in told if found["id"] in names}
    assert voices == {"L": 2, "T": 2, "F": 1, "C": 1, "P": 2, "Q": 3}


def test_the_open_data_has_all_that_counting_needs(recount, names):
    standing = {
        names[code]: {
            place: len(articles)
            for place in ("whole", "part", "nearby", "both", "against")
            if (articles := getattr(recount.open_data.claim(code), place))
        }
        for code in recount.open_data.statements
    }
    assert standing == {
        "L": {"whole": 2},
        "S": {"whole": 3},
        "D": {"whole": 1},
        "T": {"whole": 2, "part": 3},
        "F": {"whole": 1, "part": 2, "nearby": 1},
        "C": {"whole": 1, "both": 1, "against": 1},
        "P": {"whole": 2},
        "Q": {"whole": 3},
    }
