"""What the site holds, described once: every kind of row with its fields, languages, natural key and attached rows.

A new field of a statement is a column of the model and one line here; packs, open data, drafts, snapshots,
differences, restoring and the statement's form follow. `DESCRIPTIONS` is in the order in which rows can be made:
nothing names a row of a later kind, but for statements, which name one another.
"""

from django.db.models import Model

from concepts.content.shape import Attached, Description, Field, Languages, Reference, WhenDoubled, WhenMerged
from concepts.content.value_types import Canonical, Code, Flag, Name, Number, OneOf, Pattern, Prose, Quote, Several
from concepts.models import (
    Address,
    Basis,
    Citation,
    ClaimPart,
    Concept,
    ConceptLink,
    Dimension,
    DimensionLabel,
    Label,
    Licence,
    Question,
    RelationType,
    Side,
    Site,
    SiteConcept,
    Statement,
    StatementConcept,
    Tag,
    TaggedStatement,
)
from concepts.models.basis import WHOLE
from concepts.models.markup import NOTE_CAP
from concepts.models.site import CONTACT_PATTERN, SITE_KEY
from sources.caveats import NONE, Caveat, join_caveats, split_caveats
from sources.dates import canonical_date
from sources.identifiers import ADDRESS_PATTERN, canonical_doi, canonical_isbn
from sources.joined_numbers import canonical_numbers
from sources.languages import Language, WrittenLanguage
from sources.models import Article, Boundary, Passage, Skip, Source, SourceVersion
from sources.page_numbers import canonical_pages

PROSE_CAP = 2_000  # statements, scope notes, notes on quality, words for readers
QUOTE_CAP = 5_000  # verbatim words of a source, and translations of them

PROSE = Prose(PROSE_CAP, multiline=True)
ROW = (
    "row_version",
    "proposal_version",
    "pack",
    "entry_hash",
)  # what every row of content has besides (sources.content_row.ContentRow)
REVIEWED = (*ROW, "status")  # and what every row has that is a draft at first
BOTH, EITHER = Languages.BOTH, Languages.EITHER
RANK = Field("rank", Number(least=0, default=0))
PART = Field("part", Number(least=WHOLE, default=WHOLE))  # of a claim
# The place among the rows of a kind: in a pack the order of its entries (concepts/packs/schema.py).
PLACE = Field("rank", Number(least=0), in_pack=False)


def column_length(model: type[Model], column: str) -> int:
    """Return how many code points a column holds; raises ValueError for one without a bound."""
    length: int | None = getattr(model._meta.get_field(column), "max_length", None)
    if not length:
        raise ValueError(f"{model.__name__}.{column} has no length")
    return length


def _line(model: type[Model], column: str) -> Prose:
    return Prose(column_length(model, column))


def _slug(kind: str, model: type[Model]) -> Field:
    return Field("id", Name(column_length(model, "slug"), kind), column="slug", required=True)


def _labels(model: type[Label | DimensionLabel], owner: str, when_merged: WhenMerged | None = None) -> Attached:
    languages, roles = (OneOf(tuple(choices.values)) for choices in (Language, model.Role))
    fields = (Field("language", languages), Field("text", _line(model, "text")), Field("role", roles))
    return Attached("labels", model, owner, key=(), fields=fields, when_merged=when_merged)


