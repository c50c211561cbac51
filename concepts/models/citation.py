"""Store the citations of statements: the passages that they cite, and the stance of each passage."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concepts.models.statement import Statement
from sources.languages import Text, in_language
from sources.models import Passage


class Citation(models.Model):
    """A statement cites a passage, which takes a stance: it supports or contradicts the statement, or reports it.

    A passage reports a statement when it says that others hold it; `attributed_to` names them.
    """

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        CONTRADICTS = "contradicts", _("contradicts")
        REPORTS = "reports", _("reports")

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="citations", verbose_name=_("statement")
    )
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="citations", verbose_name=_("passage"))
    stance = models.CharField(_("stance"), max_length=11, choices=Stance, default=Stance.SUPPORTS)
    attributed_to_en = models.CharField(_("attributed to, in English"), max_length=120, blank=True)
    attributed_to_zh = models.CharField(_("attributed to, in Chinese"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "passage"],
                name="statement_cites_a_passage_once",
                violation_error_message=_("This statement cites that passage already."),
            ),
            models.CheckConstraint(
                condition=Q(stance="reports") & ~Q(attributed_to_en="") & ~Q(attributed_to_zh="")
                | ~Q(stance="reports") & Q(attributed_to_en="", attributed_to_zh=""),
                name="a_report_names_who_thinks_so",
                violation_error_message=_(
                    "A report names who thinks so, in both languages; the other stances name nobody."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stance} {self.statement_id}"

    @property
    def attributed_to(self) -> Text:
        return in_language(self, "attributed_to")
