"""A search as data: takes parameters as an address has them, returns what JSON can hold; for the API and the command.

docs/api.md says what the keys of the answer mean. Keys may be added, never renamed.
"""

import re
from collections.abc import Iterable
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concepts.evidence.answer_data import LANGUAGE, Parameters, UnanswerableError, check_keys, last_value
from concepts.evidence.loading import QuestionLink, ShownStatement
from concepts.search.query.parsed_query import LONGEST_QUERY
from concepts.search.results.answers import BestAnswer, Hit, SearchAnswer
from concepts.search.results.facets import CORRECTED, FACET_KEYS, SearchFilters, UnknownFacetError
from concepts.search.results.page import MOST_ON_A_PAGE, PAGE_SIZE, search
from sources.languages import Language, reader_language
from sources.text import HAN

SINGLE_KEYS = ("q", "in", "limit", "page", CORRECTED)  # parameters that are given only once
MOST_PAGES = 999_999_999  # no search has more
_HAN = re.compile(f"[{HAN}]")


class QuestionData(TypedDict):
    """A question that stands beside a statement."""

    id: str
    url: str
    text: str
    text_language: str


class StatementData(TypedDict):
    """A statement of the best answer, or an answer to a question."""

    type: str
    id: str
    url: str
    text: str
    text_language: str
    voices: int
    questions: list[QuestionData]


class BestData(TypedDict):
    """What the query means."""

    type: str
    id: str
    url: str
    title: str
    title_language: str
    concepts: list[str]
    statements: list[StatementData]
    statements_total: int
    dimension: str | None
    note: str | None
    note_language: str | None


class CitationData(TypedDict):
    """A place in a version of a source, in code points."""

    source: str
    version: int
    start: int
    end: int
    url: str


class ResultData(TypedDict):
    """One thing that was found."""

    type: str
    id: str
    url: str
    title: str
    title_language: str
    snippet: str
    snippet_language: str
    translated: bool
    by_words: bool
    concepts: list[str]
    voices: int | None
    citations: list[CitationData]
    questions: list[QuestionData]
    answers: list[StatementData]


class FacetValueData(TypedDict):
    """One value that the results can be narrowed to."""

    value: str
    name: str
    count: int
    chosen: bool


class FacetData(TypedDict):
    """The values of one parameter."""

    key: str
    name: str
    values: list[FacetValueData]


# The whole answer; `in` is no name in Python, so that it cannot be a class.
AnswerData = TypedDict(
    "AnswerData",
    {
        "query": str,
        "in": str,
        "best": BestData | None,
        "did_you_mean": str | None,
        "corrected": bool,
        "closeness": str,
        "weak": bool,
        "choices": list[str],
        "total": int,
        "total_is_exact": bool,
        "page": int,
        "pages": int,
        "results": list[ResultData],
        "facets": list[FacetData],
    },
)


def language_of(parameters: Parameters) -> Language:
    """Return the language in which to answer: that of `in`, else Chinese where the query has a Chinese character."""
    wanted = last_value(parameters, "in")
    if wanted in Language.values:
        return Language(wanted)
    return Language.ZH if _HAN.search(_query(parameters)) else Language.EN


def answer_data(parameters: Parameters) -> AnswerData:
    """Return the answer as JSON has it; raises what `find_answer` does."""
    return as_data(find_answer(parameters))


def find_answer(parameters: Parameters) -> SearchAnswer:
    """Return the answer in the reader's language, which the caller sets to `language_of` the same parameters.

    Raises UnanswerableError for parameters that mean nothing, and NoIndexError where no index is built yet.
    """
    check_keys(parameters, single=SINGLE_KEYS, repeatable=FACET_KEYS)
    query = _query(parameters)
    if not query:
        raise UnanswerableError("q", _("There is nothing to search for: put a word, a name or a question into “q”."))
    page = _number(parameters, "page", most=MOST_PAGES, default=1)
    limit = _number(parameters, "limit", most=MOST_ON_A_PAGE, default=PAGE_SIZE)
    try:
        answer = search(query, SearchFilters.from_query(parameters), page=page, limit=limit)
    except UnknownFacetError as error:
        raise UnanswerableError(error.key, str(error)) from error
    if page > answer.pages:
        raise UnanswerableError(
            "page",
            ngettext(
                "This search has only %(pages)d page of results.",
                "This search has only %(pages)d pages of results.",
                answer.pages,
            )
            % {"pages": answer.pages},
        )
    return answer


