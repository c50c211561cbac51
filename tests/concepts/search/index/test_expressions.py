"""Expressions find on both databases the documents they mean, whatever characters stand in them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concepts.search.index import postgresql, sqlite
from concepts.search.index.backends import index_of
from concepts.search.index.documents import TEXT_BORDER, Document, Thing, facet_term, kind_term, language_term
from concepts.search.index.expressions import (
    AllOf,
    AnyOf,
    Phrase,
    Prefix,
    SearchWord,
    all_of,
    any_of,
    chinese_expression,
    english_expression,
    literal_expression,
)
from concepts.search.index.interface import (
    MOST_BATCHES,
    MOST_QUERIES,
    Candidate,
    IndexQuery,
    document_id,
    key_of,
    priority_of,
)
from concepts.search.index.words import index_words
from sources.text import search_fold
from tests.concepts.search.worlds import finds

ODD = 'AND or NOT near( "quoted" col:x * ^ + - ( ) \' \\ % _ {} <-> & | ! :* \x00 \ud800 🙂 😀 ½ ﬁ عربى 한국어 𠀀'


def test_parts_are_joined_once_each_and_one_part_stands_for_itself():
    a, b = SearchWord("a"), SearchWord("b")
    assert all_of([a, b, a]) == AllOf((a, b))
    assert any_of(iter([a, b])) == AnyOf((a, b))
    assert all_of([a, a]) == any_of([a]) == a
    for join in (all_of, any_of):
        with pytest.raises(ValueError, match="at least one"):
            join([])


def test_chinese_is_asked_for_by_its_length():
    assert chinese_expression("市") == Prefix("市")
    assert chinese_expression("市场") == SearchWord("市场")
    assert chinese_expression("市场部") == Phrase(("市场", "场部"))


def test_a_text_is_asked_for_as_it_stands():
    assert english_expression(["promotions"]) == SearchWord("promot")
    assert literal_expression("sales promotions") == Phrase(("sale", "promot"))
    assert literal_expression("sales 市场部 mix") == AllOf(
        (SearchWord("sale"), Phrase(("市场", "场部")), SearchWord("mix"))
    )
    assert literal_expression("?!，") is None


def test_expressions_are_written_as_each_database_reads_them():
    one = AllOf((AnyOf((SearchWord("=c1"), Phrase(("a", "b")))), Prefix("市")))
    assert sqlite.fts5_expression(one) == '(("=c1" OR "a b") AND "市"*)'
    assert postgresql.tsquery(one) == "(('=c1' | ('a' <-> 'b')) & '市':*)"


def test_a_document_is_written_for_postgresql_with_the_places_of_its_words():
    one = Document(Thing.CONCEPT, 7, 0, ["a b a"], concepts=[1], languages=["zh-hans"])
    assert postgresql.indexed_words(one) == "'a':1,3 'b':2 '=c1' '=lzh' '=k0'"


# An index of its own


@pytest.fixture
def index(db):
    index = index_of(900)
    index.create()
    return index


def document(id, *texts, thing=Thing.PASSAGE, priority=400, **more):
    return Document(thing, id, priority, texts, **more)


def found(index, expression, most=1_000):
    return [key_of(candidate.id)[1] for candidate in index.find([IndexQuery(expression, most)])]


@pytest.mark.parametrize(
    ("thing", "id", "priority", "batch"),
    [(Thing.CONCEPT, 1, 0, 0), (Thing.PASSAGE, 2**32 - 1, 1023, MOST_BATCHES), (Thing.TAG, 77, 399, 5)],
)
def test_an_id_holds_priority_batch_and_key(thing, id, priority, batch):
    number = document_id(document(id, thing=thing, priority=priority), batch)
    assert 0 < number < 2**63
    assert (key_of(number), priority_of(number)) == ((thing, id), priority)


def test_ids_are_in_order_of_priority_then_batch():
    ids = [
        document_id(document(9 - place, priority=priority), batch)
        for priority in (0, 1, 400)
        for place, batch in enumerate((0, 1, MOST_BATCHES))
    ]
    assert ids == sorted(ids)


def test_each_kind_of_expression_finds_what_it_means(index):
    documents = [
        document(1, "The sales promotion", "市场营销", concepts=[1]),
        document(2, "promotion of sales", "市场", concepts=[1, 12]),
        document(3, "sales", "promotion"),
        document(4, "营市场部", sources=[1], languages=["zh-hans"]),
        document(5, "=c1 kpassage lzh"),
    ]
    index.add(documents, 0)
    index.optimize()
    for expression, expected in {
        SearchWord("sale"): [1, 2, 3],
        SearchWord("营销"): [1],
        Prefix("营"): [1, 4],
        Prefix("部"): [4],
        Prefix("promo"): [1, 2, 3],
        Phrase(("sale", "promot")): [1],
        Phrase(("市场", "场部")): [4],
        Phrase(("sale", TEXT_BORDER, "promot")): [3],
        SearchWord(facet_term("concept", 1)): [1, 2],
        SearchWord(language_term("zh-hans")): [4],
        SearchWord(kind_term(Thing.PASSAGE)): [1, 2, 3, 4, 5],
        SearchWord(kind_term(Thing.CONCEPT)): [],
        AllOf((SearchWord("sale"), Prefix("市"))): [1, 2],
        AnyOf((SearchWord("营销"), SearchWord("场部"))): [1, 4],
        AllOf((AnyOf((SearchWord("营销"), SearchWord("sale"))), SearchWord(facet_term("concept", 12)))): [2],
        SearchWord("nowhere"): [],
    }.items():
        assert found(index, expression) == expected, expression
        facet_terms = [[*one.facet_terms, kind_term(one.thing)] for one in documents]
        assert expected == [
            one.id for one, own in zip(documents, facet_terms, strict=True) if finds(expression, one.words, own)
        ]


@pytest.mark.parametrize("most", [1_000, 2])
def test_a_beginning_finds_all_that_begin_so_whether_few_words_do_or_many(index, monkeypatch, most):
    monkeypatch.setattr(sqlite, "MOST_WORDS", most)
    texts = ["市场", "市价 marketing", "都市", "城市中 mark", "sales", "市"]
    index.add([document(id, text) for id, text in enumerate(texts, start=1)], 0)
    index.optimize()
    index.add([document(7, "市集 markup")], 1)
    for expression, expected in {
        Prefix("市"): [1, 2, 3, 4, 6, 7],
        Prefix("mark"): [2, 4, 7],
        Prefix("x"): [],
        AllOf((Prefix("市"), Prefix("mark"))): [2, 4, 7],
        AnyOf((Prefix("x"), SearchWord("sale"))): [5],
    }.items():
        assert found(index, expression) == expected, expression


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.text(st.sampled_from("市场营销 ab1'’,=-()*\"\\") | st.characters(exclude_categories=()), max_size=12),
        min_size=1,
        max_size=6,
    ),
    wanted=st.text(st.sampled_from("市场营销 ab1'") | st.characters(exclude_categories=()), max_size=5),
)
def test_whatever_stands_in_texts_and_queries_the_database_finds_what_is_meant(texts, wanted):
    index = index_of(901)
    index.create()
    documents = [document(id, text, text[::-1]) for id, text in enumerate([*texts, f"a{wanted}b {wanted}"], start=1)]
    index.add(documents, 0)
    expression = literal_expression(search_fold(wanted))
    if expression is not None:
        expected = [one.id for one in documents if finds(expression, one.words, one.facet_terms)]
        assert found(index, expression) == expected
    for word in index_words(search_fold(wanted)):
        beginning = Prefix(word)
        assert found(index, beginning) == [one.id for one in documents if finds(beginning, one.words, one.facet_terms)]


def test_grammar_and_odd_characters_are_words_or_nothing(index):
    index.add([document(1, ODD), document(2, "plain")], 0)
    for word in ODD.split():
        expression = literal_expression(search_fold(word))
        assert expression is None or found(index, expression) == [1], word


def test_each_document_is_given_once_with_all_queries_that_find_it(index):
    removed = document(4, "sales")
    index.add([document(1, "sales"), document(2, "sales 市场"), document(3, "market"), removed], 0)
    index.remove([document_id(removed, 0)])
    queries = [IndexQuery(SearchWord(word), 9) for word in ("市场", "sale", "none", "market")]
    assert [(key_of(one.id)[1], one.found_by) for one in index.find(queries)] == [(1, 2), (2, 3), (3, 8)]
    assert index.find(queries[1:2]) == [Candidate(document_id(document(id), 0), "", 1) for id in (1, 2)]
    most = [IndexQuery(SearchWord(f"w{number}"), 9) for number in range(MOST_QUERIES - 1)]
    assert [one.found_by for one in index.find([*most, queries[3]])] == [1 << MOST_QUERIES - 1]


def test_the_first_by_priority_are_given_and_no_more_than_asked_for(index):
    priorities = {1: 400, 2: 100, 3: 301, 4: 0}
    index.add([document(id, "sales", priority=priority) for id, priority in priorities.items()], 0)
    assert found(index, SearchWord("sale")) == [4, 2, 3, 1]
    assert found(index, SearchWord("sale"), most=2) == [4, 2]
    queries = [IndexQuery(SearchWord("none"), 9), IndexQuery(SearchWord("sale"), 1), IndexQuery(SearchWord("sale"), 3)]
    assert [(key_of(one.id)[1], one.found_by) for one in index.find(queries)] == [(4, 6), (2, 4), (3, 4)]


def test_what_is_removed_or_written_again_is_found_as_it_is_now(index):
    old = [document(id, f"sales {id}", version=1) for id in range(1, 1_203)]
    index.add(old, 0)
    assert len(index.keys_of(SearchWord("sale"))) == 1_202
    index.remove(document_id(one, 0) for one in old[1:])
    index.remove([])
    assert found(index, SearchWord("sale")) == [1]
    again = document(2, "market", version=2)
    index.add([again], 1)
    assert index.versions() == {
        (Thing.PASSAGE, 1): (document_id(old[0], 0), 1),
        (Thing.PASSAGE, 2): (document_id(again, 1), 2),
    }
    assert found(index, SearchWord("market")) == [2]
    assert found(index, SearchWord("2")) == []


def test_two_generations_know_nothing_of_each_other(index):
    other = index_of(902)
    other.create()
    index.add([document(1, "sales")], 0)
    other.add([document(2, "sales")], 0)
    assert (found(index, SearchWord("sale")), found(other, SearchWord("sale"))) == ([1], [2])
    other.create()  # what a broken build left is replaced
    assert found(other, SearchWord("sale")) == []
    other.drop()
    other.drop()
    assert found(index, SearchWord("sale")) == [1]


def test_a_phrase_far_inside_a_long_text_is_found(index):
    text = " ".join(f"w{number}" for number in range(3_000)) + " sales promotion"
    index.add([document(1, text)], 0)
    assert found(index, literal_expression("sales promotion")) == [1]
    assert found(index, literal_expression("promotion sales")) == []


def counted(index):
    """How many documents have each word, without those that none has any more."""
    leaves = [SearchWord(word) for word in ("sale", "promot", "市场", "营销", "=c1", "=k11", "=", "nowhere")]
    return {leaf.word: count for leaf, count in index.frequencies(leaves).items() if count}


def test_the_documents_with_each_word_are_counted_and_the_counts_follow_what_changes(index):
    first = document(1, "sales sales", "市场营销", concepts=[1])
    second = document(2, "promotion of sales", "市场", concepts=[1, 12])
    index.add([first, second], 0)
    index.optimize()
    assert counted(index) == {"sale": 2, "promot": 1, "市场": 2, "营销": 1, "=c1": 2, "=k11": 2, "=": 2}
    assert index.frequencies([Prefix("市"), Prefix("promo"), Prefix("营"), Prefix("=k"), Prefix("9")]) == {
        Prefix("市"): 2, Prefix("promo"): 1, Prefix("营"): 1, Prefix("=k"): 2, Prefix("9"): 0,
    }  # fmt: skip
    index.remove([document_id(second, 0)])
    index.add([document(2, "市场 promotion"), document(3, "promotion promotions")], 1)
    assert counted(index) == {"sale": 1, "promot": 2, "市场": 2, "营销": 1, "=c1": 1, "=k11": 3, "=": 1}
    assert index.frequencies([]) == {}
