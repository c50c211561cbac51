"""List the addresses of pages as data, below the prefix of the language: `.csv` or `.json` for the last slash."""

from django.urls import re_path

from concepts.share import data_views

app_name = "data"
urlpatterns = [
    re_path(r"^(?P<page>[^.]+)\.(?P<extension>csv|json)$", data_views.file, name="file"),
]
