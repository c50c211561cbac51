"""The addresses of cards, below the prefix of the language: those of pages, `.png` in place of the last slash."""

from django.urls import path

from concepts.pages import converters  # noqa: F401 (importing registers the converter `number`)
from concepts.share.cards import views

app_name = "cards"
urlpatterns = [
    path("compare/<str:concepts>.png", views.comparison_card, name="comparison"),
    path("home.png", views.home_card, name="home"),
    path("concepts/<slug:slug>.png", views.concept_card, name="concept"),
    path("distinctions/<slug:code>/<slug:slug>.png", views.statement_card, name="distinction"),
    path("distinctions/<slug:code>/<slug:slug>/v<number:number>.png", views.edition_card, name="distinction-edition"),
    path("questions/<slug:slug>.png", views.question_card, name="question"),
    path("statements/<slug:code>.png", views.statement_card, name="statement"),
    path("statements/<slug:code>/v<number:number>.png", views.edition_card, name="statement-edition"),
    path("sources/<slug:slug>.png", views.source_card, name="source"),
    path("sources/<slug:slug>/v<number:number>.png", views.source_card, name="source-version"),
    path("sources/<slug:slug>/v<number:number>/articles/<number:article>.png", views.article_card, name="article"),
]
