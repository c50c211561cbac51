"""The function that counts agrees, on claims that nobody has thought of, with one that was written apart from it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concepts.content.counting import Claim, RestsOn, Saying, count_support
from tests.concepts.content.test_counting import article
from tests.recount import open_data

LETTERS = "ABCDEFGH"
FIRST = {"G": "A", "H": "B"}  # another version of A, and an identical repost of B
ARTICLES = {letter: article(letter, voice=FIRST.get(letter)) for letter in LETTERS}

# Who supports, who contradicts, and who only copies or reports.
citations = st.lists(st.tuples(st.sampled_from(LETTERS), st.sampled_from(["speaks", "denies", "neither"])), max_size=6)
simple = st.fixed_dictionaries({"citations": citations})
distinctions = st.fixed_dictionaries({"citations": citations, "sides": st.lists(simple, min_size=2, max_size=3)})
rows = st.tuples(st.one_of(simple, distinctions), st.integers(0, 3), st.booleans())


@st.composite
def resting(draw):
    """A position or finding; each row carries the whole, or a part that there is."""
    parts = draw(st.sampled_from([(), (1,), (1, 2), (1, 2, 3)]))
    basis = [(below, part if part in parts else 0, nearby) for below, part, nearby in draw(st.lists(rows, max_size=5))]
    return {"citations": draw(citations), "basis": basis, "parts": parts}


claims = st.one_of(simple, distinctions, resting())


def as_counted(plan):
    """The claim as the site has it."""
    return Claim(
        tuple(Saying(ARTICLES[name], what == "speaks", what == "denies") for name, what in plan["citations"]),
        sides=tuple(map(as_counted, plan.get("sides", ()))),
        basis=tuple(RestsOn(as_counted(below), part, nearby) for below, part, nearby in plan.get("basis", ())),
        parts=plan.get("parts", ()),
    )


def as_recounted(plan):
    """The same claim as the open data has it."""

    def who(what):
        return frozenset(FIRST.get(name, name) for name, found in plan["citations"] if found == what)

    sides = [
        open_data.Row(as_recounted(side), number, side=True) for number, side in enumerate(plan.get("sides", ()), 1)
    ]
    basis = [open_data.Row(as_recounted(below), part or None, nearby) for below, part, nearby in plan.get("basis", ())]
    parts = tuple(range(1, len(sides) + 1)) or tuple(plan.get("parts", ()))
    return open_data.Claim(who("speaks"), who("denies"), (*sides, *basis), parts)


def letters(voices):
    return {chr(found.voice) for found in voices.articles}


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims)
def test_both_count_alike(plan):
    support, recounted = count_support(as_counted(plan)), as_recounted(plan)
    places = ("whole", "part", "nearby", "both", "against")
    assert {place: letters(getattr(support, place)) for place in places} == {
        place: getattr(recounted, place) for place in places
    }
    assert support.weaker == recounted.weaker


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims)
def test_no_article_stands_in_two_places(plan):
    support = count_support(as_counted(plan))
    standing = [letters(voices) for voices in (support.whole, support.part, support.nearby, support.both)]
    assert sum(map(len, standing)) == len(set.union(*standing))
    assert not letters(support.against) & (standing[0] | standing[3])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims, st.sets(st.sampled_from(LETTERS[:6])))
def test_leaving_articles_out_is_never_having_heard_them(plan, silent):
    def without(below):
        kept = [(name, what) for name, what in below["citations"] if FIRST.get(name, name) not in silent]
        return {
            **below,
            "citations": kept,
            "sides": [without(side) for side in below.get("sides", ())],
            "basis": [(without(row), part, nearby) for row, part, nearby in below.get("basis", ())],
        }

    kept = as_counted(plan).keep(lambda found: chr(found.voice) not in silent)
    assert count_support(kept) == count_support(as_counted(without(plan)))
