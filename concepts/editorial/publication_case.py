"""What the publication of a statement depends on, wherever the statement stands: in the database, or in a pack."""

from collections.abc import Hashable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from concepts.content.value_types import Words
from concepts.models.basis import WHOLE


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a statement lacks: the field to correct, and a sentence that says what is wrong and what to do.

    `waits_for` is what only has to be published too, where that is all: the code of a statement, or the `key` of a
    NamedDraft.
    """

    field: str
    message: str
    waits_for: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class NamedStatement:
    """A statement that another one names, as far as publishing the other one depends on it.

    `is_public` counts what is published in the same step; `is_draft_of_changes` is a draft beside a published text;
    `is_withdrawn` has been taken off the site.
    `text` is what it says, for the messages. `subjects` and `dimension` are given where the other one must have the
    same, as keys of any kind.
    """

    code: str
    kind: str
    is_public: bool
    text: str = ""
    is_draft_of_changes: bool = False
    is_withdrawn: bool = False
    is_part: bool = False
    dimension: Hashable = None
    subjects: tuple[Hashable, ...] = ()

    @property
    def called(self) -> str:
        """What messages call it: its code, and the first words of its text where this is given."""
        return f"{self.code} · {self.text}" if self.text else self.code


@dataclass(frozen=True, slots=True)
class NamedSide:
    """A side of a distinction: the key of its concept, the concept's slug, and the characteristic."""

    concept: Hashable
    slug: str
    characteristic: NamedStatement


@dataclass(frozen=True, slots=True)
class NamedBasis:
    """A row of what a claim rests on: the statement, and the number of the part that it carries (0: the whole)."""

    statement: NamedStatement
    part: int = WHOLE


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A part of a claim: its number, what messages call it, and the key of its concept, None where it has a name."""

    number: int
    concept: Hashable = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class NamedDraft:
    """A row in draft, other than a statement, that a statement names or cites: readers do not see it yet.

    `field` is that of the statement, `name` what curators call the row, and `key` its kind and key: `concept 12`.
    """

    field: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class PublicationCase:
    """A statement that is to be published, with all that its publication depends on.

    `subject_names` are what messages call the subjects, in the same order. `is_supported` tells whether a passage
    supports it, `is_cited` whether it has citations at all; `original_kind` is the kind of the statement that a draft
    of changes revises, `head` the list that a part belongs to, `drafts` the other rows that have to be published first.
    """

    kind: str
    text: Words
    title: Words
    dimension: Hashable = None
    subjects: tuple[Hashable, ...] = ()
    subject_names: tuple[str, ...] = ()
    objects: tuple[Hashable, ...] = ()
    aspect: str = ""
    is_supported: bool = False
    is_cited: bool = False
    sides: tuple[NamedSide, ...] = ()
    bases: tuple[NamedBasis, ...] = ()
    claim_parts: tuple[NamedPart, ...] = ()
    head: NamedStatement | None = None
    original_kind: str | None = None
    drafts: tuple[NamedDraft, ...] = ()


def not_live(field: str, named: NamedStatement) -> list[Missing]:
    """Return the fault of naming a draft of changes, which is deleted when it is published; empty for others."""
    if not named.is_draft_of_changes:
        return []
    message = _("%(code)s is a draft of changes to another statement; choose the statement itself.")
    return [Missing(field, message % {"code": named.called})]


def not_public(field: str, named: NamedStatement) -> list[Missing]:
    """Return the fault of naming a statement that readers do not see; empty for others."""
    if named.is_public:
        return []
    message = _("%(code)s is not published; it has to be published first, or together with this.")
    if named.is_withdrawn:
        message = _("%(code)s is withdrawn; choose another statement, or put it back first.")
    return [Missing(field, message % {"code": named.called}, waits_for=named.code)]
