from django.apps import AppConfig


class MadeUpConfig(AppConfig):
    name = "tests.made_up"
    label = "made_up"
    default_auto_field = "django.db.models.BigAutoField"
