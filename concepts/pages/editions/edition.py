"""One edition as readers saw it: drawn from what is frozen in it, and from today only what became of its statement."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.content.counting import Support, count_support
from concepts.content.hidden_words import hide_words, hide_words_in_json
from concepts.content.snapshot import Snapshot
from concepts.content.snapshot_json import read_snapshot
from concepts.content.snapshot_rows import FrozenRow, IncludedStatement, JsonObject, NamedRow
from concepts.content.value_types import Words
from concepts.evidence.addresses import MovedError, edition_address, text_of_pair
from concepts.evidence.quotations import Quotation
from concepts.evidence.site import load_site
from concepts.evidence.wording import reader_wording
from concepts.models import Address, Edition, Publication, Statement
from concepts.models.codes import read_code
from concepts.models.markup import render_note
from concepts.pages.editions.aspects import changed_aspects
from concepts.pages.editions.frozen_quotations import FrozenEvidence, QuotedVersion, versions_of
from concepts.pages.editions.further_parts import FurtherPart, further_parts
from sources.highlight import FOREIGN
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.models import Source
from sources.showing import load_withheld_reasons, shows_no_words

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """An edition besides its content: which it is, when and by whom it was published, and what was noted then."""

    number: int
    address: str
    moment: str
    date: str
    by: Text
    own_work: bool
    note: Text


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What became of a statement that is no longer published: withdrawn with words, or merged into `target`."""

    words: Text
    target: str
    address: str


