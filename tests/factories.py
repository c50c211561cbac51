"""Small functions that make the rows a test needs, in English and Chinese, valid unless a test asks otherwise."""

from typing import Any

from django.db import transaction

from concepts.content.description import DESCRIPTIONS
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.publishing import publish
from concepts.models import (
    Basis,
    Citation,
    ClaimPart,
    Concept,
    Dimension,
    DimensionLabel,
    ErrorReport,
    Label,
    Proposal,
    Question,
    RelationType,
    Side,
    Site,
    SiteConcept,
    Statement,
    StatementConcept,
)
from concepts.models.codes import new_code
from sources.content_row import ContentRow
from sources.cutting import cut_passage
from sources.locking import claim_row_version
from sources.models import Article, Passage, Source, SourceText, SourceVersion

ENGLISH = "Marketing pulls users to products. Sales push products to users. Both aim at revenue."
CHINESE = "营销是让产品好卖。销售是把产品卖好。两者的最终目标都是收入。"


def make_source(slug: str = "a-source", text: str = ENGLISH, language: str = "en", **fields: Any) -> SourceVersion:
    """A source with one version, whose whole text is one article; returns the version."""
    source = Source.objects.create(
        slug=slug,
        **{"title_en": f"Source {slug}", "title_zh": f"来源 {slug}", "kind": "article", "rank": Source.objects.count()}
        | fields,
    )
    version = make_version(source=source, number=1, language=language, text=text)
    make_article(version, 0, len(text))
    return version


def make_version(*, text: str, **fields: Any) -> SourceVersion:
    """A version with its text."""
    version = SourceVersion.objects.create(**{"sha256": "0" * 64} | fields)
    SourceText.objects.create(version=version, text=text)
    return version


def make_article(version: SourceVersion, start: int, end: int, **fields: Any) -> Article:
    """One article of a version; numbered in the order they are made."""
    number, text = version.articles.count() + 1, version.read_text()
    words = {"title_en": f"Article {number}", "title_zh": f"文章 {number}", "first": text[start : start + 5]}
    return Article.objects.create(
        version=version, number=number, start=start, end=end, **words | {"last": text[end - 5 : end]} | fields
    )


def make_passage(version: SourceVersion, quote: str, **fields: Any) -> Passage:
    """The first place of `quote` in the version, in the article around it; the same row when it is asked for again."""
    text = version.read_text()
    start = text.index(quote)
    end = start + len(quote)
    if known := Passage.objects.filter(version=version, start=start, end=end).first():
        return known
    article = version.articles.get(start__lte=start, end__gte=end)
    passage = cut_passage(version, text, start, end, article=article, **fields)
    passage.save()
    return passage


def make_concept(slug: str, en: str = "", zh: str = "", **fields: Any) -> Concept:
    """A concept with one preferred label in each language."""
    concept = Concept.objects.create(slug=slug, **{"rank": Concept.objects.count()} | fields)
    for language, text in (("en", en or slug.replace("-", " ").capitalize()), ("zh-hans", zh or f"{slug}（中）")):
        Label.objects.create(concept=concept, language=language, text=text, role="preferred")
    return concept


def make_dimension(slug: str = "scope", en: str = "Scope", zh: str = "范围", **fields: Any) -> Dimension:
    """A dimension; the same row when it is asked for again."""
    words = {"name_en": en, "name_zh": zh, "question_en": f"{en}?", "question_zh": f"{zh}？"}
    return Dimension.objects.get_or_create(slug=slug, defaults=words | {"rank": Dimension.objects.count()} | fields)[0]


def add_dimension_label(
    dimension: Dimension, text: str, language: str = "en", role: str = "alternative"
) -> DimensionLabel:
    """Another name of a dimension, after those that it has."""
    place = {"rank": dimension.labels.count(), "language": language}
    return DimensionLabel.objects.create(dimension=dimension, text=text, role=role, **place)


def make_site(*compared: Concept, **fields: Any) -> Site:
    """What a site says of itself, with the concepts whose comparison opens its home page."""
    words = {
        "name_en": "Weather words", "name_zh": "天气词典", "headline_en": "How weather and climate differ",
        "headline_zh": "天气和气候有何不同", "description_en": "Words of the weather, side by side.",
        "description_zh": "天气用词，逐项对照。", "licence": "cc-by-sa-4.0",
    }  # fmt: skip
    site = Site.objects.create(**words | fields)
    for rank, concept in enumerate(compared):
        SiteConcept.objects.create(site=site, concept=concept, rank=rank)
    return site


def make_relation_type(slug: str = "includes") -> RelationType:
    """The relation type “includes”, or one like it; the same row when it is asked for again."""
    words = {"name_en": slug, "name_zh": "包括", "inverse_en": "is part of", "inverse_zh": "属于"}
    return RelationType.objects.get_or_create(slug=slug, defaults=words)[0]


def make_question(slug: str = "is-sales-part-of-marketing") -> Question:
    """A question; the same row when it is asked for again."""
    words = {"text_en": "Is sales part of marketing?", "text_zh": "销售是营销的一部分吗？"}
    return Question.objects.get_or_create(slug=slug, defaults=words)[0]


