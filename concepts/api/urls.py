"""The addresses of the API; their first part is its version, and they do not name a language."""

from django.urls import path

from concepts.api import views

app_name = "api"
urlpatterns = [
    path("v1/search", views.search, name="search"),
]
