"""List the addresses of the pages for readers; the language is put before each of them."""

from django.urls import path, re_path

from concepts.pages import (
    converters,  # noqa: F401 (importing registers `number` and `code`)
    views,
)
from concepts.pages.editions import views as edition_views
from concepts.pages.quotes import views as quote_views
from concepts.pages.reports import views as report_views

app_name = "pages"
urlpatterns = [
    path("concepts/", views.concepts, name="concepts"),
    path("concepts/<slug:slug>/", views.concept, name="concept"),
    path("concepts/<slug:slug>/<slug:row>/", views.concept_row, name="concept-row"),
    path("dimensions/", views.dimensions, name="dimensions"),
    path("dimensions/<slug:slug>/", views.dimension, name="dimension"),
    path("dimensions/<slug:slug>/<slug:row>/", views.dimension_row, name="dimension-row"),
    path("distinctions/", views.distinctions, name="distinctions"),
    path("distinctions/<code:code>/", views.statement, name="distinction-by-code"),
    path("distinctions/<code:code>/<slug:slug>/", views.statement, name="distinction"),
    path("distinctions/<code:code>/<slug:slug>/v<number:number>/", edition_views.edition, name="distinction-edition"),
    path("statements/<code:code>/", views.statement, name="statement"),
    path("statements/<code:code>/v<number:number>/", edition_views.edition, name="statement-edition"),
    path("editions/<code:code>/", edition_views.editions, name="editions"),
    path("questions/", views.questions, name="questions"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("sources/<slug:slug>/v<number:number>/", views.source, name="source-version"),
    path("sources/<slug:slug>/v<number:number>/articles/<number:article>/", views.article, name="article"),
    path("sources/<slug:slug>/v<number:number>/passages/<number:start>-<number:end>/", views.passage, name="passage"),
    path("quote-check/", quote_views.quote_check, name="quote-check"),
    re_path(r"^report/(?P<page>[^.]+)/$", report_views.report, name="report"),
    path("map/", views.concept_map, name="map"),
    path("which-word/", views.which_word, name="which-word"),
    path("tags/", views.tags, name="tags"),
    path("tags/<str:slug>/", views.tag, name="tag"),
]
