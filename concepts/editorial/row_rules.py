"""Rules for contents of rows that no constraint of the database says; `row_contents` asks them when it writes one."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concepts.editorial.links import link_faults
from concepts.editorial.names import concepts_called, dimensions_called, dimensions_named
from concepts.editorial.statement_columns import RANK, Columns
from concepts.models import Citation, Concept, ConceptLink, Dimension, DimensionLabel, Label, Site
from concepts.models.names import (
    LabelName,
    dimension_name_faults,
    label_faults,
    other_name_faults,
    preferred_names,
)
from concepts.models.site import MOST_FEATURED
from sources.content_row import ContentRow
from sources.models import Article, Passage, SourceVersion

# What is cut out of a text, or measured of it, and stays with it.
CUT = {SourceVersion: {"sha256"}, Article: {"first", "last"}, Passage: {"quote"}}
TOO_MANY_FEATURED = gettext_lazy("The home page compares two concepts; take the others out.")
STAYS_WHEN_CITED = {"language", "date"}


def check_change(row: ContentRow, columns: Columns) -> None:
    """Raise ValidationError where the columns would change the words of a text, or what a cited text is."""
    changed = {name for name, value in columns.items() if getattr(row, name) != value}
    if changed & CUT.get(type(row), set()):
        raise ValidationError(_("The words of a text are never changed: a changed text is a new version."))
    is_version = isinstance(row, SourceVersion)
    if is_version and changed & STAYS_WHEN_CITED and Citation.objects.filter(passage__version=row.pk).exists():
        raise ValidationError(_("This text is cited by now, so its language and date stay as they are."))


def check_rules(row: ContentRow) -> None:
    """Raise ValidationError where a row, as it is written by now, does not go with others."""
    row.clean()
    if isinstance(row, Site) and row.compared.count() > MOST_FEATURED:
        raise ValidationError(TOO_MANY_FEATURED)
    if isinstance(row, Article):
        _check_boundaries(row)
    if isinstance(row, Concept):
        links = list(ConceptLink.objects.filter(concept=row).order_by(RANK, "id").values_list("other_id", "kind"))
        for _number, fault in link_faults(row.pk, links):
            raise fault
        _check_labels(row)
    if isinstance(row, Dimension):
        _check_names(row)


def _check_labels(concept: Concept) -> None:
    """Raise ValidationError where a label is a name of a dimension; constraints say what else a label may not be."""
    labels = [LabelName(*name) for name in Label.objects.filter(concept=concept).values_list(*LabelName._fields)]
    for _number, _column, error in label_faults(labels, {}, dimensions_called(labels)):
        if error.code == "dimension":
            raise error


def _check_names(dimension: Dimension) -> None:
    """Raise ValidationError where a name of a dimension stands there twice, or belongs to something else."""
    rows = DimensionLabel.objects.filter(dimension=dimension).values_list(*LabelName._fields)
    others = [LabelName(*name) for name in rows]
    preferred = preferred_names(dimension.name_en, dimension.name_zh)
    concepts = concepts_called([*preferred, *others])
    for _column, error in dimension_name_faults(preferred, concepts, dimensions_named(but=dimension.pk)):
        raise error
    for _number, _column, error in other_name_faults(preferred, others, concepts):
        raise error


def _check_boundaries(article: Article) -> None:
    """Raise ValidationError for a heading or the end of an item outside of its article, which was cut meanwhile."""
    outside = article.boundaries.exclude(start__gte=article.start, end__lte=article.end).order_by("start").first()
    if outside is not None:
        message = _("The heading or item at the characters %(start)d to %(end)d no longer stands in this article.")
        raise ValidationError(message % {"start": outside.start, "end": outside.end})
