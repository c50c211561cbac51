"""What a search answers, as its parts and its page show it; asks the database only what the site says of itself."""

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from conceptbase.patterns.samples import build_samples
from conceptbase.patterns.search import SearchSample
from concepts.content.counting import NO_SUPPORT
from concepts.models import Dimension
from concepts.search.results.answers import Closeness, Facet, FacetValue, Hit, Snippet, SnippetPart
from concepts.search.results.examples import SearchExamples, in_running_text
from sources.languages import Text
from tests.site import read

NOTHING = Snippet((), "en")
ADDRESS = "/en/search/?q=%E8%90%A5%E9%94%80&kind=passage"


def part(name: str, *arguments: Any) -> str:
    """What the part of that name prints, in one line."""
    macro = getattr(engines["jinja2"].env.get_template("_parts/search.html").module, name)
    return " ".join(str(macro(*arguments)).split())


def said(html: str) -> str:
    """The words of a page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def sample(key: str = "english") -> SearchSample:
    return next(one.search for one in build_samples() if one.key == key)


def best(type: str, key: str = "english") -> Any:
    return next(one for one in sample(key).bests if one.type == type)


def snippet(*pieces: str, lang: str = "en") -> Snippet:
    """The pieces, every second one marked."""
    return Snippet(tuple(SnippetPart(words, place % 2 == 1) for place, words in enumerate(pieces)), lang)


def value(count: int, chosen: bool = False) -> FacetValue:
    return FacetValue(f"value-{count}", Text(f"Value {count}", "en"), count, chosen, f"?value={count}")


# Fields and what is marked


def test_a_field_is_a_plain_one_until_the_script_makes_it_more():
    field = part("show_search_field", "search", '"><script>', "Search")
    assert 'type="search"' in field
    assert 'name="q"' in field
    assert "<script>" not in field
    assert "role=" not in field
    assert "aria-" not in field
    assert 'data-suggestions="/en/search/suggestions"' in field
    with translation.override("zh-hans"):
        chinese = part("show_search_field", "search")
    assert 'data-suggestions="/zh-hans/search/suggestions"' in chinese
    assert 'data-none="没有建议"' in chinese
    assert "{name}" in re.search(r'data-also="([^"]*)"', chinese)[1]


def test_a_box_asks_for_its_words_at_the_address_of_the_search():
    box = part("show_search_box", "营销", "other")
    assert '<form class="finder search-box" role="search" action="/en/search/" method="get">' in box
    assert '<label for="other">' in box
    assert 'id="other"' in box
    assert 'value="营销"' in box


def test_words_are_marked_in_their_own_language_and_nothing_in_them_runs():
    assert part("show_snippet", snippet("营销与", "sales", "<b>", lang="zh-Hans")) == (
        '<span lang="zh-Hans">营销与<mark><span lang="en">sales</span></mark>&lt;b&gt;</span>'
    )
    assert part("show_snippet", snippet("", "推销", " is ", "selling")) == (
        '<span lang="en"><mark><span lang="zh-Hans">推销</span></mark> is <mark>selling</mark></span>'
    )


@pytest.mark.parametrize(
    ("query", "quoted"),
    [
        ("“比萨饼”", "比萨饼"),
        ('"push and pull"', "push and pull"),
        ("「推 销」", "推 销"),
        ('"push" or "pull"', '"push" or "pull"'),
        ('12" screen', '12" screen'),
        ("marketing", "marketing"),
        ('""', '""'),
        ("“", "“"),
    ],
)
def test_headings_quote_a_query_without_its_own_quotation_marks(query, quoted):
    assert unescape(part("bare_query", query)) == quoted


# What was meant, and how close it comes


def test_a_slip_is_told_with_the_way_back_to_what_was_typed():
    answer = replace(sample().answer, query="promtion <", did_you_mean="promotion", as_typed_address="?q=promtion")
    corrected = part("show_meant", replace(answer, corrected=True))
    assert said(corrected) == (
        "A slip was corrected: these are the results for promotion . Search for promtion < as it was typed."
    )
    assert '<a class="typed" href="?q=promtion" rel="nofollow">promtion &lt;</a>' in corrected
    assert part("show_meant", replace(answer, corrected=False)) == ""


def test_an_answer_that_is_none_is_said_to_be():
    weak = replace(sample().answer, best=None, closeness=Closeness.SOME)
    assert "Perhaps nothing here answers this" in part("show_weak", weak)
    assert part("show_weak", replace(weak, closeness=Closeness.MOST)) == ""
    assert part("show_weak", replace(weak, best=best("concept"))) == ""
    assert part("show_weak", replace(weak, hits=())) == ""


def test_a_name_that_several_concepts_share_is_a_choice():
    answer = sample().answer
    assert "Several things are called" in part("show_choices", answer)
    assert part("show_choices", answer).count("chip") >= len(answer.choices) > 1
    assert part("show_choices", replace(answer, choices=())) == ""


def test_an_index_that_lags_behind_says_so():
    assert part("show_behind", replace(sample().answer, is_current=True)) == ""
    assert "The content has just changed." in part("show_behind", replace(sample().answer, is_current=False))


def test_a_query_that_was_cut_says_so():
    assert "Only the first 200 characters were searched." in said(part("show_cut", 200))
    assert part("show_cut", 0) == ""


# The best answer


def test_a_concept_stands_with_both_names_and_its_definition():
    concept = best("concept")
    html = part("show_best", concept)
    assert f'<a href="{concept.address}">Marketing <span class="other-name"><span lang="zh-Hans">营销' in html
    assert "hue-1" in html
    assert concept.statements[0].text.words in said(html)
    assert concept.statements[0].other_text.words in said(html)
    assert "2 articles say so" in html


def test_a_comparison_names_both_and_leads_to_each_distinction_and_to_its_row():
    comparison = best("comparison")
    scope = Dimension(slug="scope", name_en="Scope", name_zh="范围")
    first = comparison.statements[0]
    first = replace(first, row=replace(first.row, dimension=scope))
    html = part("show_best", replace(comparison, statements=(first, *comparison.statements[1:])))
    links = Counter(read(html).links)
    assert links[comparison.address] == 2  # its heading, and the way to it
    assert links[f"{comparison.address}#scope"] == 1
    assert links[first.address] == 2  # both distinctions of the sample are the same one
    assert said(html).startswith("Comparison Marketing and Sales Long view and short term")
    assert "18 findings and distinctions" in html


def test_a_question_stands_with_its_answers_and_their_voices():
    question = best("question")
    html = part("show_best", question)
    assert html.count("voice-bar") == len(question.statements) == 2
    assert html.count("2 articles say so: 1 English, 1 Chinese") == 2
    assert "18 answers" in html
    assert "2 answers" not in part("show_best", replace(question, total=2))


def test_a_distinction_stands_with_its_sentence_and_what_it_tells_apart():
    distinction = best("distinction")
    html = part("show_best", distinction)
    assert distinction.statements[0].text.words in said(html)
    assert html.count("place-") == 2
    assert distinction.address in read(html).links


@pytest.mark.parametrize("type", ["concept", "comparison", "question"])
def test_with_nothing_to_say_there_is_still_the_way(type):
    empty = best(type, "bare")
    assert not empty.statements
    assert empty.address in read(part("show_best", empty)).links


def test_a_comparison_that_nobody_draws_says_so():
    assert "No source here tells them apart directly." in part("show_best", best("comparison", "bare"))
    assert "No source" not in part("show_best", best("comparison"))
    assert "No source" not in part("show_best", best("question", "bare"))


# What was found


def found(type: str, **fields: Any) -> Hit:
    """The hit of that type in the sample, with other fields where a test wants them."""
    return replace(next(hit for hit in sample().answer.hits if hit.type == type), **fields)


def test_a_passage_says_its_language_and_whether_it_is_a_translation():
    original = part("show_hit", found("passage"))
    assert "<span>Chinese</span>" in original
    assert "translation" not in original
    assert "<q><span" in original
    translated = part("show_hit", found("passage", snippet=snippet("One ", "word"), translated=True))
    assert "<span>English</span> <span>translation</span>" in translated


def test_a_citation_opens_the_exact_place_and_more_than_two_stand_with_the_statement():
    hit = found("distinction")
    place = hit.citations[0]
    html = part("show_hit", replace(hit, citations=(place,)))
    assert read(html).links.count("/en/sources/sample/v1/passages/10-20/") == 1
    assert "and more" not in html
    more = part("show_hit", replace(hit, citations=(place,) * 3))
    assert read(more).links.count(place.address) == 2
    assert f'<a href="{hit.address}">and more</a>' in more


def test_a_place_is_its_article_and_then_its_source_each_said_once():
    place = found("distinction").citations[0]
    article, source = place.article.words, place.title.words
    assert said(part("show_cited_place", place)) == f"{article} {source}"
    assert said(part("show_cited_place", place, False)) == article
    assert said(part("show_cited_place", replace(place, article=place.title))) == source
    assert said(part("show_cited_place", replace(place, article=replace(place.article, words="")))) == source
    assert source in said(part("show_hit", found("passage", citations=(place,))))
    assert source not in said(part("show_hit", found("distinction", citations=(place,))))


def test_an_article_stands_with_its_source_unless_that_is_called_alike():
    place = found("passage").citations[0]
    article = found("article", citations=(place,), snippet=NOTHING)
    assert said(part("show_hit", article)).endswith(place.title.words)
    alike = said(part("show_hit", replace(article, citations=(replace(place, article=place.title),))))
    assert alike == said(part("show_hit", replace(article, citations=())))


def test_what_does_not_have_the_words_says_why_it_is_there():
    hit = found("position")
    sales = hit.concepts[1]
    about = part("show_hit", replace(hit, about=(sales,)))
    assert "Found because it is about Sales" in said(about)
    assert "about Marketing" not in said(about)
    assert "chip" not in about
    by_words = part("show_hit", replace(hit, about=()))
    assert "Found because" not in by_words
    assert by_words.count('class="chip') == len(hit.concepts)


def test_a_concept_is_named_in_both_languages_once():
    hit = found("concept")
    assert said(part("show_hit", hit)).startswith("Concept Mar ket ing 营销")
    by_other_name = replace(hit, title=snippet("", "营销", lang="zh-Hans"))
    assert said(part("show_hit", by_other_name)) == "Concept 营销 Marketing"
    with_both = replace(hit, title=snippet("Marketing"), snippet=snippet("", "营销", lang="zh-Hans"))
    assert said(part("show_hit", with_both)) == "Concept Marketing 营销"


def test_nothing_is_said_of_voices_where_there_are_none():
    """Those of a distinction or a position may stand with its sides, or with what it rests on."""
    assert "2 articles say so" in part("show_hit", found("position"))
    assert "so</" not in part("show_hit", found("position", support=NO_SUPPORT))


def test_what_the_best_answer_shows_is_no_other_hit():
    one, other, third = found("concept"), found("distinction"), found("passage")
    answer = replace(sample().answer, hits=(one, other, third))
    assert replace(answer, best=None).other_hits == (one, other, third)
    assert replace(answer, best=best("concept")).other_hits == (other, third)
    assert replace(answer, best=best("comparison")).other_hits == (one, third)
    assert part("show_hits", (one, other)).count('<li class="hit') == 2


def test_a_question_among_the_results_has_its_answers():
    assert part("show_hit", found("question")).count("2 articles say so") == 3
    assert "2 more answers" in part("show_hit", found("question"))
    assert "hit-answers" not in part("show_hit", found("question", answers=()))


@pytest.mark.parametrize(
    ("total", "exact", "words"),
    [(1, True, "1 result"), (12, True, "12 results"), (0, True, "0 results"), (1000, False, "More than 1,000 results")],
)
def test_how_many_results_there_are(total, exact, words):
    assert part("show_total", replace(sample().answer, total=total, total_is_exact=exact)) == words


# SearchFilters and paging


def test_values_beyond_six_are_folded():
    few, many = tuple(map(value, range(7))), tuple(map(value, range(8)))
    assert "<details class=" not in part("show_facets", (Facet("kind", "Kind", few),))
    folded = part("show_facets", (Facet("kind", "Kind", many),))
    assert '<details class="fold"><summary>2 more</summary>' in folded
    assert folded.index("Value 5") < folded.index("2 more") < folded.index("Value 6")
    assert part("show_facets", (Facet("kind", "Kind", ()),)) == ""
    assert part("show_facets", ()) == ""


def test_counts_that_are_bounded_say_so():
    facets = (Facet("kind", "Kind", (value(12),)),)
    assert '<span class="count">12</span>' in part("show_facets", facets, True)
    assert '<span class="count">12+</span>' in part("show_facets", facets, False)


def test_what_is_chosen_takes_itself_away():
    facets = (
        Facet("kind", "Kind", (value(1, chosen=True), value(2))),
        Facet("source", "Source", (value(3, chosen=True),)),
    )
    html = part("show_chosen", facets)
    assert read(html).links == ["?value=1", "?value=3"]
    assert said(html) == "Value 1 Value 3"
    assert html.count('aria-label="Remove Value 1"') == html.count('aria-label="Remove Value 3"') == 1
    # Shown once: above the results, and no more among what they can be narrowed by.
    assert part("show_facets", facets) == ""
    with_all = part("show_chosen", facets, "?q=all")
    assert read(with_all).links == ["?value=1", "?value=3", "?q=all"]
    assert "?q=all" not in part("show_chosen", facets[1:], "?q=all")
    assert part("show_chosen", (Facet("kind", "Kind", (value(2),)),)) == ""


def test_pages_lead_on_and_back():
    answer = replace(sample().answer, page=2, pages=3, earlier="?page=1", later="?page=3")
    middle = part("show_paging", answer)
    assert 'rel="prev" href="?page=1"' in middle
    assert 'rel="next" href="?page=3"' in middle
    assert "Page 2 of 3" in middle
    assert 'rel="next"' not in part("show_paging", replace(answer, page=3, later=""))
    assert 'rel="prev"' not in part("show_paging", replace(answer, page=1, earlier=""))
    assert part("show_paging", replace(answer, page=1, pages=1)) == ""


def test_quotation_marks_are_blamed_only_where_they_were_typed():
    assert "quotation marks" in part("show_ways_out", True)
    assert "quotation marks" not in part("show_ways_out", False)
    assert {"/en/concepts/", "/en/map/", "/en/questions/", "/en/which-word/"} == set(
        read(part("show_ways_out", False)).links
    )


def test_a_query_without_a_word_is_told_so_instead_of_to_check_its_spelling():
    assert "spelling" in part("show_ways_out", False, True)
    wordless = part("show_ways_out", True, False)
    assert "There is no word in this query to search for." in wordless
    assert "spelling" not in wordless
    assert "quotation marks" not in wordless
    assert "/en/map/" in read(wordless).links


# The page


def page(rf: Any, **context: Any) -> str:
    return render_to_string(
        "search/search.html", {"cut_at": 0, "examples": SearchExamples((), ())} | context, rf.get(ADDRESS)
    )


@pytest.mark.django_db
def test_the_page_has_one_box_one_heading_and_no_place_in_other_indexes(rf):
    answer = sample().answer
    for html in (page(rf, query="", answer=None), page(rf, query="营销", answer=answer)):
        assert read(html).headings == 1
        assert html.count('id="search"') == html.count("<form") == 1
        assert '<meta name="robots" content="noindex">' in html
        assert 'rel="canonical"' not in html


@pytest.mark.django_db
def test_without_a_query_the_page_tells_what_to_ask(rf):
    queries = ((Text("marketing and sales", "en"), "?q=both"), (Text("推销", "zh-Hans"), "?q=one"))
    concepts = best("comparison").concepts
    html = page(rf, query="", answer=None, examples=SearchExamples(queries, concepts))
    ways = {"?q=both", "?q=one", "/en/map/", "/en/which-word/", "/en/questions/", *(one.address for one in concepts)}
    assert ways <= set(read(html).links)
    assert "<h1>Search</h1>" in html
    assert "For instance" not in page(rf, query="", answer=None)


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Marketing", "marketing"),
        ("Personal selling", "personal selling"),
        ("SEO", "SEO"),
        ("B2B marketing", "B2B marketing"),
        ("4P", "4P"),
        ("R", "R"),
        ("营销", "营销"),
        ("", ""),
    ],
)
def test_a_name_is_small_inside_a_sentence_where_it_can_be(name, inside):
    assert in_running_text(Text(name, "en")) == Text(inside, "en")


@pytest.mark.django_db
def test_the_page_on_paper_has_its_address(rf):
    html = page(rf, query="营销", answer=sample().answer)
    assert '<p class="on-paper">http://testserver/en/search/?q=%E8%90%A5%E9%94%80&amp;kind=passage</p>' in html


@pytest.mark.django_db
def test_the_best_answer_stands_on_the_first_page_only(rf):
    answer = replace(sample().answer, page=1)
    assert 'class="best best-concept' in page(rf, query="marketing", answer=answer)
    assert 'class="best ' not in page(rf, query="marketing", answer=replace(answer, page=2))


@pytest.mark.django_db
def test_a_page_without_results_leads_out_of_itself(rf):
    empty = sample("bare").answer
    html = page(rf, query="“zzz”", answer=empty)
    assert "Nothing was found for “zzz”" in said(html)
    assert "Leave out the quotation marks" in html
    assert "/en/which-word/" in read(html).links
    narrowed = replace(empty, facets=(Facet("kind", "Kind", (value(0, chosen=True),)),))
    html = page(rf, query="zzz", answer=narrowed)
    assert "Nothing is left with these filters." in html
    assert "?value=0" in read(html).links


def test_the_header_of_other_pages_has_the_box(client):
    html = client.get("/patterns/?lang=zh-hans").content.decode()
    header = html[html.index("<header") : html.index("</header>")]
    assert 'action="/zh-hans/search/"' in header
    assert header.count('id="search"') == 1
    assert 'search.js" defer' in html
