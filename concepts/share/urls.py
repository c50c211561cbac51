"""List the addresses for programs and frames, which do not begin with a language."""

from django.urls import path

from concepts.formats.embeds import COMPARISON, QUESTION, STATEMENT
from concepts.pages import converters  # noqa: F401 (importing registers `number` and `language`)
from concepts.share import views
from concepts.share.embeds import views as embeds

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
    path("embed/<language:language>/s/<str:key>/", embeds.embed, {"kind": STATEMENT}, name="embed-statement"),
    path("embed/<language:language>/questions/<slug:key>/", embeds.embed, {"kind": QUESTION}, name="embed-question"),
    path("embed/<language:language>/compare/<str:key>/", embeds.embed, {"kind": COMPARISON}, name="embed-comparison"),
    path("oembed", embeds.oembed, name="oembed"),
]
