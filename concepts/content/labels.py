"""What people call the columns of a model and the values in them: the verbose names and choices of the model itself."""

from django.db.models import Field as Column
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.content.shape import Field
from concepts.content.value_types import Value


def column_label(model: type[Model], column: str) -> str:
    """Return the verbose name of a column (`text_en`, `dimension_id`), as it stands within a sentence."""
    found = model._meta.get_field(column)
    return str(found.verbose_name) if isinstance(found, Column) else column


def heading_of(model: type[Model]) -> str:
    """Return what one row of the model is called, as a heading."""
    return capfirst(str(model._meta.verbose_name))


def value_label(model: type[Model], field: Field, value: Value) -> str:
    """Return a value of a field in one language as people read it: the label of a choice, yes or no, or itself."""
    found = model._meta.get_field(field.column)
    choices = dict(found.flatchoices) if isinstance(found, Column) else {}
    if value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
