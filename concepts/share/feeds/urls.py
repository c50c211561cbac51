"""List the addresses of the feeds, below the language and `feeds/`."""

from django.urls import path

from concepts.share.feeds import views

app_name = "feeds"
urlpatterns = [
    path("site.atom", views.site, name="site"),
    path("concepts/<slug:slug>.atom", views.concept, name="concept"),
    path("questions/<slug:slug>.atom", views.question, name="question"),
    path("sources/<slug:slug>.atom", views.source, name="source"),
    path("statements/<slug:code>.atom", views.statement, name="statement"),
]
