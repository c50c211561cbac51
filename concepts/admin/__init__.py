"""Curation in Django's own admin. It adds no rules: it shows what the models and `missing_for_publication` say."""

from concepts.admin import concepts, passages, sources, statements, todo

__all__ = ["concepts", "passages", "sources", "statements", "todo"]
