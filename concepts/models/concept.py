"""Store concepts with their labels, and what statements are ordered by: dimensions, relation types, questions, tags."""

import re

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from concepts.models.derived import DerivedColumns
from concepts.models.names import (
    MOST_KEY,
    RESERVED,
    VS_PATTERN,
    name_key,
    propose_slug,
)
from concepts.models.pinyin import pinyin_keys
from sources.constraints import slug_is_well_formed
from sources.content_row import ContentRow, ReviewedQuerySet, ReviewedRow
from sources.languages import HTML_LANG, Language, Text, in_language, reader_language
from sources.page_addresses import page_address
from sources.text import HAN

_HAS_HAN = re.compile(f"[{HAN}]")
MOST_TAG = 100  # code points of the name of a tag, and of its slug


class ConceptQuerySet(ReviewedQuerySet["Concept"]):
    """Queries for concepts."""

    def with_labels(self) -> "ConceptQuerySet":
        """Load the labels in all languages with one more query."""
        return self.prefetch_related("labels")


class Concept(ReviewedRow):
    """A concept (ISO 704: a unit of thought). Its names are rows of Label."""

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    scope_note_en = models.TextField(_("scope note in English"), blank=True)
    scope_note_zh = models.TextField(_("scope note in Chinese"), blank=True)
    core = models.BooleanField(_("one of the core concepts"), default=False)
    rank = models.PositiveIntegerField(_("order"), default=0)

    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        constraints = [
            *ReviewedRow.Meta.constraints,
            slug_is_well_formed("concept"),
            models.CheckConstraint(
                condition=~Q(slug__regex=VS_PATTERN),
                name="concept_slug_has_no_vs",
                violation_error_message=_("“vs” separates concepts in the address of a comparison; leave it out."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return page_address("pages:concept", self.slug)

    def preferred(self, language: str) -> Text:
        """Return the preferred label in `language`, by default one in the other language, by default the slug.

        Uses the labels that `with_labels` loaded.
        """
        labels = [label for label in self.labels.all() if label.role == Label.Role.PREFERRED]
        for label in sorted(labels, key=lambda label: label.language != language):
            return Text(label.text, HTML_LANG[Language(label.language)])
        return Text(self.slug, HTML_LANG[Language.EN])

    @property
    def name(self) -> Text:
        """Return the preferred label in the reader's language."""
        return self.preferred(reader_language())

    @property
    def scope_note(self) -> Text:
        return in_language(self, "scope_note")


class NameInOneLanguage(DerivedColumns):
    """A name of something in one language.

    `folded` is the key by which names are searched and compared; `pinyin` contains the search keys of Chinese names.
    """

    language = models.CharField(_("language"), max_length=10, choices=Language)
    text = models.CharField(_("label"), max_length=100)
    rank = models.PositiveIntegerField(_("order"), default=0)
    folded = models.CharField(max_length=MOST_KEY, editable=False)
    pinyin = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    def fill_derived(self) -> None:
        self.folded = name_key(self.text)
        self.pinyin = pinyin_keys(self.text)


class Label(NameInOneLanguage):
    """A name of a concept in one language."""

    class Role(models.TextChoices):
        PREFERRED = "preferred", _("preferred")
        ALTERNATIVE = "alternative", _("alternative")
        HIDDEN = "hidden", _("hidden (found by search, not shown)")

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels", verbose_name=_("concept"))
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.ALTERNATIVE)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["language", "rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=Q(role="preferred"),
                name="concept_has_one_preferred_label_a_language",
                violation_error_message=_("A concept has one preferred label in each language."),
            ),
            models.UniqueConstraint(
                fields=["language", "folded"],
                condition=Q(role="preferred"),
                name="preferred_label_names_one_concept",
                violation_error_message=_("Another concept has that preferred label already."),
            ),
            models.UniqueConstraint(
                fields=["concept", "language", "folded"],
                name="concept_has_a_label_once",
                violation_error_message=_("This concept has that label already."),
            ),
            models.CheckConstraint(
                condition=~Q(folded=""),
                name="label_has_text",
                violation_error_message=_("A label needs at least one letter or digit."),
            ),
        ]


class ConceptLink(models.Model):
    """A link between two concepts: `other` is broader than `concept`, or related to it."""

    class Kind(models.TextChoices):
        BROADER = "broader", _("broader")
        RELATED = "related", _("related")

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="links", verbose_name=_("concept"))
    other = models.ForeignKey(
        Concept, on_delete=models.CASCADE, related_name="links_here", verbose_name=_("other concept")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    rank = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("link between concepts")
        verbose_name_plural = _("links between concepts")
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "other"],
                name="concepts_are_linked_once",
                violation_error_message=_("These two concepts are linked already."),
            ),
            models.CheckConstraint(
                condition=~Q(concept=F("other")),
                name="concept_is_not_linked_to_itself",
                violation_error_message=_("A concept cannot be linked to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.other_id}"


class Dimension(ReviewedRow):
    """A question on which concepts are compared. Its two names are the preferred ones; others are DimensionLabels."""

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    question_en = models.CharField(_("question in English"), max_length=200)
    question_zh = models.CharField(_("question in Chinese"), max_length=200)
    core = models.BooleanField(_("one of the core dimensions"), default=False)
    rank = models.PositiveIntegerField(_("order"), default=0)

    objects = ReviewedQuerySet["Dimension"].as_manager()

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        constraints = [
            *ReviewedRow.Meta.constraints,
            slug_is_well_formed("dimension"),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED["dimension"]),
                name="dimension_slug_is_not_reserved",
                violation_error_message=_("This word has a meaning of its own in addresses; choose another name."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return page_address("pages:dimension", self.slug)

    @property
    def name(self) -> Text:
        return in_language(self, "name")

    @property
    def question(self) -> Text:
        return in_language(self, "question")


class DimensionLabel(NameInOneLanguage):
    """Another name of a dimension in one language; dimensions may share it."""

    class Role(models.TextChoices):
        ALTERNATIVE = "alternative", _("alternative")
        HIDDEN = "hidden", _("hidden (found by search, not shown)")

    dimension = models.ForeignKey(
        Dimension, on_delete=models.CASCADE, related_name="labels", verbose_name=_("dimension")
    )
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.ALTERNATIVE)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["language", "rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["alternative", "hidden"]),
                name="dimension_label_role_is_known",
                violation_error_message=_("This is not in the list; choose something that is."),
            ),
            models.UniqueConstraint(
                fields=["dimension", "language", "folded"],
                name="dimension_has_a_label_once",
                violation_error_message=_("This dimension has that name already."),
            ),
            models.CheckConstraint(
                condition=~Q(folded=""),
                name="dimension_label_has_text",
                violation_error_message=_("A label needs at least one letter or digit."),
            ),
        ]


class RelationType(ReviewedRow):
    """A type of relation between concepts, read forwards (“includes”) and backwards (“is part of”)."""

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    inverse_en = models.CharField(_("read backwards, in English"), max_length=100)
    inverse_zh = models.CharField(_("read backwards, in Chinese"), max_length=100)
    rank = models.PositiveIntegerField(_("order"), default=0)

    objects = ReviewedQuerySet["RelationType"].as_manager()

    class Meta:
        verbose_name = _("relation type")
        verbose_name_plural = _("relation types")
        constraints = [*ReviewedRow.Meta.constraints, slug_is_well_formed("relation_type")]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Text:
        return in_language(self, "name")

    @property
    def inverse(self) -> Text:
        return in_language(self, "inverse")


class Question(ReviewedRow):
    """A question that sources answer differently."""

    slug = models.SlugField(_("name in addresses"), max_length=100, unique=True)
    text_en = models.CharField(_("question in English"), max_length=200)
    text_zh = models.CharField(_("question in Chinese"), max_length=200)
    rank = models.PositiveIntegerField(_("order"), default=0)

    objects = ReviewedQuerySet["Question"].as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [*ReviewedRow.Meta.constraints, slug_is_well_formed("question")]

    def __str__(self) -> str:
        return str(self.text)

    def get_absolute_url(self) -> str:
        return page_address("pages:question", self.slug)

    @property
    def text(self) -> Text:
        return in_language(self, "text")


class Tag(DerivedColumns, TagBase, ContentRow):
    """A free keyword with a name in one language or in both.

    `name` is the English one, or the Chinese one where that is all. `key` is the folded name and `other_key` the folded
    name in the other language, by both of which tags are looked up: names which differ only in width or case, and
    those in both languages, are one tag.
    """

    name: "models.CharField[str, str]"
    key = models.CharField(max_length=MOST_KEY, unique=True, editable=False)
    other_key = models.CharField(max_length=MOST_KEY, blank=True, db_index=True, editable=False)
    name_en = models.CharField(_("name in English"), max_length=MOST_TAG, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=MOST_TAG, blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(slug=""),
                name="tag_has_name_and_address",
                violation_error_message=_("A tag needs a name with a letter or digit, and words for its address."),
            ),
        ]

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return the slug that a name makes; with a number, the one to try where that is taken."""
        number = f"-{i}" if i else ""
        return propose_slug("tag", tag, MOST_TAG - len(number)) + number

    def fill_derived(self) -> None:
        if not self.name_en and not self.name_zh:  # made from what somebody typed
            self.name_zh, self.name_en = (self.name, "") if _HAS_HAN.search(self.name) else ("", self.name)
        self.name = self.name_en or self.name_zh
        self.key = name_key(self.name)
        self.other_key = name_key(self.name_zh) if self.name_en else ""

    def get_absolute_url(self) -> str:
        """Return the address of the tag's page; empty where its slug cannot stand in an address."""
        stands = "/" not in self.slug and self.slug.strip(".")
        return page_address("pages:tag", self.slug) if stands else ""

    @property
    def title(self) -> Text:
        """Return the name in the reader's language, or in the other one where that is all."""
        return in_language(self, "name")


class TaggedStatement(ItemBase):
    """A statement has a tag."""

    content_object = models.ForeignKey(
        "concepts.Statement", on_delete=models.CASCADE, related_name="tagged", verbose_name=_("statement")
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged", verbose_name=_("tag"))

    class Meta:
        verbose_name = _("tagged statement")
        verbose_name_plural = _("tagged statements")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"],
                name="statement_has_a_tag_once",
                violation_error_message=_("This statement has that tag already."),
            ),
        ]
