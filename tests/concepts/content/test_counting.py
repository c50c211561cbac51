"""Every number of the fixture is spelt out by hand; the articles are named by the letters of who stands where."""

from dataclasses import replace

import pytest

from concepts.content.counting import CitedArticle, Claim, RestsOn, Saying, count_support, find_reports, join_voices
from sources.languages import Text

TITLE = Text("A title", "en")


def article(name, written_in="zh-hans", voice=None, version=1, caveats=()):
    """An article, known by a letter; `voice` is the letter of the article that it continues."""
    return CitedArticle(
        id=ord(name),
        voice=ord(voice or name),
        number=1,
        version=version,
        title=TITLE,
        source=TITLE,
        source_slug=f"source-{name.lower()}",
        language="en" if written_in == "en" else "zh-hans",
        lang="en",
        written_in=written_in,
        address=f"/{name}/",
        place=(0, "source", version, ord(name)),
        caveats=caveats,
    )


ARTICLES = {name: article(name) for name in "ABCDEFGHK"}
ARTICLES["E"] = article("E", "en")
ARTICLES["T"] = article("T", "zh-hans", caveats=("machine-translated",))
ARTICLES["V"] = article("V", voice="A", version=2)  # the second version of A
ARTICLES["R"] = article("R", voice="B")  # an identical repost of B
ARTICLES["J"] = article("J", "ja")


def says(names):
    return tuple(Saying(ARTICLES[name], speaks=True, denies=False) for name in names)


def denies(names):
    return tuple(Saying(ARTICLES[name], speaks=False, denies=True) for name in names)


def copies_or_reports(names):
    return tuple(Saying(ARTICLES[name], speaks=False, denies=False) for name in names)


def letters(voices):
    return "".join(chr(article.id) for article in voices.articles)


def counted(claim):
    support = count_support(claim)
    return {
        name: letters(getattr(support, name))
        for name in ("whole", "part", "nearby", "both", "against")
        if getattr(support, name)
    }


def test_an_article_is_one_voice_in_passages_versions_and_reposts():
    assert counted(Claim(says("AABVR"))) == {"whole": "AB"}
    assert counted(Claim(says("VA"))) == {"whole": "V"}, "the first to come in stands for both"


def test_copies_and_reports_count_for_nothing():
    assert counted(Claim((*copies_or_reports("CD"), *says("A")))) == {"whole": "A"}
    assert counted(Claim(copies_or_reports("C"))) == {}


def test_who_supports_and_contradicts_says_both_and_counts_for_neither():
    assert counted(Claim((*says("AB"), *denies("BC")))) == {"whole": "A", "both": "B", "against": "C"}
    assert counted(Claim((*says("R"), *denies("B")))) == {"both": "R"}, "a repost says both with its first article"


# Sides: marketing is said by A, B and C, sales by B, C and D; E draws the contrast in so many words.
MARKETING, SALES = Claim(says("ABC")), Claim(says("BCD"))


def test_a_contrast_is_said_by_who_says_each_side_or_draws_it():
    contrast = Claim(says("E"), sides=(MARKETING, SALES))
    assert counted(contrast) == {"whole": "EBC", "part": "AD"}
    support = count_support(contrast)
    assert [letters(voices) for voices in support.by_part] == ["ABC", "BCD"]
    assert (support.whole.count, support.weaker, support.order) == (3, 3, (-3, -3))


def test_a_contrast_that_we_set_side_by_side_may_be_said_by_nobody():
    contrast = Claim(sides=(Claim(says("AB")), Claim(says("C"))))
    assert counted(contrast) == {"part": "ABC"}
    assert count_support(contrast).order == (0, -1)


def test_of_three_sides_two_are_a_part():
    contrast = Claim(sides=(Claim(says("ABC")), Claim(says("AB")), Claim(says("A"))))
    assert counted(contrast) == {"whole": "A", "part": "BC"}


def test_who_contradicts_a_side_contradicts_the_contrast():
    torn = Claim(says("A"), sides=(Claim(says("B")), Claim((*says("B"), *denies("A")))))
    assert counted(torn) == {"whole": "B", "both": "A"}
    against_one = Claim(sides=(Claim(says("AB")), Claim((*says("A"), *denies("C")))))
    assert counted(against_one) == {"whole": "A", "part": "B", "against": "C"}


def test_who_says_both_of_a_side_says_neither():
    assert counted(Claim(sides=(Claim(says("AB")), Claim((*says("AB"), *denies("B")))))) == {
        "whole": "A",
        "part": "B",
        "against": "B",
    }


def test_a_position_rests_on_wholes_and_speaks_for_itself():
    position = Claim(says("K"), basis=(RestsOn(Claim(says("AB"))), RestsOn(Claim(says("BC")))))
    assert counted(position) == {"whole": "KABC"}


def test_a_position_of_parts_is_said_by_who_says_each():
    """Promotion: A, B; advertising: B or, in another statement, C; and D says both at once."""
    basis = (
        RestsOn(Claim(says("AB")), part=1),
        RestsOn(Claim(says("B")), part=2),
        RestsOn(Claim(says("C")), part=2),
        RestsOn(Claim(says("D"))),
    )
    position = Claim(basis=basis, parts=(1, 2))
    assert counted(position) == {"whole": "DB", "part": "AC"}
    assert [letters(voices) for voices in count_support(position).by_part] == ["AB", "BC"]
    assert counted(Claim(basis=basis[:1], parts=(1, 2))) == {"part": "AB"}, "what nothing carries, nobody says"


