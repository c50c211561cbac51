"""The addresses of a concept's rows: a page for each dimension, and one each for what stands on no dimension."""

from django.urls import reverse

from concepts.evidence.comparison_address import DEFINITIONS, QUESTIONS, RELATIONS

DISTINCTIONS = "distinctions"  # and findings: all that sets the concept beside others
OTHER_ROWS = (DEFINITIONS, DISTINCTIONS, RELATIONS, QUESTIONS)  # no dimension is called so


def concept_row_address(concept: str, row: str, code: str = "") -> str:
    """Return the address of a row: the slug of a dimension, or one of OTHER_ROWS; with a code, of a statement on it."""
    return reverse("pages:concept-row", args=[concept, row], fragment=code or None)
