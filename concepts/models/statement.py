"""Store statements, everything that the site says in its own words: one table for the six kinds of statements."""

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from concepts.models.concept import Concept, Dimension, Question, RelationType, TaggedStatement
from concepts.models.derived import DerivedColumns
from concepts.models.markup import render_note
from concepts.models.work import InWork
from sources.content_row import ContentRow
from sources.languages import Language, Text, in_language
from sources.page_addresses import page_address
from sources.text import SLUG_PATTERN


def _deletion_message(codes: list[str]) -> str:
    """Return the message that refuses to delete the statements with these codes."""
    return gettext("%(codes)s: readers have seen this, so it is never deleted; withdraw it instead.") % {
        "codes": ", ".join(codes)
    }


class EverPublishedError(Exception):
    """A statement that readers have seen cannot be deleted; it can be withdrawn."""


class StatementQuerySet(models.QuerySet["Statement"]):
    """Queries for statements; they refuse to delete what was ever published."""

    def delete(self) -> tuple[int, dict[str, int]]:
        if codes := list(self.exclude(published_at=None).values_list("code", flat=True)[:5]):
            raise EverPublishedError(_deletion_message(codes))
        return super().delete()

    def published(self) -> "StatementQuerySet":
        """Keep only the statements that readers see."""
        return self.filter(status=Statement.Status.PUBLISHED)

    def live(self) -> "StatementQuerySet":
        """Leave out drafts of changes, which exist beside a published statement until they replace it."""
        return self.filter(revises=None)


