"""List the addresses for programs, which have no language."""

from django.urls import path

from concepts.share import views

app_name = "share"
urlpatterns = [
    path("apple-touch-icon.png", views.touch_icon, name="touch-icon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