SOURCE = Description(
    kind="source",
    model=Source,
    key=(_slug("source", Source),),
    fields=(
        Field("title", _line(Source, "title_en"), BOTH, required=True),
        Field("kind", OneOf(tuple(Source.Kind.values)), required=True),
        Field("author", _line(Source, "author")),
        Field("publisher", _line(Source, "publisher")),
        Field(
            "address",
            Pattern(
                rf"(?=.{{1,{column_length(Source, 'address')}}}\Z){ADDRESS_PATTERN}",
                "an address that begins with https:// or http:// and has no name or password before its host",
            ),
        ),
        Field("doi", Canonical(canonical_doi)),
        Field("isbn", Canonical(canonical_isbn)),
        Field("retrieved_on", Canonical(canonical_date)),
        Field("rights", OneOf(tuple(Source.Rights.values), default=Source.Rights.NOT_KNOWN.value)),
        Field("written_in", OneOf(tuple(WrittenLanguage.values))),
        Field("caveats", Several(tuple(Caveat.values), join_caveats, split_caveats)),
        Field("quality", PROSE, EITHER),
        Field("display", OneOf(tuple(Source.Display.values)), required=True),
        Field("withheld", OneOf(tuple(Source.Withheld.values)), by_step=True),
        Field("withheld_reason", PROSE, EITHER, by_step=True),
        PLACE,
    ),
    own=REVIEWED,
)
VERSION = Description(
    kind="version",
    model=SourceVersion,
    key=(Reference("source", "source", required=True), Field("number", Number(), required=True)),
    fields=(
        Field("language", OneOf(tuple(Language.values)), required=True),
        Field("date", Canonical(canonical_date)),
        Field("pages", Canonical(canonical_pages)),
        Field("file", _line(SourceVersion, "file"), required=True),
        Field("sha256", Pattern(r"[0-9a-f]{64}", "a SHA-256 of 64 small hexadecimal digits"), required=True),
    ),
    attached=(Attached("articles", Article, "version", key=(Field("number", Number(), required=True),), ordered=False,
        fields=(Field("start", Number(least=0)), Field("end", Number()), Field("title", _line(Article, "title_en"),
                BOTH), Field("title_by", OneOf(tuple(Article.TitleBy.values)))), of_kind="article"),),
    own=REVIEWED,
)  # fmt: skip
ARTICLE = Description(
    kind="article",
    model=Article,
    key=(Reference("version", "version", required=True), Field("number", Number(), required=True)),
    fields=(
        Field("title", _line(Article, "title_en"), BOTH, required=True),
        Field("title_by", OneOf(tuple(Article.TitleBy.values)), required=True),
        Field("seam", OneOf(tuple(Article.Seam.values)), required=True),
        Field("state", OneOf(tuple(Article.State.values)), required=True),
        Field("caveats", Several((*Caveat.values, NONE), join_caveats, split_caveats)),
        Field("joined", Canonical(canonical_numbers)),
        Reference("same_as", "article"),
        Field("first", Quote(column_length(Article, "first")), required=True),
        Field("last", Quote(column_length(Article, "last")), required=True),
    ),
    attached=(
        Attached(
            "boundaries",
            Boundary,
            "article",
            key=(),
            fields=(
                Field("kind", OneOf(tuple(Boundary.Kind.values))),
                Field("start", Number(least=0)),
                Field("end", Number()),
            ),
            ordered=False,
            split_by="kind",
            lists={Boundary.Kind.HEADING.value: "headings", Boundary.Kind.CUT.value: "cuts"},
        ),
    ),
    derived=("start", "end", "letters_sha256"),  # found by the first and last words
    own=REVIEWED,
)
CONCEPT = Description(
    kind="concept",
    model=Concept,
    key=(_slug("concept", Concept),),
    fields=(Field("scope_note", PROSE, EITHER), Field("core", Flag()), PLACE),
    attached=(
        _labels(Label, "concept", WhenMerged.MOVE),
        Attached(
            "links",
            ConceptLink,
            "concept",
            key=(Reference("other", "concept"),),
            fields=(Field("kind", OneOf(tuple(ConceptLink.Kind.values))),),
            split_by="kind",
            lists={kind.value: kind.value for kind in ConceptLink.Kind},
            when_merged=WhenMerged.MOVE,
            when_doubled=WhenDoubled.DROP,
        ),
    ),
    own=REVIEWED,
)
DIMENSION = Description(
    kind="dimension",
    model=Dimension,
    key=(_slug("dimension", Dimension),),
    fields=(
        Field("name", _line(Dimension, "name_en"), BOTH, required=True),
        Field("question", _line(Dimension, "question_en"), BOTH, required=True),
        Field("core", Flag()),
        PLACE,
    ),
    attached=(_labels(DimensionLabel, "dimension"),),
    own=REVIEWED,
)
RELATION_TYPE = Description(
    kind="relation-type",
    model=RelationType,
    key=(_slug("relation-type", RelationType),),
    fields=(
        Field("name", _line(RelationType, "name_en"), BOTH, required=True),
        Field("inverse", _line(RelationType, "inverse_en"), BOTH, required=True),
        PLACE,
    ),
    own=REVIEWED,
)
TAG = Description(
    kind="tag",
    model=Tag,
    key=(_slug("tag", Tag),),
    fields=(Field("name", Prose(column_length(Tag, "name_en"), normal_width=True), EITHER, required=True),),
    derived=("name", "key", "other_key"),
    own=ROW,
)
QUESTION = Description(
    kind="question",
    model=Question,
    key=(_slug("question", Question),),
    fields=(Field("text", _line(Question, "text_en"), BOTH, required=True), PLACE),
    own=REVIEWED,
)
STATEMENT = Description(
    kind="statement",
    model=Statement,
    key=(Field("code", Code(), required=True),),
    fields=(
        Field("kind", OneOf(tuple(Statement.Kind.values)), required=True, fixed=True),
        Reference("dimension", "dimension", shown=("name",)),
        Reference("relation", "relation-type", column="relation_type", pack_key="type", shown=("name", "inverse")),
        Reference("question", "question", shown=("text",)),
        Field("aspect", OneOf(tuple(Statement.Aspect.values))),
        Reference("part_of", "statement", shown=("text",)),
        Field("title", _line(Statement, "title_en"), Languages.ENGLISH),
        Field("slug", Name(column_length(Statement, "slug"), "statement")),
        RANK,
        Field("mode", OneOf(tuple(Statement.Mode.values), default=Statement.Mode.STATES.value)),
        Field("text", PROSE, EITHER, spread=True),
        Field("note", Prose(NOTE_CAP, multiline=True), EITHER),
    ),
    attached=(
        Attached(
            "concepts",
            StatementConcept,
            "statement",
            key=(Reference("concept", "concept", shown=("name",)),),
            fields=(Field("role", OneOf(tuple(StatementConcept.Role.values))),),
            split_by="role",
            lists={"subject": "subjects", "object": "objects"},
            when_merged=WhenMerged.STAY,  # its text speaks of its own concepts
            when_doubled=WhenDoubled.REFUSE,
        ),
        Attached(
            "sides",
            Side,
            "distinction",
            key=(Reference("concept", "concept", shown=("name",)),),
            fields=(Reference("characteristic", "statement", required=True, with_evidence=True),),
            when_merged=WhenMerged.MOVE,
            when_doubled=WhenDoubled.REFUSE,
        ),
        Attached(
            "claim_parts",
            ClaimPart,
            "claim",
            key=(Field("number", Number(), required=True),),
            fields=(
                Reference("concept", "concept", shown=("name",)),
                Field("name", _line(ClaimPart, "name_en"), EITHER, spread=True),
            ),
            ordered=False,
            when_merged=WhenMerged.STAY,  # but for those that a basis needs (editorial/merging_bases.py)
            when_doubled=WhenDoubled.REFUSE,
        ),
        Attached(
            "basis",
            Basis,
            "claim",
            key=(Reference("statement", "statement", required=True, with_evidence=True), PART),
            fields=(Field("nearness", OneOf(tuple(Basis.Nearness.values), default=Basis.Nearness.ITSELF.value)),),
            when_merged=WhenMerged.MOVE,
            when_doubled=WhenDoubled.DROP,
        ),
        Attached(
            "citations",
            Citation,
            "statement",
            key=(Reference("passage", "passage"),),
            fields=(
                Field("stance", OneOf(tuple(Citation.Stance.values))),
                Field("attributed_to", _line(Citation, "attributed_to_en"), EITHER, spread=True),
            ),
            ordered=False,
            kept_with="passage",
            when_merged=WhenMerged.MOVE,
        ),
        Attached(
            "tags",
            TaggedStatement,
            "content_object",
            key=(Reference("tag", "tag", shown=("name",)),),
            ordered=False,
            when_merged=WhenMerged.MOVE,
        ),
    ),
    derived=("note_html_en", "note_html_zh"),
    own=(
        *ROW,
        "status", "published_at", "revises_id", "started_from", "author_id", "author_name", "submitted_by_id",
        "submitted_by_name", "assigned_to_id", "begun_at",
    ),
)  # fmt: skip
PASSAGE = Description(
    kind="passage",
    model=Passage,
    key=(
        Reference("version", "version", required=True),
        Field("start", Number(least=0), required=True),
        Field("end", Number(), required=True),
    ),
    fields=(
        Reference("article", "article", required=True),
        Field("quote", Quote(QUOTE_CAP), required=True),
        Field("translation", Prose(QUOTE_CAP, multiline=True)),
        Field("translation_by", OneOf(tuple(Passage.TranslationBy.values), default=Passage.TranslationBy.OURS.value)),
        Reference("copy_of", "passage"),
    ),
    derived=("page",),  # found by the pages of the version
    own=ROW,
)
SKIP = Description(
    kind="skip",
    model=Skip,
    key=(
        Reference("version", "version", required=True),
        Field("start", Number(least=0), required=True),
        Field("end", Number(), required=True),
    ),
    fields=(
        Reference("article", "article", required=True),
        Field("reason", OneOf(tuple(Skip.Reason.values)), required=True),
        Reference("repeats", "passage"),
    ),
    own=REVIEWED,
)
ADDRESS = Description(
    kind="address",
    model=Address,
    key=(
        Field("kind", OneOf(tuple(Address.Kind.values)), required=True),
        Field("key", _line(Address, "key"), required=True),
    ),
    fields=(
        Field("state", OneOf(tuple(Address.State.values)), required=True),
        Field("target", _line(Address, "target"), pack_key="moved_to"),
        Field("words", PROSE, EITHER),
    ),
    own=REVIEWED,
)

