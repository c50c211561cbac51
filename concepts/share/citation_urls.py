"""List the addresses of citations, below the prefix of the language."""

from django.urls import re_path

from concepts.share import citation_views

app_name = "citations"
urlpatterns = [
    # No page that is cited has a dot in its path, so that a file begins at the first one.
    re_path(r"^cite/(?P<page>[^.]+)/$", citation_views.citations, name="page"),
    re_path(r"^cite/(?P<page>[^.]+)\.svg$", citation_views.qr_code, name="qr-code"),
    re_path(r"^cite/(?P<page>[^.]+)\.(?P<extension>bib|ris|csl\.json)$", citation_views.file, name="file"),
]