def as_data(answer: SearchAnswer) -> AnswerData:
    """Return the answer as JSON has it; it was made by a search in the reader's language."""
    return {
        "query": answer.query,
        "in": reader_language().value,
        "best": _best(answer.best) if answer.best else None,
        "did_you_mean": answer.did_you_mean or None,
        "corrected": answer.corrected,
        "closeness": answer.closeness.value,
        "weak": answer.is_weak,
        "choices": [named.slug for named in answer.choices],
        "total": answer.total,
        "total_is_exact": answer.total_is_exact,
        "page": answer.page,
        "pages": answer.pages,
        "results": [_result(hit) for hit in answer.hits],
        "facets": [
            {
                "key": facet.key,
                "name": facet.name,
                "values": [
                    {"value": value.value, "name": value.name.words, "count": value.count, "chosen": value.chosen}
                    for value in facet.values
                ],
            }
            for facet in answer.facets
        ],
    }


def _best(best: BestAnswer) -> BestData:
    return {
        "type": best.type,
        "id": best.id,
        "url": best.address,
        "title": best.title.words,
        "title_language": LANGUAGE[best.title.lang],
        "concepts": [named.slug for named in best.concepts],
        "statements": _statements(best.statements),
        "statements_total": best.total,
        "dimension": best.dimension.slug if best.dimension else None,
        "note": best.note.words if best.note else None,
        "note_language": LANGUAGE[best.note.lang] if best.note else None,
    }


def _statements(statements: Iterable[ShownStatement]) -> list[StatementData]:
    return [
        {
            "type": shown.kind,
            "id": shown.code,
            "url": shown.address,
            "text": shown.text.words,
            "text_language": LANGUAGE[shown.text.lang],
            "voices": shown.voices.count,
            "questions": _questions(shown.questions),
        }
        for shown in statements
    ]


def _result(hit: Hit) -> ResultData:
    title = hit.title or hit.snippet
    snippet = hit.snippet or hit.title
    return {
        "type": hit.type,
        "id": hit.id,
        "url": hit.address,
        "title": str(title),
        "title_language": LANGUAGE[title.lang],
        "snippet": str(snippet),
        "snippet_language": LANGUAGE[snippet.lang],
        "translated": hit.translated,
        "by_words": hit.by_words,
        "concepts": [named.slug for named in hit.concepts],
        "voices": hit.support.whole.count or None,
        "citations": [
            {
                "source": place.source,
                "version": place.version,
                "start": place.start,
                "end": place.end,
                "url": place.address,
            }
            for place in hit.citations
        ],
        "questions": _questions(hit.questions),
        "answers": _statements(hit.answers),
    }


def _questions(questions: Iterable[QuestionLink]) -> list[QuestionData]:
    return [
        {
            "id": question.slug,
            "url": question.address,
            "text": question.text.words,
            "text_language": LANGUAGE[question.text.lang],
        }
        for question in questions
    ]


def _query(parameters: Parameters) -> str:
    """Return what is searched for, at most LONGEST_QUERY code points.

    Half characters, which no database stores, become “?”.
    """
    return last_value(parameters, "q").encode(errors="replace").decode().strip()[:LONGEST_QUERY]


def _number(parameters: Parameters, key: str, *, most: int, default: int) -> int:
    """Return the whole number of a key, from 1 to `most`; raises UnanswerableError for any other value."""
    value = last_value(parameters, key)
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) <= len(str(most)) and 1 <= int(value) <= most:
        return int(value)
    raise UnanswerableError(
        key,
        _("“%(name)s” is a whole number from 1 to %(most)d, and not “%(value)s”.")
        % {"name": key, "most": most, "value": value[:80]},
    )
