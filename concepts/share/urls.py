"""List the addresses for programs, which have no language."""

from django.urls import path

from concepts.pages import converters  # noqa: F401 (importing registers the converter `number`)
from concepts.share import views

app_name = "share"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap-index"),
    path("sitemap-<slug:section>-<number:number>.xml", views.sitemap, name="sitemap"),
    path("llms.txt", views.language_models, name="llms"),
    path(".well-known/security.txt", views.security, name="security"),
    path("opensearch.xml", views.search, name="opensearch"),
    path("apple-touch-icon.png", views.touch_icon, name="touch-icon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
