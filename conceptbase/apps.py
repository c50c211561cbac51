"""Configure the applications of the site and of its admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as django_admin

from conceptbase.database.sqlite import connect_signals


class ConceptbaseConfig(AppConfig):
    """The application of the site as a whole."""

    name = "conceptbase"
    default = True

    def ready(self) -> None:
        connect_signals()


class CurationConfig(django_admin.AdminConfig):
    """Django's admin with our admin site."""

    default = False  # the settings name this class; the default of the module is the class above
    default_site = "conceptbase.admin_site.ConceptbaseAdminSite"
