"""The queries of queries.yaml are answered as a reader would want them, on both databases alike.

How they were made, by which rules, and how `first_answers.json` is written anew: docs/search-queries.md.
"""

import json
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.utils import translation

from concepts.models import Concept, Dimension, Question, Statement, Tag
from concepts.search.index.uncited_texts import find_uncited_texts
from concepts.search.results.answers import BestAnswer, Hit, SearchAnswer
from concepts.search.results.page import search
from sources.highlight import HAN
from sources.models import Article, Passage, Source, SourceVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_site")]
QUERIES = Path(__file__).with_name("queries.yaml")
FIRST = Path(__file__).with_name("first_answers.json")
AT_LEAST = {
    "english": 25,
    "simplified": 25,
    "traditional": 12,
    "pinyin": 12,
    "question": 24,
    "pair": 24,
    "slip": 16,
    "character": 8,
    "cross": 10,
    "reader": 40,
}
# Read in C, where PyYAML has that, a tenth of the time.
ENTRIES = yaml.load(QUERIES.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
KEYS = {"q", "kind", "first", "three", "any", "did_you_mean", "nothing"}


@pytest.fixture(scope="module", autouse=True)
def forget():
    """What was answered is remembered for one run of this module."""
    yield
    asked.cache_clear()


def named(one: BestAnswer | Hit) -> str:
    """An answer as queries.yaml names it."""
    return f"statement:{one.id}" if one.type in Statement.Kind.values else f"{one.type}:{one.id}"


def languages(query: str) -> tuple[str, str]:
    """The language of the interface in which somebody is likely to ask this, and the other one."""
    return ("zh-hans", "en") if re.search(f"[{HAN}]", query) else ("en", "zh-hans")


@cache
def asked(query: str, language: str) -> tuple[SearchAnswer, list[str]]:
    """The answer, and what it names: the best first, then the hits, none twice."""
    with translation.override(language):
        answer = search(query)
    best = [answer.best] if answer.best else []
    return answer, list(dict.fromkeys(map(named, [*best, *answer.hits])))


def shown_with(answer: SearchAnswer) -> set[str]:
    """What the first three show besides: the statements of the best answer, and the passages that statements cite."""
    best = answer.best.statements if answer.best else ()
    first = answer.hits[: 2 if answer.best else 3]
    places = (place for hit in first for place in hit.citations)
    passages = {f"passage:{place.source}/v{place.version}/{place.start}-{place.end}" for place in places}
    return {f"statement:{statement.code}" for statement in best} | passages


@pytest.mark.every_parameter(every=3)  # the first answer to each is compared below
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["q"])
def test_a_query_is_answered_as_its_entry_says(entry):
    """Its first three, the same order in the other language, and what is said of a slip."""
    (answer, found), (other, found_there) = (asked(entry["q"], language) for language in languages(entry["q"]))
    three = found[:3]
    if "three" in entry or "any" in entry:
        assert entry.get("first", three[0]) == three[0]
        shown = {*three, *shown_with(answer)}
        assert set(entry.get("three", [])) <= shown
        assert not entry.get("any") or set(entry["any"]) & shown, three
    assert found_there == found
    if "did_you_mean" in entry:
        assert answer.did_you_mean == entry["did_you_mean"]
    else:
        assert (answer.did_you_mean, answer.corrected) == ("", False)
    if "nothing" in entry:
        # What we have no answer to is not answered with something else.
        assert (answer.best, other.best) == (None, None)


def test_the_first_answer_is_the_same_on_both_databases():
    """Both are compared with the file; SQLite, which runs every test, writes it. Where nothing is found it is null."""
    first = {entry["q"]: (asked(entry["q"], languages(entry["q"])[0])[1] or [None])[0] for entry in ENTRIES}
    if os.environ.get("WRITE_FIRST_ANSWERS") == "true":
        FIRST.write_text(json.dumps(first, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert first == json.loads(FIRST.read_text(encoding="utf-8"))


def test_there_are_enough_queries_of_each_kind_and_none_twice():
    kinds = Counter(entry["kind"] for entry in ENTRIES)
    assert kinds.keys() == AT_LEAST.keys()
    assert all(kinds[kind] >= least for kind, least in AT_LEAST.items()), kinds
    assert sum(kinds.values()) >= 190
    assert [query for query, count in Counter(entry["q"] for entry in ENTRIES).items() if count > 1] == []


def faults_of(entry):
    """What is wrong with the form of an entry, in words."""
    rules = {
        "q is text": isinstance(entry["q"], str),
        "the keys are known": entry.keys() <= KEYS,
        "it asks for something": entry.get("three") or entry.get("any") or entry.get("nothing"),
        "nothing is true or left out": entry.get("nothing", True) is True,
        "three are three at most": len(entry.get("three", [])) <= 3,
        "the first is one of the three": entry.get("first") is None or entry["first"] in entry["three"],
        "slips have did_you_mean": ("did_you_mean" in entry) == (entry["kind"] == "slip"),
        "nothing is corrected or found": "nothing" not in entry or not {"first", "did_you_mean"} & entry.keys(),
    }
    return [rule for rule, holds in rules.items() if not holds]


def test_every_entry_is_well_formed():
    assert {entry["q"]: faults for entry in ENTRIES if (faults := faults_of(entry))} == {}


def test_what_the_queries_name_exists():
    there = {f"concept:{slug}" for slug in Concept.objects.values_list("slug", flat=True)}
    there |= {f"question:{slug}" for slug in Question.objects.values_list("slug", flat=True)}
    there |= {f"dimension:{slug}" for slug in Dimension.objects.values_list("slug", flat=True)}
    there |= {f"tag:{slug}" for slug in Tag.objects.values_list("slug", flat=True)}
    there |= {f"source:{slug}" for slug in Source.objects.values_list("slug", flat=True)}
    there |= {f"statement:{code}" for code in Statement.objects.published().values_list("code", flat=True)}
    articles = Article.objects.values_list("version__source__slug", "version__number", "number")
    there |= {f"article:{slug}/v{version}/{number}" for slug, version, number in articles}
    passages = Passage.objects.values_list("version__source__slug", "version__number", "start", "end")
    there |= {f"passage:{slug}/v{version}/{start}-{end}" for slug, version, start, end in passages}
    uncited = {(text.article.version, *text.place[:2]) for text in find_uncited_texts()}
    slugs = dict(SourceVersion.objects.values_list("id", "source__slug"))
    there |= {f"uncited_text:{slugs[version]}/v1/{start}-{end}" for version, start, end in uncited}
    wanted = {name for entry in ENTRIES for key in ("three", "any") for name in entry.get(key, [])}
    compared = {name.removeprefix("comparison:") for name in wanted if name.startswith("comparison:")}
    assert len(compared) > 10
    assert {name for name in wanted if not name.startswith("comparison:")} - there == set()
    for slugs in compared:
        parts = slugs.split("-vs-")
        assert 2 <= len(set(parts)) == len(parts) <= 4
        assert {f"concept:{slug}" for slug in parts} <= there