def test_a_finding_counts_apart_who_speaks_of_something_nearby():
    """A speaks of both concepts, B of their departments, C of one of each, D of marketing, F of its department."""
    basis = (
        RestsOn(Claim(says("ACD")), part=1),
        RestsOn(Claim(says("A")), part=2),
        RestsOn(Claim(says("BF")), part=1, nearby=True),
        RestsOn(Claim(says("BC")), part=2, nearby=True),
    )
    assert counted(Claim(basis=basis, parts=(1, 2))) == {"whole": "A", "part": "D", "nearby": "CBF"}


def test_a_finding_rests_on_contrasts_and_on_their_neighbours():
    """The contrast is said whole by B and C, in part by A and D; G and A say it of the departments."""
    contrast = Claim(sides=(MARKETING, SALES))
    departments = Claim(sides=(Claim(says("GAH")), Claim(says("GA"))))
    finding = Claim(basis=(RestsOn(contrast), RestsOn(departments, nearby=True)))
    assert counted(finding) == {"whole": "BC", "part": "D", "nearby": "GAH"}


def test_who_contradicts_what_a_finding_rests_on_whole_contradicts_the_finding():
    finding = Claim(basis=(RestsOn(Claim((*says("A"), *denies("B")))), RestsOn(Claim(says("BC")))))
    assert counted(finding) == {"whole": "AC", "both": "B"}
    of_a_part = Claim(
        basis=(RestsOn(Claim((*says("A"), *denies("C"))), part=1), RestsOn(Claim(says("AC")))), parts=(1,)
    )
    assert counted(of_a_part) == {"whole": "AC"}, "another statement may carry the part"


def test_who_says_both_of_what_carries_the_whole_says_both_of_the_claim():
    torn = Claim((*says("AB"), *denies("B")))
    assert counted(Claim(basis=(RestsOn(torn),))) == {"whole": "A", "both": "B"}
    assert counted(Claim(basis=(RestsOn(torn, part=1),), parts=(1,))) == {"whole": "A"}
    assert counted(Claim(basis=(RestsOn(torn, nearby=True),))) == {"nearby": "A"}


def test_who_reports_a_claim_or_what_carries_the_whole_of_it_is_found_and_counts_nowhere():
    def reports(names):
        return tuple(Saying(ARTICLES[name], False, False, passes_on=True) for name in names)

    claim = Claim(reports("A"), sides=(Claim(reports("B")),), basis=(RestsOn(Claim((*says("A"), *reports("CR")))),))
    assert counted(Claim((*says("A"), *reports("B")))) == {"whole": "A"}
    assert [chr(article.id) for article in find_reports(claim).articles] == ["A", "B", "C"], "R is a repost of B"
    elsewhere = (RestsOn(Claim(reports("A")), part=1), RestsOn(Claim(reports("B")), nearby=True))
    assert not find_reports(Claim(basis=elsewhere, parts=(1,)))


def test_who_contradicts_and_says_no_more_than_a_part_has_not_said_both():
    """A says marketing's half, B that of its department, C all of the departments; all three contradict the finding."""
    departments = Claim(sides=(Claim(says("BC")), Claim(says("C"))))
    basis = (RestsOn(Claim(says("A")), part=1), RestsOn(departments, nearby=True))
    finding = Claim(denies("ABC"), basis=basis, parts=(1, 2))
    assert counted(finding) == {"part": "A", "nearby": "B", "both": "C", "against": "AB"}


def test_articles_are_counted_in_the_language_they_were_written_in():
    voices = count_support(Claim(says("AETJ"))).whole
    assert (voices.count, voices.english, voices.chinese, voices.other) == (4, 1, 2, 1)
    assert [article.machine_translated for article in voices.articles] == [False, False, True, False]
    traditional = Claim((Saying(replace(ARTICLES["A"], written_in="zh-hant"), speaks=True, denies=False),))
    assert count_support(traditional).whole.chinese == 1


def test_numbers_follow_when_articles_are_left_out():
    contrast = Claim(says("T"), sides=(Claim(says("AT")), Claim(says("AB"))))
    finding = Claim(basis=(RestsOn(contrast),))
    assert counted(finding) == {"whole": "TA", "part": "B"}
    kept = finding.keep(lambda one: "machine-translated" not in one.caveats)
    assert counted(kept) == {"whole": "A", "part": "B"}
    assert counted(finding.keep(lambda one: False)) == {}


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (Claim(says("AB")), Claim(says("A"))),
        (Claim(sides=(Claim(says("AB")), Claim(says("AC")))), Claim(sides=(Claim(says("ABCD")), Claim(says("A"))))),
        (Claim(sides=(Claim(says("AB")), Claim(says("AB")))), Claim(sides=(Claim(says("ABCD")), Claim(says("AEF"))))),
    ],
    ids=["more say it", "as many say it, more say the weaker side", "more say it, however many say a part"],
)
def test_ranking_follows_the_whole_then_the_weaker_side(stronger, weaker):
    assert count_support(stronger).order < count_support(weaker).order


def test_voices_are_joined_each_once():
    assert (
        letters(join_voices([count_support(Claim(says("AB"))).whole, count_support(Claim(says("VBE"))).whole])) == "ABE"
    )


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (Claim(sides=(Claim(says("A")), Claim(says("BC")))), True),
        (Claim(basis=(RestsOn(Claim(says("A")), 1), RestsOn(Claim(says("B")), 2)), parts=(1, 2)), True),
        (Claim(sides=(Claim(says("AB")), Claim(says("BC")))), False),
        (Claim(sides=(Claim(says("A")), Claim())), False),
        (Claim(), False),
    ],
    ids=["sides", "parts", "one article says both sides", "a side that nobody says", "nothing is said"],
)
def test_it_is_put_together_where_several_articles_say_it_all_and_none_alone(claim, expected):
    assert count_support(claim).put_together is expected
