"""Store what becomes of the passages of a version in the next one, until it is published and afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sources.constraints import is_one_of
from sources.models.place import Passage
from sources.models.source import SourceVersion


class SuccessionState(models.TextChoices):
    """What the texts say: SAME and MOVED words are identical."""

    SAME = "same", _("the same")
    MOVED = "moved", pgettext_lazy("words in a text", "moved")
    CHANGED = "changed", _("changed")
    GONE = "gone", _("gone")


class SuccessionDecision(models.TextChoices):
    """What people make of it: whatever cites the passage cites the new one, or the old one, or neither."""

    WAITING = "", _("not decided yet")
    CARRY = "carry", _("cite the new words")
    KEEP = "keep", _("keep citing the old version")
    WITHDRAW = "withdraw", _("take the citation back")


class PassageSuccession(models.Model):
    """What becomes of one passage in a new version: what the texts say (`state`), and what people make of it.

    `start` and `end` are the place in the text of the version; both are empty where the words are gone. Words that are
    the same or have moved are carried over without anybody's decision; all else waits for one. `translation` is that
    of new words. A passage is cut at the place when the version is published. No page for readers asks for these rows,
    and no pack has them: what differs between two texts can be found out from them again.
    """

    State = SuccessionState
    Decision = SuccessionDecision

    version = models.ForeignKey(
        SourceVersion, on_delete=models.CASCADE, related_name="successions", verbose_name=_("version")
    )
    passage = models.ForeignKey(
        Passage, on_delete=models.PROTECT, related_name="successions", verbose_name=_("passage of the last version")
    )
    state = models.CharField(_("what became of it"), max_length=7, choices=SuccessionState)
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=SuccessionDecision, blank=True)
    translation = models.TextField(_("translation of the new words"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="successions_decided",
        verbose_name=_("decided by"),
    )
    decided_by_name = models.CharField(_("decided by, by name"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("passage in a new version")
        verbose_name_plural = _("passages in a new version")
        default_permissions = ()  # whoever adds versions decides
        constraints = [
            models.UniqueConstraint(
                fields=["version", "passage"],
                name="a_passage_is_followed_once",
                violation_error_message=_("This passage is followed to that version already."),
            ),
            is_one_of("succession_state_is_known", "state", SuccessionState),
            is_one_of("succession_decision_is_known", "decision", SuccessionDecision, or_empty=True),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) & ~Q(decision="carry")
                | Q(start__isnull=False, end__isnull=False, end__gt=models.F("start")),
                name="what_is_carried_has_a_place",
                violation_error_message=_("A place has a start, and an end after it; what is cited again has a place."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.state}"
