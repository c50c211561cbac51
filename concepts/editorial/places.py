"""Rules for places in texts: what stands in which article, and what may not stand on the same words."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from concepts.models import Citation, Statement
from sources.lookup import Span
from sources.models import Article, Passage, Skip, SourceVersion

AnyPlace = TypeVar("AnyPlace", Passage, Skip)


def article_around(version: SourceVersion, place: Span) -> Article:
    """Return the article that has all of the place; raises ValidationError where none has."""
    article = Article.objects.filter(version=version, start__lte=place.start, end__gte=place.end).first()
    if article is None:
        raise ValidationError(_("These words do not lie inside one article of the source; quote words that do."))
    return article


def refuse_overlaps(skip: Skip) -> None:
    """Raise ValidationError where the place of a mark touches another mark, or words that a statement cites."""
    if cited := _touching(_cited_passages(), skip).first():
        codes = cited.citations.exclude(statement__status=Statement.Status.WITHDRAWN).order_by("statement__code")
        code = codes.values_list("statement__code", flat=True).first()
        message = _("%(code)s cites “%(quote)s” here, so this is a claim. Mark other words, or take out the citation.")
        raise ValidationError(message % {"code": code, "quote": cited.quote})
    if other := _touching(Skip.objects.all(), skip).exclude(pk=skip.pk).first():
        message = _("The characters %(start)d to %(end)d are marked already; change that mark, or remove it first.")
        raise ValidationError(message % {"start": other.start, "end": other.end})


def _cited_passages() -> "QuerySet[Passage]":
    """Return the passages that any statement cites, but for those that only withdrawn ones cite."""
    cited = Citation.objects.exclude(statement__status=Statement.Status.WITHDRAWN)
    return Passage.objects.filter(pk__in=cited.values("passage"))


def _touching(rows: "QuerySet[AnyPlace]", skip: Skip) -> "QuerySet[AnyPlace]":
    """Return the rows that have characters in common with the mark, in the order of the text."""
    touching = rows.filter(version=skip.version_id, start__lt=skip.end, end__gt=skip.start)
    return touching.order_by("start", "end")
