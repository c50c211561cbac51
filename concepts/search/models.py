"""Models of the search: the state of its index, and the searches that had no good answer."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

RANKED_DAYS = timedelta(days=30)  # queries stand in the order of how many of these days they were asked on

LONGEST_SHOWN = {"type": 20, "id": 150, "title": 200}  # code points of what was shown first; the rest is cut off


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
    # No column: the public content revision at the moment that the row was read (`maintenance.current_state`).
    content_revision: int | None

    class Meta:
        default_permissions = ()  # nobody sees it
        constraints = [models.CheckConstraint(condition=Q(id=1), name="search_has_one_index")]

    def __str__(self) -> str:
        return f"generation {self.generation}"


class MissedSearchQuerySet(models.QuerySet["MissedSearch"]):
    """Rows of searches without a good answer."""

    def asked_lately(self, today: date) -> "models.QuerySet[Any, Any]":
        """Return each query of the last RANKED_DAYS with its `days`, the `last` of them and how often in `total`."""
        recent = self.filter(day__gt=today - RANKED_DAYS).order_by().values("query")
        columns = {"days": Count("pk"), "last": Max("day"), "total": Sum("number")}
        return recent.annotate(**columns)

    def latest_of_each(self, today: date) -> "models.QuerySet[Any]":
        """Return the latest row of each query, with `days`: on how many of the last RANKED_DAYS it was asked."""
        same = MissedSearch.objects.filter(query=OuterRef("query"))
        recent = same.filter(day__gt=today - RANKED_DAYS).order_by().values("query").annotate(asked=Count("pk"))
        latest = self.filter(~Exists(same.filter(day__gt=OuterRef("day"))))
        columns = {"days": Coalesce(Subquery(recent.values("asked")), 0)}
        return latest.annotate(**columns)


class MissedSearch(models.Model):
    """A query that found nothing, or only a weak answer, and how often on one day; nothing says who asked.

    `shown_type`, `shown_id` and `shown_title` are what the last weak answer of the day showed first, empty where
    nothing was found.
    """

    day = models.DateField(_("last asked"))
    query = models.CharField(_("query"), max_length=100)
    number = models.PositiveIntegerField(_("how often"), default=0)
    shown_type = models.CharField(_("kind of what was shown first"), max_length=LONGEST_SHOWN["type"], blank=True)
    shown_id = models.CharField(_("name of it in addresses"), max_length=LONGEST_SHOWN["id"], blank=True)
    shown_title = models.CharField(_("shown first"), max_length=LONGEST_SHOWN["title"], blank=True)
    # No columns. `latest_of_each` sets the days; the list in the admin how often the query was asked on all days, and
    # which concept or dimension was shown first.
    days: int
    total: int
    named_id: int | None

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without a good answer")
        verbose_name_plural = _("searches without a good answer")
        indexes = [models.Index(fields=["query", "day"], name="search_missed_query")]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "query"],
                name="search_missed_once_a_day",
                violation_error_message=_("That query is counted for that day already."),
            ),
        ]

    def __str__(self) -> str:
        return self.query
