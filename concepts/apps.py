"""Configure the application of concepts and statements."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConceptsConfig(AppConfig):
    """The application of concepts and statements."""

    name = "concepts"
    verbose_name = _("Concepts and statements")

    def ready(self) -> None:
        # Models can be imported only when all applications are loaded.
        import_module("concepts.models.roles").connect_roles()
