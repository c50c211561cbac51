"""Reads the database into flat records, in a fixed number of queries whatever the amount of content."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from concepts.models import (
    Address,
    Citation,
    Concept,
    ConceptLink,
    Dimension,
    Label,
    PositionBasis,
    Question,
    RelationType,
    Side,
    Statement,
    StatementConcept,
    Tag,
    TaggedStatement,
)
from concepts.packs.records import KINDS, Content, Item, Key, Record, filled, hash_of
from sources.languages import COLUMN, Language, by_column
from sources.models import Article, Boundary, Passage, Skip, Source, SourceVersion

MODELS: dict[str, Any] = {
    "source": Source,
    "version": SourceVersion,
    "article": Article,
    "concept": Concept,
    "dimension": Dimension,
    "relation-type": RelationType,
    "tag": Tag,
    "question": Question,
    "statement": Statement,
    "passage": Passage,
    "skip": Skip,
    "address": Address,
}
# A submitted statement is still a draft to a pack, which knows nothing of who works on what.
STATUS = {Statement.Status.SUBMITTED.value: Statement.Status.DRAFT.value}


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the record it stands for."""

    row: Any
    record: Record


@dataclass(slots=True)
class Stored:
    """All rows by kind and key, the key of each by its id, and the passages that only withdrawn statements cite."""

    rows: dict[str, dict[Key, Row]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    keys: dict[str, dict[int, Key]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    history: set[Key] = field(default_factory=set)

    def of(self, kind: str) -> dict[Key, Row]:
        return self.rows[kind]

    def add(self, kind: str, key: Key, row: Any, record: Record) -> None:
        self.rows[kind][key] = Row(row, record)
        self.keys[kind][row.id] = key

    def is_changed(self, kind: str, key: Key) -> bool:
        """Whether the row is another than the entry it was loaded from."""
        stored = self.rows[kind][key]
        return hash_of(stored.record) != stored.row.entry_hash

    def id(self, kind: str, key: Key | str | None) -> Any:
        """The id of the row with that key (or only slug or code); None for None."""
        if key is None:
            return None
        return self.rows[kind][(key,) if isinstance(key, str) else key].row.id

    def name(self, kind: str, number: int | None) -> Any:
        """The slug or code of the row with that id; None for None."""
        return None if number is None else self.keys[kind][number][0]


def read_rows() -> Stored:
    """Every row a pack can hold, whatever pack it is of; drafts of changes are no such rows."""
    stored = Stored()
    for source in Source.objects.order_by("id"):
        words = {"title": by_column(source, "title"), "quality": by_column(source, "quality")}
        columns = _columns(source, "kind", "publisher", "address", "display")
        stored.add("source", (source.slug,), source, filled(**words, **columns) | {"rank": source.rank})
    _read_articles(stored)
    _read_concepts(stored)
    for dimension in Dimension.objects.order_by("id"):
        words = {key: by_column(dimension, key) for key in ("name", "question")}
        record = filled(**words, core=dimension.core) | {"rank": dimension.rank}
        stored.add("dimension", (dimension.slug,), dimension, record)
    for kind in RelationType.objects.order_by("id"):
        words = {key: by_column(kind, key) for key in ("name", "inverse")}
        stored.add("relation-type", (kind.slug,), kind, words | {"rank": kind.rank})
    for tag in Tag.objects.order_by("id"):
        stored.add("tag", (tag.slug,), tag, {"name": tag_names(tag)})
    for question in Question.objects.order_by("id"):
        record = {"text": by_column(question, "text"), "rank": question.rank}
        stored.add("question", (question.slug,), question, record)
    _read_statements(stored)
    _read_evidence(stored)
    for address in Address.objects.order_by("id"):
        moved = address.state == Address.State.MOVED
        record = {"moved_to": address.target} if moved else {}
        record |= filled(**{"reason" if moved else "withdrawn": by_column(address, "words")})
        stored.add("address", (address.kind, address.key), address, record)
    return stored


def rows_of_pack(stored: Stored, pack: str) -> Content:
    """What export writes: the rows of the pack and those made on the site, without what was withdrawn.

    A withdrawn statement is left to its address, and a passage that only withdrawn statements cite goes with it.
    """
    content = Content()
    for kind, rows in stored.rows.items():
        for key, row in rows.items():
            if row.row.pack not in ("", pack) or row.record.get("status") == Statement.Status.WITHDRAWN:
                continue
            if kind == "passage" and key in stored.history:
                continue
            record = row.record
            if kind == "passage" and "citations" in record:
                ours = [cited for cited in record["citations"] if (cited["code"],) in content.of("statement")]
                record = record | {"citations": ours}
            content.of(kind)[key] = Item(record)
    content.texts = {key: row.row.text for key, row in stored.of("version").items()}
    return content


def tag_names(tag: Tag) -> Record:
    """The names of a tag; one typed in the admin has none yet and is called what was typed."""
    names = by_column(tag, "name")
    return names or {"zh" if any("\u3400" <= letter <= "\u9fff" for letter in tag.name) else "en": tag.name}


def _columns(row: Any, *names: str) -> Record:
    return {name: getattr(row, name) for name in names}


def _grouped(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    """Rows by the id in `column`, each group in the order they came in."""
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, column), []).append(row)
    return groups


def _read_articles(stored: Stored) -> None:
    for version in SourceVersion.objects.order_by("id"):
        key = (stored.name("source", version.source_id), version.number)
        stored.add("version", key, version, filled(**_columns(version, "language", "date", "file", "sha256")))
    boundaries = _grouped(Boundary.objects.order_by("start", "end", "id"), "article_id")
    for article in Article.objects.order_by("id"):
        version_key = stored.keys["version"][article.version_id]
        text = stored.of("version")[version_key].row.text
        record = _columns(article, "title_by", "seam", "state", "first", "last")
        record |= {"title": by_column(article, "title"), "at": [article.start, article.end]}
        for name, kind in (("headings", Boundary.Kind.HEADING), ("cuts", Boundary.Kind.CUT)):
            spans = [[one.start, one.end] for one in boundaries.get(article.id, []) if one.kind == kind]
            record |= filled(**{name: [text[start:end] for start, end in spans], f"{name}_at": spans})
        stored.add("article", (*version_key, article.number), article, record)


def _read_concepts(stored: Stored) -> None:
    concepts = list(Concept.objects.order_by("id"))
    slugs = {concept.id: concept.slug for concept in concepts}
    labels = _grouped(Label.objects.order_by("rank", "id"), "concept_id")
    links = _grouped(ConceptLink.objects.order_by("rank", "id"), "concept_id")
    for concept in concepts:
        named: dict[str, Record] = {}
        for label in labels.get(concept.id, []):
            of = named.setdefault(COLUMN[Language(label.language)], {})
            if label.role == Label.Role.PREFERRED:
                of["preferred"] = label.text
            else:
                of.setdefault(label.role, []).append(label.text)
        record = filled(labels=named, scope_note=by_column(concept, "scope_note"), core=concept.core)
        for link in links.get(concept.id, []):
            record.setdefault(link.kind, []).append(slugs[link.other_id])
        stored.add("concept", (concept.slug,), concept, record | {"rank": concept.rank})


def _read_statements(stored: Stored) -> None:
    statements = list(Statement.objects.live().order_by("id"))
    codes = {statement.id: statement.code for statement in statements}
    links = _grouped(StatementConcept.objects.order_by("rank", "id"), "statement_id")
    sides = _grouped(Side.objects.order_by("rank", "id"), "distinction_id")
    bases = _grouped(PositionBasis.objects.order_by("rank", "id"), "position_id")
    tags = _grouped(TaggedStatement.objects.order_by("id"), "content_object_id")
    for row in statements:
        named: dict[str, list[str]] = {"subject": [], "object": []}
        for link in links.get(row.id, []):
            named[link.role].append(stored.name("concept", link.concept_id))
        record = filled(
            title=by_column(row, "title"),
            **_columns(row, "slug", "rank"),
            note=by_column(row, "note"),
            en=row.text_en,
            zh=row.text_zh,
            dimension=stored.name("dimension", row.dimension_id),
            type=stored.name("relation-type", row.relation_type_id),
            question=stored.name("question", row.question_id),
            part_of=codes.get(row.part_of_id or 0),
            subjects=named["subject"],
            objects=named["object"],
            sides=[
                [stored.name("concept", side.concept_id), codes[side.characteristic_id]]
                for side in sides.get(row.id, [])
            ],
            rests_on=[codes[basis.statement_id] for basis in bases.get(row.id, [])],
            tags=sorted(stored.name("tag", tagged.tag_id) for tagged in tags.get(row.id, [])),
        )
        record |= {"kind": row.kind, "mode": row.mode, "status": STATUS.get(row.status, row.status)}
        stored.add("statement", (row.code,), row, record)


def _read_evidence(stored: Stored) -> None:
    passages = list(Passage.objects.order_by("id"))
    spans = {passage.id: [passage.start, passage.end] for passage in passages}
    citations = _grouped(Citation.objects.filter(statement__revises=None).order_by("id"), "passage_id")
    for passage in passages:
        cited = []
        for citation in citations.get(passage.id, []):
            code = stored.name("statement", citation.statement_id)
            if stored.of("statement")[(code,)].row.status != Statement.Status.WITHDRAWN:
                cited.append(filled(code=code, stance=citation.stance, **by_column(citation, "attributed_to")))
        record = filled(
            **_columns(passage, "quote", "translation", "translation_by"),
            copy_of=spans.get(passage.copy_of_id or 0),
            citations=sorted(cited, key=lambda citation: citation["code"]),
        )
        article = stored.keys["article"][passage.article_id]
        key = (*article[:2], passage.start, passage.end)
        stored.add("passage", key, passage, record | {"article": article[2]})
        if passage.id in citations and not cited:
            stored.history.add(key)
    for skip in Skip.objects.order_by("id"):
        article = stored.keys["article"][skip.article_id]
        text = stored.of("version")[article[:2]].row.text
        record = filled(reason=skip.reason, quote=text[skip.start : skip.end], repeats=spans.get(skip.repeats_id or 0))
        stored.add("skip", (*article[:2], skip.start, skip.end), skip, record | {"article": article[2]})
