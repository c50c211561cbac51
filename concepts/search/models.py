"""Models of the search: the state of its index, and the searches that found nothing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IndexState(models.Model):
    """Which index readers are answered from; one row, made by the first build.

    The index itself is one or two tables named by `generation`, which the search makes and drops (`search.index`).
    `token` changes with every write to the index, so that a process can keep what it has loaded under that token; by
    `changes` it learns what to read again (`search.index.changes`).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    generation = models.PositiveIntegerField(default=0)  # 0: there is no index
    building = models.PositiveIntegerField(default=0)  # the generation of the last build that began
    last_batch = models.PositiveIntegerField(default=0)  # how many batches were written since the index was built
    leftovers = models.PositiveIntegerField(default=0)  # documents whose old words SQLite keeps until the next build
    token = models.CharField(max_length=32, blank=True)
    made_with = models.CharField(max_length=100, blank=True)  # see `maintenance.MADE_WITH`
    revision = models.PositiveBigIntegerField(default=0)  # the content revision the index has seen
    names = models.JSONField(default=dict)  # the names of concepts that were found in documents: their ids
    changes = models.JSONField(default=list)  # the last writes: the token after each, and what it wrote or removed

    class Meta:
        default_permissions = ()  # nobody sees it
        constraints = [models.CheckConstraint(condition=Q(id=1), name="search_has_one_index")]

    def __str__(self) -> str:
        return f"generation {self.generation}"


class MissedSearch(models.Model):
    """A query that found nothing, and how often on one day; nothing says who asked."""

    day = models.DateField(_("day"))
    query = models.CharField(_("query"), max_length=100)
    number = models.PositiveIntegerField(_("how often"), default=0)
    total: int  # how often on all days; no column, the list in the admin sets it

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "query"],
                name="search_missed_once_a_day",
                violation_error_message=_("That query is counted for that day already."),
            ),
        ]

    def __str__(self) -> str:
        return self.query
