"""People of each role, signed in to the admin."""

from tests.concepts.admin.conftest import editor, signed_in

__all__ = ["editor", "signed_in"]
