from django.apps import AppConfig
from django.contrib.admin import apps as django_admin


class ConceptbaseConfig(AppConfig):
    name = "conceptbase"
    default = True


class CurationConfig(django_admin.AdminConfig):
    default = False  # asked for by name in the settings; this module's own is the one above
    default_site = "conceptbase.admin_site.ConceptbaseAdminSite"
