"""List all addresses. Those of pages begin with their language; addresses without a language come first."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.views import PasswordResetCompleteView, PasswordResetConfirmView, PasswordResetDoneView
from django.urls import include, path
from django.views.i18n import set_language

from conceptbase import accounts, views
from concepts.pages import converters  # noqa: F401 (importing registers `number` and `code`)
from concepts.pages.editions.views import edition_data, short_edition
from concepts.pages.preview import preview
from concepts.pages.row_preview import preview_row
from concepts.pages.views import short

urlpatterns = [
    path("", views.root, name="root"),
    path("admin/language/", set_language, name="admin-language"),
    path("admin/preview/<slug:code>/", admin.site.admin_view(preview), name="preview"),
    path("admin/preview/<slug:kind>/<number:pk>/", admin.site.admin_view(preview_row), name="row-preview"),
    path("admin/password-reset/", accounts.PasswordResetView.as_view(), name="admin_password_reset"),
    path("admin/password-reset/sent/", PasswordResetDoneView.as_view(), name="password_reset_done"),
    path("admin/password-reset/done/", PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("admin/reset/<uidb64>/<token>/", PasswordResetConfirmView.as_view(), name="password_reset_confirm"),
    path("admin/", admin.site.urls),
    path("favicon.ico", views.favicon, name="favicon"),
    path("patterns/", views.patterns, name="patterns"),
    path("s/<str:code>/", short, name="short"),
    path("s/<code:code>/v<number:number>/", short_edition, name="short-edition"),
    path("", include("concepts.share.urls")),
    path("api/", include("concepts.api.urls")),
    path("id/statement/<code:code>/v<number:number>", edition_data, name="edition-data"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.about, name="about"),
        path("privacy/", views.privacy, name="privacy"),
        path("", include("concepts.share.citation_urls")),
        path("", include("concepts.share.data_urls")),
        path("", include("concepts.comparison.urls")),
        path("", include("concepts.pages.urls")),
        path("", include("concepts.search.urls")),
        path("feeds/", include("concepts.share.feeds.urls")),
        path("", include("concepts.share.cards.urls")),
    ),
]

handler400 = "conceptbase.errors.bad_request"
handler403 = "conceptbase.errors.forbidden"
handler404 = "conceptbase.errors.not_found"
handler500 = "conceptbase.errors.server_error"