class Statement(DerivedColumns, InWork, ContentRow):
    """One assertion in English and Chinese with a permanent code. Its kind determines which columns it uses.

    A row that `revises` another row is a draft of changes to a published statement: it has its own copy of everything
    until publishing copies it to the other row (concepts/editorial/drafts.py). `started_from` is the row version of the
    other row when the draft was begun. `author` is the person who last wrote the draft.
    """

    class Kind(models.TextChoices):
        DEFINITION = "definition", _("definition")
        CHARACTERISTIC = "characteristic", _("characteristic")
        DISTINCTION = "distinction", _("distinction")
        RELATION = "relation", _("relation")
        POSITION = "position", _("position")
        FINDING = "finding", _("finding")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Mode(models.TextChoices):
        STATES = "states", _("says what is")
        ADVISES = "advises", _("advises")

    class Aspect(models.TextChoices):
        DIFFER = "differ", _("how they differ")
        TOGETHER = "together", _("how they go together")

    code = models.CharField(_("code"), max_length=5, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    mode = models.CharField(_("mode"), max_length=7, choices=Mode, default=Mode.STATES)
    text_en = models.TextField(_("text in English"), blank=True)
    text_zh = models.TextField(_("text in Chinese"), blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=120, blank=True)
    slug = models.SlugField(_("words in the address"), max_length=100, blank=True)
    note_en = models.TextField(_("note in English (Markdown)"), max_length=2000, blank=True)
    note_zh = models.TextField(_("note in Chinese (Markdown)"), max_length=2000, blank=True)
    note_html_en = models.TextField(editable=False, blank=True)
    note_html_zh = models.TextField(editable=False, blank=True)
    dimension = models.ForeignKey(
        Dimension,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("dimension"),
    )
    relation_type = models.ForeignKey(
        RelationType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("relation type"),
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="positions", verbose_name=_("question")
    )
    aspect = models.CharField(_("aspect"), max_length=8, choices=Aspect, blank=True)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        limit_choices_to={"kind": Kind.CHARACTERISTIC, "revises": None},
        related_name="parts",
        verbose_name=_("part of"),
    )
    rank = models.PositiveIntegerField(_("order"), default=0)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    revises = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="draft",
        verbose_name=_("draft of changes to"),
    )
    started_from = models.PositiveIntegerField(null=True, blank=True, editable=False)
    concepts = models.ManyToManyField(
        Concept, through="StatementConcept", related_name="statements", verbose_name=_("concepts")
    )
    tags = TaggableManager(
        through=TaggedStatement,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Commas (, and ，), 、 and semicolons separate tags."),
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        permissions = [
            ("publish_statement", "Can publish statements"),
            ("withdraw_statement", "Can withdraw statements"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="definition")
                | Q(dimension=None, relation_type=None, question=None, part_of=None, title_en="", title_zh="", slug=""),
                name="definition_has_only_its_columns",
                violation_error_message=_("A definition has no dimension, relation type, question, title or list."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="characteristic")
                | Q(dimension__isnull=False, relation_type=None, question=None, title_en="", title_zh="", slug=""),
                name="characteristic_has_a_dimension",
                violation_error_message=_("A characteristic has a dimension, and no relation type, question or title."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="relation")
                | Q(
                    relation_type__isnull=False,
                    dimension=None,
                    question=None,
                    part_of=None,
                    title_en="",
                    title_zh="",
                    slug="",
                ),
                name="relation_has_a_type",
                violation_error_message=_("A relation has a relation type, and no dimension, question, title or list."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="distinction")
                | (
                    Q(dimension__isnull=False, relation_type=None, question=None, part_of=None)
                    & ~Q(slug="")
                    & ~Q(title_en="")
                ),
                name="distinction_has_dimension_and_title",
                violation_error_message=_(
                    "A distinction has a dimension, a title and words for its address, and no relation type, "
                    "question or list."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="position")
                | Q(
                    question__isnull=False,
                    dimension=None,
                    relation_type=None,
                    part_of=None,
                    title_en="",
                    title_zh="",
                    slug="",
                ),
                name="position_has_a_question",
                violation_error_message=_("A position has a question, and no dimension, relation type, title or list."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="finding")
                | Q(
                    aspect__in=["differ", "together"],
                    relation_type=None,
                    question=None,
                    part_of=None,
                    title_en="",
                    title_zh="",
                    slug="",
                ),
                name="finding_has_an_aspect",
                violation_error_message=_("A finding has an aspect, and no relation type, question, title or list."),
            ),
            models.CheckConstraint(
                condition=Q(kind="finding") | Q(aspect=""),
                name="only_a_finding_has_an_aspect",
                violation_error_message=_("Only a finding has an aspect; leave it empty."),
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | (~Q(text_en="") & ~Q(text_zh="")),
                name="published_statement_has_both_texts",
                violation_error_message=_("A published statement has its text in English and in Chinese."),
            ),
            models.CheckConstraint(
                condition=~Q(status="published", kind="distinction") | (~Q(title_en="") & ~Q(title_zh="")),
                name="published_distinction_has_both_titles",
                violation_error_message=_("A published distinction has its title in English and in Chinese."),
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["definition", "characteristic", "distinction", "relation", "position", "finding"]
                ),
                name="statement_kind_is_known",
                violation_error_message=_("Choose one of the six kinds of statement."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "published", "withdrawn"]),
                name="statement_status_is_known",
                violation_error_message=_("Choose one of the four statuses."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[23456789BCDFGHJKMNPQRSTVWXZ]{5}$") & Q(code__regex=r"[A-Z]"),
                name="statement_code_is_well_formed",
                violation_error_message=_(
                    "A code has five of 23456789BCDFGHJKMNPQRSTVWXZ, at least one of them a letter."
                ),
            ),
            models.CheckConstraint(
                condition=Q(slug="") | Q(slug__regex=rf"^{SLUG_PATTERN}\Z"),
                name="statement_slug_is_well_formed",
                violation_error_message=_(
                    "The words in an address have small letters from a to z, digits and single hyphens."
                ),
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("id")),
                name="statement_is_no_part_of_itself",
                violation_error_message=_("A statement cannot be a part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(revises=None, started_from=None)
                | Q(revises__isnull=False, started_from__isnull=False, status__in=["draft", "submitted"]),
                name="a_draft_of_changes_is_no_public_text",
                violation_error_message=_(
                    "A draft of changes is a draft or submitted; publishing puts it in the place of the statement."
                ),
            ),
            models.CheckConstraint(
                condition=Q(revises=None) | ~Q(revises=F("id")),
                name="statement_does_not_revise_itself",
                violation_error_message=_("A statement cannot be a draft of changes to itself."),
            ),
            models.UniqueConstraint(
                fields=["part_of", "rank"],
                condition=Q(revises=None),
                name="list_has_one_part_a_place",
                violation_error_message=_("Another part of the list has that place already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title or self.text}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        # No form has the field `revises`, so Django would skip the constraints that use it: the place in a list.
        super().validate_constraints(exclude=set(exclude or ()) - {"revises"})

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        if self.published_at:
            raise EverPublishedError(_deletion_message([self.code]))
        return super().delete(using=using, keep_parents=keep_parents)

    def fill_derived(self) -> None:
        self.note_html_en = render_note(self.note_en, Language.EN)
        self.note_html_zh = render_note(self.note_zh, Language.ZH)

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.DISTINCTION:
            return page_address("pages:distinction", self.code, self.slug)
        return page_address("pages:statement", self.code)

    @property
    def text(self) -> Text:
        return in_language(self, "text")

    @property
    def title(self) -> Text:
        return in_language(self, "title")


class StatementConcept(models.Model):
    """A statement is about a concept, as subject or as object."""

    class Role(models.TextChoices):
        SUBJECT = "subject", _("subject")
        OBJECT = "object", _("object")

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="concept_links", verbose_name=_("statement")
    )
    concept = models.ForeignKey(
        Concept, on_delete=models.PROTECT, related_name="statement_links", verbose_name=_("concept")
    )
    role = models.CharField(_("role"), max_length=7, choices=Role, default=Role.SUBJECT)
    rank = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("concept of a statement")
        verbose_name_plural = _("concepts of a statement")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "concept"],
                name="statement_names_a_concept_once",
                violation_error_message=_("This statement names that concept already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.concept_id}"


class Side(models.Model):
    """One side of a distinction: a concept and the characteristic that holds for it."""

    distinction = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="sides", verbose_name=_("distinction")
    )
    characteristic = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        limit_choices_to={"kind": Statement.Kind.CHARACTERISTIC, "revises": None},
        related_name="side_of",
        verbose_name=_("characteristic"),
    )
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="sides", verbose_name=_("concept"))
    rank = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("side")
        verbose_name_plural = _("sides")
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["distinction", "concept"],
                name="distinction_has_one_side_a_concept",
                violation_error_message=_("This distinction has a side for that concept already."),
            ),
            models.CheckConstraint(
                condition=~Q(distinction=F("characteristic")),
                name="distinction_is_no_side_of_itself",
                violation_error_message=_("A distinction cannot be a side of itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concept_id}: {self.characteristic_id}"
