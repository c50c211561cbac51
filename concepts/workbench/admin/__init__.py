"""The pages of the workbench in the admin: what the texts offer, and tables with many rows."""

from concepts.workbench.admin import offers, tables

__all__ = ["offers", "tables"]
