"""Drafts of every kind, which name one another and what is published, as curators leave them overnight."""

from concepts.models import Address, Concept, ConceptLink
from sources.content_row import ReviewedRow
from sources.models import Article, Passage, Skip, Source, SourceVersion
from tests import factories as make
from tests.concepts.packs.round_trip import add_text

DRAFT = ReviewedRow.Status.DRAFT.value
ENGLISH = "Draft words push. Draft words pull."
CHINESE = "草稿推动用户。草稿拉动用户。"


def make_drafts() -> None:
    """A source in each language, one with all that is in it, and one of each other kind, with statements about them."""
    passages = [
        _source("draft-english", ENGLISH, "en", "Draft words push.", "pull"),
        _source("draft-chinese", CHINESE, "zh-hans", "草稿推动用户。", "拉动"),
    ]
    for model in (SourceVersion, Article, Skip):
        model._default_manager.filter(pk=model._default_manager.latest("pk").pk).update(status="published")
    concepts = [
        make.make_concept("draft-word", "Draft word", "草稿词", status=DRAFT),
        make.make_concept("draft-term", "Draft term", "草稿术语", status=DRAFT),
    ]
    published = Concept.objects.exclude(status=DRAFT).order_by("pk").first() or concepts[1]
    ConceptLink.objects.create(concept=concepts[0], other=published, kind="related")
    dimension = make.make_dimension("draft-dimension", "Draft", "草稿", status=DRAFT)
    question, relation_type = make.make_question("draft-question"), make.make_relation_type("draft-relation")
    for row in (question, relation_type):
        row.status = DRAFT
        row.save()
    head = make.make_statement("characteristic", *concepts, dimension=dimension, cites=passages)
    make.make_part(head)
    make.make_statement("definition", concepts[0], cites=passages[:1])
    make.make_statement("relation", *concepts, relation_type=relation_type)
    make.rest_on(make.make_statement("position", question=question), head, nearness="nearby")
    make.make_finding_of_parts(*((concept, head) for concept in concepts), aspect="together", dimension=dimension)
    Address.objects.create(kind="concept", key="draft-name", state="moved", target="draft-word", status=DRAFT)
    words = {"words_en": "Never meant.", "words_zh": "并无此意。"}
    Address.objects.create(kind="question", key="draft-asked", state="withdrawn", status=DRAFT, **words)


def _source(slug: str, text: str, language: str, quote: str, skipped: str) -> Passage:
    """A source that is a draft, with a passage and a skip; return the passage."""
    version = add_text(slug, text, language)
    article = Article.objects.get(version=version)
    start = text.index(skipped)
    Skip.objects.create(
        version=version, article=article, start=start, end=start + len(skipped), reason="filler", status=DRAFT
    )
    Source.objects.filter(pk=version.source_id).update(status=DRAFT)
    SourceVersion.objects.filter(pk=version.pk).update(status=DRAFT)
    Article.objects.filter(pk=article.pk).update(status=DRAFT)
    return make.make_passage(version, quote)
