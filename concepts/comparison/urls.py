"""The addresses of comparisons, below the prefix of the language."""

from django.urls import path

from concepts.comparison import views

app_name = "comparison"
urlpatterns = [
    path("compare/", views.pick, name="pick"),
    path("compare/<str:concepts>/", views.comparison, name="comparison"),
    path("compare/<str:concepts>/<str:row>/", views.row, name="row"),
]
