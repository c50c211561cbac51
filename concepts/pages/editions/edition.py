"""One edition as readers saw it: drawn from what is frozen in it, and from today only where its statement stands."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concepts.content.counting import CitedArticle
from concepts.content.snapshot import Snapshot
from concepts.evidence.addresses import MovedError, both_words, edition_address
from concepts.evidence.quotations import PLACES, CitedPassage, Quotation, in_order
from concepts.evidence.wording import reader_wording
from concepts.models import Address, Edition, Statement
from concepts.models.markup import render_note, stored_html
from sources.highlight import FOREIGN, passage_anchor
from sources.languages import HTML_LANG, OTHER, Language, Text, reader_language
from sources.models import Passage

Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class Published:
    """Which edition it is, when it was published and by whom, and what was said of it then."""

    number: int
    address: str
    moment: str
    date: str
    by: Text
    own_work: bool
    note: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a statement that is no longer published: withdrawn with words, or merged into `target`."""

    words: Text
    target: str
    address: str


@dataclass(frozen=True, slots=True)
class Held:
    """A statement that an edition shows as a part of itself; `concept` is that of a side, empty for others."""

    concept: Text
    other_concept: Text
    code: str
    address: str
    text: Text
    other_text: Text
    advises: bool
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class QuotedText:
    """A version of a source, with the checksum of its text."""

    title: Text
    number: int
    sha256: str
    address: str


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition. `statement_address` is empty where the statement is no longer published; then `standing` is not."""

    code: str
    kind: str
    published: Published
    newest: Published
    title: Text
    other_title: Text
    text: Text
    other_text: Text
    advises: bool
    facts: tuple[Text, ...]
    subjects: tuple[Text, ...]
    relation: Text
    objects: tuple[Text, ...]
    sides: tuple[Held, ...]
    rests_on: tuple[Held, ...]
    parts: tuple[Held, ...]
    quotations: tuple[Quotation, ...]
    notes: tuple[tuple[SafeString, str], ...]
    tags: tuple[Text, ...]
    texts: tuple[QuotedText, ...]
    sha256: str
    statement_address: str
    standing: Standing | None

    @property
    def is_newest(self) -> bool:
        return self.published.number == self.newest.number

    @property
    def canonical_path(self) -> str:
        """The statement's page; the edition's own where that is gone."""
        return self.statement_address or self.published.address


@dataclass(frozen=True, slots=True)
class ReadEdition:
    """An edition and what is frozen in it."""

    row: Edition
    picture: Snapshot

    @property
    def address(self) -> str:
        return edition_address(self.picture, self.row.number)


def find_edition(code: str, number: int) -> Edition:
    """The edition, with its statement, whatever became of that; the code in any letter case. Raises Http404."""
    editions = Edition.objects.select_related("statement")
    found = editions.filter(statement__code=code.upper(), number=number).first()
    if found is None:
        raise Http404(_("%(code)s has no edition %(number)s.") % {"code": code[:20], "number": number})
    return found


def read_edition(edition: Edition) -> ReadEdition:
    """What is frozen in the edition."""
    return ReadEdition(edition, json.loads(edition.data))


def build_edition_page(code: str, number: int, path: str) -> EditionPage:
    """Builds the page of an edition in a fixed number of queries; raises Http404, and MovedError where `path` is
    another.
    """
    read = read_edition(find_edition(code, number))
    if read.address != path:
        raise MovedError(read.address)
    statement, picture = read.row.statement, read.picture
    newest = Edition.objects.filter(statement=statement).order_by("-number")[0]
    wording = reader_wording()
    cited = [*picture["citations"]]
    for held in (*(side["characteristic"] for side in picture["sides"]), *picture["rests_on"], *picture["parts"]):
        cited += held["citations"]
    concepts = {role: tuple(both_words(one["name"]) for one in picture["concepts"] if one["role"] == role)
                for role in ("subject", "object")}  # fmt: skip
    shared = (picture["dimension"], "name"), (picture["question"], "text"), (picture["part_of"], "text")
    return EditionPage(
        code=statement.code,
        kind=str(Kind(picture["kind"]).label),
        published=tell_published(read.row, read.address),
        newest=tell_published(newest, read_edition(newest).address),
        title=both_words(picture["title"]),
        other_title=wording.other(*_pair(picture["title"])),
        text=both_words(picture["text"]),
        other_text=wording.other(*_pair(picture["text"])),
        advises=picture["mode"] == Statement.Mode.ADVISES,
        facts=tuple(both_words(named[word]) for named, word in shared if named),
        subjects=concepts["subject"],
        relation=both_words(picture["relation"]["name"]) if picture["relation"] else wording.text("", ""),
        objects=concepts["object"],
        sides=tuple(_held(side["characteristic"], side["concept"]["name"]) for side in picture["sides"]),
        rests_on=tuple(_held(one) for one in picture["rests_on"]),
        parts=tuple(_held(one) for one in picture["parts"]),
        quotations=quotations_of(picture["citations"]),
        notes=tuple(
            (stored_html(_render(words, language)), HTML_LANG[language])
            for language in (reader_language(), OTHER[reader_language()])
            if (words := picture["note"][language.value])
        ),
        tags=tuple(both_words(tag["name"]) for tag in picture["tags"]),
        texts=_texts(cited),
        sha256=read.row.sha256,
        statement_address=address_if_published(statement),
        standing=find_standing(statement),
    )


def tell_published(edition: Edition, address: str) -> Published:
    """What is told of an edition besides its content."""
    at = timezone.localtime(edition.published_at)
    return Published(
        number=edition.number,
        address=address,
        moment=at.isoformat(timespec="seconds"),
        date=date_format(at, "DATE_FORMAT"),
        by=in_its_language(edition.by_name),
        own_work=edition.own_work,
        note=in_its_language(edition.note),
    )


def in_its_language(words: str) -> Text:
    """Words that people wrote in whichever language they liked: Chinese where they hold any Han character."""
    has_han = FOREIGN[HTML_LANG[Language.EN]][0].search(words)
    return Text(words, HTML_LANG[Language.ZH if has_han else Language.EN])


def address_if_published(statement: Statement) -> str:
    """Where the statement stands today; empty where it does not."""
    return statement.get_absolute_url() if statement.status == Statement.Status.PUBLISHED else ""


def find_standing(statement: Statement) -> Standing | None:
    """What became of the statement; None while it is published, and where nothing is told."""
    if statement.status == Statement.Status.PUBLISHED:
        return None
    told = Address.objects.filter(kind=Address.Kind.STATEMENT, key=statement.code).first()
    if told is None:
        return None
    # Whatever kind the target is of, this address leads to it.
    return Standing(told.words, told.target, reverse("pages:statement", args=[told.target]) if told.target else "")


def quotations_of(citations: Iterable[Snapshot]) -> tuple[Quotation, ...]:
    """Frozen citations as pages show them; whether a passage was a copy is not frozen, so none is told to be one."""
    return in_order(
        Quotation(_passage(one), one["stance"], both_words(one["attributed_to"]), PLACES[one["stance"]])
        for one in citations
    )


def _pair(both: Snapshot) -> tuple[str, str]:
    return both[Language.EN.value], both[Language.ZH.value]


@lru_cache(maxsize=500)
def _render(note: str, language: Language) -> str:
    """A frozen note never changes, so what is made of it is kept: rendering is slow for some."""
    return render_note(note, language)


def _held(held: Snapshot, concept: Snapshot | None = None) -> Held:
    wording = reader_wording()
    named = _pair(concept) if concept else ("", "")
    return Held(
        concept=wording.text(*named),
        other_concept=wording.other(*named),
        code=held["code"],
        address=reverse("pages:statement", args=[held["code"]]),
        text=both_words(held["text"]),
        other_text=wording.other(*_pair(held["text"])),
        advises=held["mode"] == Statement.Mode.ADVISES,
        quotations=quotations_of(held["citations"]),
    )


def _passage(cited: Snapshot) -> CitedPassage:
    source, version, article = cited["source"], cited["version"], cited["article"]
    slug, number, language = source["id"], version["number"], Language(version["language"])
    place = (slug, number, cited["start"], cited["end"])
    return CitedPassage(
        id=0,
        start=cited["start"],
        end=cited["end"],
        original=Text(cited["quote"], HTML_LANG[language]),
        translation=Text(cited["translation"], HTML_LANG[OTHER[language]]),
        translation_is_ours=cited["translation_by"] == Passage.TranslationBy.OURS,
        copied=False,
        address=reverse("pages:passage", args=place),
        mark_address=f"{_version_address(slug, number)}#{passage_anchor(cited['start'], cited['end'])}",
        article=CitedArticle(
            id=0,
            number=article["number"],
            version=number,
            title=both_words(article["title"]),
            source=both_words(source["title"]),
            source_slug=slug,
            language=language.value,
            lang=HTML_LANG[language],
            address=reverse("pages:article", args=[slug, number, article["number"]]),
            place=(0, slug, number, article["number"]),
        ),
    )


def _version_address(slug: str, number: int) -> str:
    return reverse("pages:source-version", args=[slug, number])


def _texts(citations: Iterable[Snapshot]) -> tuple[QuotedText, ...]:
    """The versions that are quoted, each once, in the order they come in."""
    found = {(one["source"]["id"], one["version"]["number"]): one for one in citations}
    return tuple(
        QuotedText(both_words(one["source"]["title"]), number, one["version"]["sha256"], _version_address(slug, number))
        for (slug, number), one in found.items()
    )
