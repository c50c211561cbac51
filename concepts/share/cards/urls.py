"""The addresses of cards, below the prefix of the language: those of pages, `.png` in place of the last slash."""

from django.urls import path

from concepts.share.cards import views

app_name = "cards"
urlpatterns = [
    path("compare/<str:concepts>.png", views.comparison_card, name="comparison"),
    path("concepts/<slug:slug>.png", views.concept_card, name="concept"),
    path("distinctions/<slug:code>/<slug:slug>.png", views.statement_card, name="distinction"),
    path("questions/<slug:slug>.png", views.question_card, name="question"),
    path("statements/<slug:code>.png", views.statement_card, name="statement"),
]