@dataclass(frozen=True, slots=True)
class FrozenStatement:
    """A statement that an edition shows as a part of itself; `concept` is that of a side, empty for others.

    `support` says who says it, None where that is not counted.
    """

    concept: Text
    other_concept: Text
    kind: str
    code: str
    address: str
    text: Text
    other_text: Text
    advises: bool
    support: Support | None
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition. `statement_address` is empty where the statement is no longer published; then there is a
    `withdrawal`, unless nothing is known of it. `belongs_to` names its dimension, its question and its list.
    `support` says who says it, counted from what is frozen; None for an edition that does not keep all that it takes.
    `changed` names in what the newest edition says something else; empty where only typography differs.
    """

    code: str
    kind: str
    published: EditionFacts
    newest: EditionFacts
    changed: tuple[str, ...]
    title: Text
    other_title: Text
    text: Text
    other_text: Text
    advises: bool
    belongs_to: tuple[Text, ...]
    subjects: tuple[Text, ...]
    relation: Text
    objects: tuple[Text, ...]
    support: Support | None
    sides: tuple[FrozenStatement, ...]
    rests_on: tuple[FrozenStatement, ...]
    parts: tuple[FrozenStatement, ...]
    quotations: tuple[Quotation, ...]
    notes: tuple[tuple[SafeString, str], ...]
    further: tuple[FurtherPart, ...]
    tags: tuple[Text, ...]
    versions: tuple[QuotedVersion, ...]
    sha256: str
    statement_address: str
    withdrawal: Withdrawal | None

    @property
    def is_newest(self) -> bool:
        return self.published.number == self.newest.number

    @property
    def is_current(self) -> bool:
        """Whether readers see today what it says, whatever may have changed in its typography."""
        return bool(self.statement_address) and not self.changed

    @property
    def canonical_path(self) -> str:
        """The statement's page; the edition's own where that is gone."""
        return self.statement_address or self.published.address


@dataclass(frozen=True, slots=True)
class ReadEdition:
    """An edition and what is frozen in it."""

    row: Edition
    snapshot: Snapshot

    @property
    def address(self) -> str:
        return edition_address(self.snapshot, self.row.number)


def find_edition(code: str, number: int) -> Edition:
    """Return the edition, with its statement, whatever became of that; raises Http404.

    The code may be in any letter case and width.
    """
    editions = Edition.objects.select_related("statement", "publication")
    found = editions.filter(statement__code=read_code(code), number=number).first()
    if found is None:
        raise Http404(_("%(code)s has no edition %(number)s.") % {"code": code[:20], "number": number})
    return found


def read_edition(edition: Edition) -> ReadEdition:
    """Return the edition with what is frozen in it."""
    return ReadEdition(edition, read_snapshot(edition.data))


def open_edition(code: str, number: int, path: str) -> ReadEdition:
    """Return the edition whose page has that path; raises Http404, and MovedError where its page has another one."""
    edition = read_edition(find_edition(code, number))
    if edition.address != path:
        raise MovedError(edition.address)
    return edition


def edition_data_for_readers(edition: Edition) -> bytes:
    """Return the frozen bytes; where they have words of sources that are withheld, the JSON without these."""
    reasons: dict[str, JsonObject] = {
        source.slug: {**Words(source.withheld_reason_en, source.withheld_reason_zh).by_language()}
        for source in Source.objects.filter(shows_no_words())
    }
    data = json.loads(edition.data) if reasons else None
    shown = hide_words_in_json(data, reasons)
    return edition.data.encode() if shown == data else json.dumps(shown, ensure_ascii=False).encode()


def build_edition_page(code: str, number: int, path: str) -> EditionPage:
    """Build the page of an edition; raises Http404, and MovedError where `path` is another."""
    return build_page_of_edition(open_edition(code, number, path))


def build_page_of_edition(edition: ReadEdition) -> EditionPage:
    """Build the page of an edition that is loaded with its statement and publication, in a fixed number of queries."""
    withheld = load_withheld_reasons()
    statement, snapshot = edition.row.statement, hide_words(edition.snapshot, withheld)
    newest = Edition.objects.filter(statement=statement).select_related("publication").order_by("-number")[0]
    newest_snapshot = read_snapshot(newest.data)
    changed = changed_aspects(snapshot, hide_words(newest_snapshot, withheld))
    wording = reader_wording()
    rows = snapshot.rows
    cited = list(rows["citations"])
    for name in ("sides", "basis", "parts"):
        cited += [citation for row in rows[name] for citation in row.statement.citations]
    based = {row.statement.code: row.statement for row in rows["basis"]}  # each once, for however many parts
    evidence = FrozenEvidence(withheld)

    def show(included: IncludedStatement, concept: NamedRow | None = None) -> FrozenStatement:
        return _statement(included, evidence, concept, counted=snapshot.is_countable)

    relation = snapshot.references["relation"]
    belongs_to = (snapshot.references[name] for name in ("dimension", "question", "part_of"))
    return EditionPage(
        code=statement.code,
        kind=str(Kind(snapshot.kind).label),
        published=describe_edition(edition.row, edition.address),
        newest=describe_edition(newest, edition_address(newest_snapshot, newest.number)),
        changed=tuple(str(aspect.label) for aspect in changed),
        title=text_of_pair(snapshot.title),
        other_title=wording.other(snapshot.title.en, snapshot.title.zh),
        text=text_of_pair(snapshot.text),
        other_text=wording.other(snapshot.text.en, snapshot.text.zh),
        advises=snapshot.mode == Statement.Mode.ADVISES,
        belongs_to=tuple(text_of_pair(named.words) for named in belongs_to if named),
        subjects=_concepts(snapshot, "subject"),
        relation=text_of_pair(relation.words) if relation else wording.text("", ""),
        objects=_concepts(snapshot, "object"),
        support=count_support(evidence.claim(snapshot)) if snapshot.is_countable else None,
        sides=tuple(show(row.statement, row.concept) for row in rows["sides"]),
        rests_on=tuple(map(show, based.values())),
        parts=tuple(show(row.statement) for row in rows["parts"]),
        quotations=evidence.quotations(rows["citations"]),
        notes=tuple(
            (_render(note, language), HTML_LANG[language])
            for language in (reader_language(), OTHER[reader_language()])
            if (note := snapshot.note.in_language(language))
        ),
        further=further_parts(snapshot),
        tags=tuple(text_of_pair(named.words) for row in rows["tags"] for named in _named_rows(row)),
        versions=versions_of(cited),
        sha256=edition.row.sha256,
        statement_address=address_if_published(statement),
        withdrawal=find_withdrawal(statement),
    )


def describe_edition(edition: Edition, address: str) -> EditionFacts:
    """Return what pages say of an edition besides its content.

    The site answers for what was loaded from a pack: the name of the pack says nothing to readers.
    """
    publication = edition.publication
    loaded = publication.act == Publication.Act.LOADED
    at = timezone.localtime(publication.at)
    return EditionFacts(
        number=edition.number,
        address=address,
        moment=at.isoformat(timespec="seconds"),
        date=_("%(date)s (%(zone)s)") % {"date": date_format(at, "DATE_FORMAT"), "zone": settings.TIME_ZONE},
        by=load_site().name if loaded else in_its_language(publication.by_name),
        own_work=edition.own_work,
        note=in_its_language(publication.note),
    )


def in_its_language(words: str) -> Text:
    """Return words that people wrote in either language with theirs: Chinese where they hold any Han character."""
    has_han = FOREIGN[HTML_LANG[Language.EN]][0].search(words)
    return Text(words, HTML_LANG[Language.ZH if has_han else Language.EN])


def address_if_published(statement: Statement) -> str:
    """Return where readers find the statement today; empty where it is not published."""
    return statement.get_absolute_url() if statement.status == Statement.Status.PUBLISHED else ""


def find_withdrawal(statement: Statement) -> Withdrawal | None:
    """Return what became of the statement; None while it is published, and where nothing is known."""
    if statement.status == Statement.Status.PUBLISHED:
        return None
    found = Address.objects.published().filter(kind=Address.Kind.STATEMENT, key=statement.code).first()
    if found is None:
        return None
    # Whatever kind the target is of, this address leads to it.
    return Withdrawal(
        found.words, found.target, reverse("pages:statement", args=[found.target]) if found.target else ""
    )


def _concepts(snapshot: Snapshot, role: str) -> tuple[Text, ...]:
    return tuple(text_of_pair(row.concept.words) for row in snapshot.rows["concepts"] if row.values["role"] == role)


def _named_rows(row: FrozenRow) -> list[NamedRow]:
    return [named for named in row.named.values() if isinstance(named, NamedRow)]


@lru_cache(maxsize=500)
def _render(note: str, language: Language) -> SafeString:
    """A frozen note never changes, so what is made of it is kept: rendering is slow for some."""
    return render_note(note, language)


def _statement(
    included: IncludedStatement, evidence: FrozenEvidence, concept: NamedRow | None, *, counted: bool
) -> FrozenStatement:
    wording, name = reader_wording(), concept.words if concept else Words()
    return FrozenStatement(
        concept=wording.text(name.en, name.zh),
        other_concept=wording.other(name.en, name.zh),
        kind=included.kind,
        code=included.code,
        address=reverse("pages:statement", args=[included.code]),
        text=text_of_pair(included.text),
        other_text=wording.other(included.text.en, included.text.zh),
        advises=included.mode == Statement.Mode.ADVISES,
        support=count_support(evidence.included_claim(included)) if counted else None,
        quotations=evidence.quotations(included.citations),
    )
