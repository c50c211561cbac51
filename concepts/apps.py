from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from concepts import roles


class ConceptsConfig(AppConfig):
    name = "concepts"
    verbose_name = _("Concepts and statements")

    def ready(self) -> None:
        roles.connect()
