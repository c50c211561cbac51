"""Share the pages of concepts and questions, which are cited as they are today."""

from functools import cache

from django.urls import reverse

from concepts.content.value_types import Words
from concepts.evidence.addresses import find_row
from concepts.evidence.concept_names import load_concept_names
from concepts.formats.extract import Extract
from concepts.formats.works import cite_concept, cite_question
from concepts.models import Concept, Question
from concepts.pages.concept import ConceptPage, build_page_of_concept, find_concept
from concepts.pages.question import QuestionPage, build_page_of_question
from concepts.share.embeds.content import embed_question
from concepts.share.pages.lines import (
    ANSWERS,
    BASED_ON,
    DEFINITION,
    DIFFER,
    DISPUTED,
    TOGETHER,
    dimension_of,
    in_both,
    name_of,
)
from concepts.share.pages.page import PageRequest, SharedPage


def share_question(request: PageRequest, slug: str) -> SharedPage:
    """Return the page of the question."""
    question = find_row(Question.objects.published(), slug)

    load_page = cache(lambda: build_page_of_question(question, request.without))
    return SharedPage(
        request,
        cite_question(question.slug, question.text, request.site, request.read_at),
        lambda: _extract_question(request, question, load_page()),
        feed_path=reverse("feeds:question", args=[question.slug]),
        load_embed=lambda: embed_question(question, (each.statement for each in load_page().positions)),
    )


def _extract_question(request: PageRequest, question: Question, page: QuestionPage) -> Extract:
    lines, text = request.lines, Words(question.text_en, question.text_zh)
    found = [lines.question_line(text, request.path, leads=True)]
    for position in page.positions:
        found.append(lines.statement(position.statement, in_both(ANSWERS), leads=True))
        found += lines.statements(dict.fromkeys(position.rests_on), in_both(BASED_ON))
    return request.extract(text, request.path, found)


def share_concept(request: PageRequest, slug: str) -> SharedPage:
    """Return the page of the concept."""
    concept_names = load_concept_names()
    named = concept_names.by_slug.get(slug)
    if named is None:  # asked of the database, which knows what became of it
        named = concept_names.by_slug[find_row(Concept.objects.published(), slug).slug]

    def make_extract() -> Extract:
        return _extract_concept(request, build_page_of_concept(find_concept(slug), concept_names, request.without))

    work = cite_concept(named, request.site, request.read_at)
    return SharedPage(request, work, make_extract, feed_path=reverse("feeds:concept", args=[named.slug]))


def _extract_concept(request: PageRequest, page: ConceptPage) -> Extract:
    lines, answer = request.lines, page.answer
    defined = [page.definition.statement] if page.definition else []
    differ = [*(each.statement for each in answer.differ), *answer.contrasts]
    together = [*(each.statement for each in answer.together), *answer.relations]
    found = [
        *(lines.statement(each, in_both(DEFINITION), leads=True) for each in defined),
        *(lines.statement(each, in_both(DIFFER), leads=True) for each in differ),
        *(lines.statement(each, in_both(TOGETHER)) for each in together),
        *(lines.question(each, in_both(DISPUTED)) for each in answer.disputed),
        *(lines.statement(line.statement, dimension_of(line.statement)) for line in page.lines),
    ]
    return request.extract(name_of(page.concept), request.path, found)
