"""Store what positions and findings rest on: other statements, each for the whole of the claim or for a part of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from concepts.models.concept import Concept
from concepts.models.statement import Statement

WHOLE = 0  # the `part` of a basis that carries the whole of its claim
CLAIM_KINDS = (Statement.Kind.POSITION, Statement.Kind.FINDING)  # the kinds that rest on others
# The kinds that something can rest on. Positions and findings are not among them, so there are no circles.
BASIS_KINDS = (
    Statement.Kind.DEFINITION,
    Statement.Kind.CHARACTERISTIC,
    Statement.Kind.DISTINCTION,
    Statement.Kind.RELATION,
)


class ClaimPart(models.Model):
    """One numbered part of a claim, for bases that carry no more than it.

    A part of a finding is what is said of one of its subjects, `concept`; a part of a position is one of the things
    that it joins by “and”, with a name in both languages.
    """

    claim = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="claim_parts", verbose_name=_("claim"))
    number = models.PositiveSmallIntegerField(_("number"))
    concept = models.ForeignKey(
        Concept,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claim_parts",
        verbose_name=_("concept"),
    )
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("part of a claim")
        verbose_name_plural = _("parts of a claim")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "number"],
                name="claim_has_one_part_a_number",
                violation_error_message=_("Another part of this claim has that number already."),
            ),
            models.UniqueConstraint(
                fields=["claim", "concept"],
                name="claim_has_one_part_a_concept",
                violation_error_message=_("Another part of this claim is about that concept already."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="claim_part_counts_from_one",
                violation_error_message=_("Parts are numbered from 1; 0 stands for the whole claim."),
            ),
            models.CheckConstraint(
                condition=Q(concept__isnull=False, name_en="", name_zh="")
                | (Q(concept=None) & ~Q(name_en="") & ~Q(name_zh="")),
                name="claim_part_has_a_concept_or_a_name",
                violation_error_message=_(
                    "A part of a claim has a concept, or its name in English and in Chinese; give one of the two."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name_en or self.concept_id}"

    def clean(self) -> None:
        """Say which name is missing where the other one is there."""
        if self.concept_id is None and bool(self.name_en) != bool(self.name_zh):
            missing = "name_zh" if self.name_en else "name_en"
            raise ValidationError({missing: _("A part has its name in both languages; write this one too.")})


class Basis(models.Model):
    """A position or finding rests on a statement that says the same already; who supports that one supports the claim.

    `part` is 0 where the statement carries the whole claim, else the number of the ClaimPart that it carries.
    `nearness` tells whether it speaks of the concept itself or of something nearby, such as its department.
    """

    class Nearness(models.TextChoices):
        ITSELF = "itself", _("of the concept itself")
        NEARBY = "nearby", _("of something nearby")

    claim = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="bases", verbose_name=_("claim"))
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        limit_choices_to={"kind__in": BASIS_KINDS, "revises": None},
        related_name="basis_of",
        verbose_name=_("statement"),
    )
    part = models.PositiveSmallIntegerField(_("part"), default=WHOLE, help_text=_("0 is the whole claim."))
    nearness = models.CharField(_("speaks"), max_length=6, choices=Nearness, default=Nearness.ITSELF)
    rank = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("basis")
        verbose_name_plural = _("bases")
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "statement", "part"],
                name="claim_rests_on_a_statement_once",
                violation_error_message=_("This claim rests on that statement for the same part already."),
            ),
            models.CheckConstraint(
                condition=~Q(claim=F("statement")),
                name="claim_does_not_rest_on_itself",
                violation_error_message=_("A statement cannot rest on itself."),
            ),
            models.CheckConstraint(
                condition=Q(nearness__in=["itself", "nearby"]),
                name="basis_nearness_is_known",
                violation_error_message=_(
                    "A statement speaks of the concept itself or of something nearby; choose one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"rests on {self.statement_id}"
