from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConceptsConfig(AppConfig):
    name = "concepts"
    verbose_name = _("Concepts and statements")

    def ready(self) -> None:
        # The package of the models can be imported only now that all apps are there.
        import_module("concepts.models.roles").connect()