SITE = Description(
    kind="site",
    model=Site,
    key=(Field("id", OneOf((SITE_KEY,)), column="key", required=True),),
    fields=(
        Field("name", _line(Site, "name_en"), BOTH, required=True),
        Field("headline", _line(Site, "headline_en"), BOTH, required=True),
        Field("description", _line(Site, "description_en"), BOTH, required=True),
        Field("licence", OneOf(tuple(Licence.values))),
        Field(
            "contact",
            Pattern(
                rf"(?=.{{1,{column_length(Site, 'contact')}}}\Z)(?:{CONTACT_PATTERN})",
                "an e-mail address, or one that begins with https://",
            ),
        ),
    ),
    attached=(
        Attached(
            "comparison",
            SiteConcept,
            "site",
            key=(Reference("concept", "concept"),),
            when_doubled=WhenDoubled.DROP,
        ),
    ),
    own=REVIEWED,
)

MERGEABLE = (CONCEPT, STATEMENT)  # the kinds of rows of which two can become one

DESCRIPTIONS: dict[str, Description] = {
    described.kind: described
    for described in (
        SOURCE, VERSION, ARTICLE, CONCEPT, DIMENSION, RELATION_TYPE, TAG, QUESTION, STATEMENT, PASSAGE, SKIP, ADDRESS,
        SITE,
    )
}  # fmt: skip
