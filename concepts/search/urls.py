"""The addresses of the search, all below the language."""

from django.urls import path

from concepts.search import views

app_name = "search"
urlpatterns = [
    path("search/", views.search_page, name="search"),
    path("search/suggestions", views.suggestions, name="suggestions"),
    path("search/completions", views.completions, name="completions"),
]
