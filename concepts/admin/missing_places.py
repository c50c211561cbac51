"""Say where a form shows what a draft lacks: at a field, above the rows concerned, or above the form."""

from collections.abc import Collection, Iterable, Sequence

from concepts.admin.base import RowForm, RowFormSet
from concepts.editorial.publication_case import Missing

# The inlines that show a field of `Missing`, the first of them that a form has.
INLINES_OF_FIELD = {
    "concepts": ("concept_links",),
    "sides": ("sides",),
    "claim_parts": ("claim_parts", "bases"),
    "bases": ("bases",),
    "citations": ("citations",),
}


def inline_of(fault: Missing, prefixes: Collection[str | None]) -> str:
    """Return the prefix of the inline at which a fault is shown; empty where the form has none for it."""
    return next((prefix for prefix in INLINES_OF_FIELD.get(fault.field, ()) if prefix in prefixes), "")


def show_missing(form: RowForm, formsets: Sequence[RowFormSet], faults: Iterable[Missing]) -> None:
    """Show each fault at its field or above its rows, or above the form if the form shows neither."""
    by_prefix = {formset.prefix: formset for formset in formsets}
    for fault in faults:
        if prefix := inline_of(fault, by_prefix):
            by_prefix[prefix].non_form_errors().append(fault.message)
        else:
            form.add_error(fault.field if fault.field in form.fields else None, fault.message)
