"""Configure the application of sources."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    """The application of sources."""

    name = "sources"
    verbose_name = _("Source texts")
