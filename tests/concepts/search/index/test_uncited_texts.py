"""Which words of sources are documents of their own, because no passage covers them."""

import pytest

from concepts.search.index import uncited_texts
from concepts.search.index.documents import UNCITED_MARK, Thing, place_of
from concepts.search.index.expressions import all_of, among_uncited, chinese_expression, english_expression
from concepts.search.index.kinds import load_documents, load_versions
from concepts.search.index.names import Names, concepts_by_name, load_labels
from concepts.search.index.uncited_texts import article_of, find_uncited_texts, ids_of_sentences
from sources.content_row import RowStatus
from sources.models import Boundary, Skip, Source
from tests import factories as make
from tests.concepts.search.worlds import make_field

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])
TEXTS = {
    "en": "Buyers wait at the gate. Sellers shout. It rains.\n\nA new day begins. Nobody comes.",
    "zh-hans": "买家在门口等着。卖家在叫卖。下雨了。\n\n新的一天开始了。谁也没来。",
}
WHY = {"withheld_reason_en": "Asked to.", "withheld_reason_zh": "应要求。"}


def make_text(language, text="", **fields):
    return make.make_source(f"text-{language}", text or TEXTS[language], language, **fields)


def skip(version, words, reason, **fields):
    start = version.read_text().index(words)
    place = {"start": start, "end": start + len(words)}
    return Skip.objects.create(version=version, article=version.articles.get(), reason=reason, **place, **fields)


def found():
    return [text.words for text in find_uncited_texts()]


def documents():
    batches = load_documents(load_versions(), Names(concepts_by_name(load_labels())))
    return [one for batch in batches for one in batch if one.thing is Thing.UNCITED_TEXT]


@BOTH
def test_sentences_of_a_paragraph_stand_together_and_passages_divide_them(language):
    version = make_text(language)
    before, after = TEXTS[language].split("\n\n")
    assert found() == [before, after]
    passage = {"en": "Sellers shout.", "zh-hans": "卖家在叫卖。"}[language]
    make.make_passage(version, passage)
    assert found() == [*map(str.strip, before.split(passage)), after]
    for text in find_uncited_texts():
        assert version.read_text()[text.place.start : text.place.end] == text.words


@BOTH
def test_a_text_is_no_longer_than_its_bound_unless_one_sentence_is(language, monkeypatch):
    make_text(language)
    monkeypatch.setattr(uncited_texts, "LONGEST", dict.fromkeys(uncited_texts.LONGEST, 1))
    assert len(found()) == 5
    assert "".join(found()) == TEXTS[language].replace("\n\n", "").replace(". ", ".")


@pytest.mark.parametrize(
    ("language", "text", "quote", "rest"),
    [
        (
            "en",
            "It has been shown by many sellers, so far, that buyers wait.",
            "buyers wait",
            "It has been shown by many",
        ),
        ("en", "In other words, buyers wait.", "buyers wait", ""),
        ("zh-hans", "许多卖家早就指出过，买家在等，是的。", "买家在等", "许多卖家早就指出过"),
        ("zh-hans", "换句话说，买家在等。", "买家在等", ""),
    ],
)
def test_of_a_sentence_that_is_cited_in_part_the_longest_rest_is_found_if_it_says_enough(language, text, quote, rest):
    make.make_passage(make_text(language, text), quote)
    (words,) = found() or [""]
    assert words.startswith(rest)
    assert bool(words) == bool(rest)
    assert quote not in words


@BOTH
def test_page_furniture_and_repetitions_are_left_out_and_other_empty_sentences_come_last(language):
    version = make_text(language)
    furniture, repeat, filler = {
        "en": ("Sellers shout.", "It rains.", "Nobody comes."),
        "zh-hans": ("卖家在叫卖。", "下雨了。", "谁也没来。"),
    }[language]
    skip(version, furniture, "furniture")
    skip(version, repeat, "repeat", repeats=make.make_passage(version, TEXTS[language][:8]))
    skip(version, filler, "filler")
    texts = [one for one in documents() if filler in one.texts[0]]
    assert not any(words in text for text in found() for words in (furniture, repeat))
    assert [one.texts for one in texts] == [[filler]]
    assert texts[0].priority > min(one.priority for one in documents())