def make_statement(
    kind: str = "characteristic",
    *subjects: Concept,
    objects: tuple[Concept, ...] = (),
    cites: tuple[Passage, ...] = (),
    **fields: Any,
) -> Statement:
    """A draft of any kind with the columns its kind must have; `cites` are passages that support it."""
    needed: dict[str, Any] = {}
    if kind in ("characteristic", "distinction"):
        needed["dimension"] = fields.get("dimension") or make_dimension()
    if kind == "distinction":
        needed |= {"title_en": "Short words", "title_zh": "短语", "slug": "short-words"}
    if kind == "relation":
        needed["relation_type"] = make_relation_type()
    if kind == "position":
        needed["question"] = make_question()
    if kind == "finding":
        needed["aspect"] = "differ"
    code = new_code(set(Statement.objects.values_list("code", flat=True)))
    words = {"text_en": f"English words of {code}.", "text_zh": f"{code} 的中文。"}
    statement = Statement.objects.create(**{"code": code, "kind": kind} | words | needed | fields)
    for rank, concept in enumerate(subjects):
        StatementConcept.objects.create(statement=statement, concept=concept, role="subject", rank=rank)
    for rank, concept in enumerate(objects):
        StatementConcept.objects.create(statement=statement, concept=concept, role="object", rank=rank)
    for passage in cites:
        cite(statement, passage)
    return statement


def make_published(kind: str = "characteristic", *subjects: Concept, **fields: Any) -> Statement:
    """Like make_statement, and published."""
    statement = make_statement(kind, *subjects, **fields)
    publish(statements=[statement])
    statement.refresh_from_db()
    return statement


def make_part(head: Statement, **fields: Any) -> Statement:
    """A draft part of the list `head`, with its concepts and its dimension, in the last place."""
    subjects = [link.concept for link in head.concept_links.order_by("rank", "id")]
    fields = {"rank": head.parts.count() + 1} | fields
    return make_statement("characteristic", *subjects, part_of=head, dimension=head.dimension, **fields)


def make_distinction(*characteristics: Statement, **fields: Any) -> Statement:
    """A draft distinction whose sides are the characteristics, each for its first subject."""
    distinction = make_statement("distinction", dimension=characteristics[0].dimension, **fields)
    for rank, characteristic in enumerate(characteristics):
        subject = characteristic.concept_links.order_by("rank", "id")[0].concept
        Side.objects.create(distinction=distinction, characteristic=characteristic, concept=subject, rank=rank)
    return distinction


def cite(statement: Statement, passage: Passage, stance: str = "supports", **fields: Any) -> Citation:
    """A citation; one that reports is attributed to many people unless told otherwise."""
    if stance == "reports":
        fields = {"attributed_to_en": "many people", "attributed_to_zh": "很多人"} | fields
    return Citation.objects.create(statement=statement, passage=passage, stance=stance, **fields)


def rest_on(claim: Statement, *statements: Statement, **fields: Any) -> None:
    """Rests a position or finding on statements, in order; `fields` are those of every row."""
    for rank, statement in enumerate(statements, start=claim.bases.count()):
        Basis.objects.create(claim=claim, statement=statement, rank=rank, **fields)


def make_claim_part(claim: Statement, concept: Concept | None = None, **fields: Any) -> ClaimPart:
    """A part of a claim with the next number: about a concept, else with a name in each language."""
    number = claim.claim_parts.count() + 1
    words = {} if concept else {"name_en": f"part {number}", "name_zh": f"部分{number}"}
    return ClaimPart.objects.create(claim=claim, concept=concept, **{"number": number} | words | fields)


def make_finding(*concepts: Concept, rests_on: tuple[Statement, ...] = (), **fields: Any) -> Statement:
    """A draft finding on how the concepts differ; each statement of `rests_on` carries the whole of it."""
    finding = make_statement("finding", *concepts, **{"aspect": "differ"} | fields)
    rest_on(finding, *rests_on)
    return finding


def make_finding_of_parts(*sides: tuple[Concept, Statement], **fields: Any) -> Statement:
    """A draft finding about the concepts, for each of which a statement carries the part about it."""
    finding = make_finding(*(concept for concept, _statement in sides), **fields)
    for concept, statement in sides:
        rest_on(finding, statement, part=make_claim_part(finding, concept).number)
    return finding


def make_report(about: Statement | SourceVersion, words: str = "It says too much.", **fields: Any) -> ErrorReport:
    """What a reader reports of the first edition of a statement, or of the first words of a version."""
    if isinstance(about, Statement):
        columns: dict[str, Any] = {"statement": about, "edition": 1}
    else:
        columns = {"version": about, "start": 0, "end": 9}
    marks = {"language": "en", "checksum": f"{ErrorReport.objects.count():064}"}
    return ErrorReport.objects.create(words=words, **columns | marks | fields)


def save_row(row: ContentRow, row_version: int | None = None) -> None:
    """Saves the row for somebody who began with `row_version` (default: the row's own); may raise StaleSaveError."""
    with transaction.atomic():
        claim_row_version(row=row, row_version=row.row_version if row_version is None else row_version)
        row.save()
        bump_content_revision()


def publish_proposals() -> None:
    """Publish everything that is proposed, as nobody in particular: new rows and changes to rows that readers see."""
    models = {kind: description.model for kind, description in DESCRIPTIONS.items()}
    rows = [models[proposal.kind]._base_manager.get(pk=proposal.row) for proposal in Proposal.objects.order_by("pk")]
    publish(statements=[], rows=rows)