def test_what_only_a_curator_sees_marked_as_furniture_is_still_found():
    version = make_text("en")
    skip(version, "It rains.", "furniture", status=RowStatus.DRAFT)
    assert "It rains." in found()[0]


@BOTH
def test_a_heading_stands_alone_and_is_not_found_where_it_is_the_title_of_the_article(language):
    heading = {"en": "Gates and buyers", "zh-hans": "门与买家"}[language]
    version = make_text(language, f"{heading} {TEXTS[language]}")
    article = version.articles.get()
    Boundary.objects.create(article=article, kind="heading", start=0, end=len(heading))
    Boundary.objects.create(article=article, kind="cut", start=0, end=len(heading))
    assert found()[0].startswith(heading)
    title = "title_en" if language == "en" else "title_zh"
    type(article).objects.filter(pk=article.pk).update(**{title: heading})
    assert not any(heading in words for words in found())
    assert len(found()) == 2


@pytest.mark.parametrize(
    "fields", [{"display": "excerpts"}, {"withheld": "nothing"} | WHY, {"withheld": "excerpts"} | WHY]
)
@BOTH
def test_of_a_source_whose_text_readers_do_not_see_nothing_is_found(language, fields):
    version = make_text(language)
    assert found()
    Source.objects.filter(pk=version.source_id).update(**fields)
    assert found() == []


def test_nothing_is_found_of_drafts_and_older_versions():
    version = make_text("en")
    newer = make.make_version(source=version.source, number=2, language="en", text="All is new.", sha256="1" * 64)
    article = make.make_article(newer, 0, 11)
    assert found() == ["All is new."]
    for row in (article, newer, version.source):
        type(row).objects.filter(pk=row.pk).update(status=RowStatus.DRAFT)
        assert "All is new." not in found()
        type(row).objects.filter(pk=row.pk).update(status=RowStatus.PUBLISHED)


@BOTH
def test_what_an_article_has_from_the_one_that_it_continues_is_found_there_alone(language):
    first = make_text(language)
    more = {"en": " One comes.", "zh-hans": "来了一个。"}[language]
    later = make.make_source("later", TEXTS[language] + more, language)
    assert len(found()) == 4
    later.articles.update(same_as=first.articles.get())
    assert found() == [*TEXTS[language].split("\n\n"), more.strip()]
    Source.objects.filter(pk=first.source_id).update(display="excerpts")  # then it is found here
    assert len(found()) == 2


def test_a_document_says_where_it_stands_and_has_words_of_its_own_kind():
    field = make_field()
    by_words = {one.texts[0]: one for one in documents()}
    assert set(by_words) == {
        "Sales push products to users. The market is where both meet.",
        "Salespeople knock at doors.",
        "促销只持续很短的时间。推销员挨家敲门。",
    }
    one = by_words["Sales push products to users. The market is where both meet."]
    assert not one.concepts  # else what is about the market would be found by it, and weighed with it
    assert (one.sources, one.languages) == ([field.english.source_id], ["en"])
    assert place_of(" ".join(one.facet_terms)) == one.place
    assert field.english.read_text()[one.place.start : one.place.end] == one.texts[0]
    assert one.words
    assert all(word.startswith(UNCITED_MARK) for word in one.words)
    assert article_of(one.id) == field.english.articles.get().pk


def test_words_are_asked_for_among_uncited_texts_with_their_mark_and_facet_terms_as_they_are():
    expression = all_of([english_expression(["sales"]), chinese_expression("市场"), chinese_expression("市")])
    words = {leaf for part in among_uncited(expression).parts for leaf in vars_of(part)}
    assert words == {"==sale", "==市场", "==市"}
    assert among_uncited(chinese_expression("市场部")).words == ("==市场", "==场部")


def vars_of(leaf):
    return [getattr(leaf, "word", None) or leaf.letters]


@BOTH
def test_all_sentences_of_an_article_may_become_uncited(language):
    version = make_text(language)
    article = version.articles.get()
    ids = ids_of_sentences([article.pk])
    assert len(ids) == 5
    assert {text.id for text in find_uncited_texts()} <= ids
    assert {article_of(one) for one in ids} == {article.pk}
    assert ids_of_sentences([]) == set()
