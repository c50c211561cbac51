"""Set up the admin site: its name, its home page, its sign-in, and autocomplete with the names that curators use.

The site is defined outside `concepts.admin`, because the modules there register their pages with it when they are
imported.
"""

from collections.abc import Callable
from copy import copy
from http import HTTPStatus
from typing import Any, TypeAlias, TypedDict

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from conceptbase.accounts import PasswordChangeView
from conceptbase.sign_in import LimitedSignInForm, finish_sign_in
from conceptbase.typed_forms import FIELD, TypedForm, is_somebody_elses, pack_typed, unpack_typed
from concepts.editorial.row_names import choice_name_of, select_for_choice
from concepts.models import Dimension, Question, RelationType
from concepts.models.markup import NOTE_CAP, NoteTooLongError, render_note
from concepts.models.pinyin import pinyin_keys
from sources.languages import COLUMN, HTML_LANG, Language

View: TypeAlias = Callable[..., HttpResponse]

# The order of the pages on the home page, by model.
PAGE_ORDER = (
    *("Proposal", "ErrorReport", "OfferedSentence", "BroughtTable"),
    *("Finding", "Distinction", "Characteristic", "Definition", "Relation", "Position", "Statement"),
    *("Concept", "Dimension", "RelationType", "Question", "Tag", "Address", "Site"),
    *("Source", "SourceVersion", "Article", "Passage", "Skip"),
)


def _place(order: tuple[str, ...], name: str) -> int:
    """Return the place of the name in the order; names that are not in it come last."""
    return order.index(name) if name in order else len(order)


MOST_COMPARED_ROWS = 1_000

# Small tables without a column of pinyin: the pinyin of each row's Chinese name is compared with what was typed.
PINYIN_COLUMNS = {Dimension: "name_zh", RelationType: "name_zh", Question: "text_zh"}


class NamedAutocompleteView(AutocompleteJsonView):
    """Autocomplete by English, Chinese or pinyin, with the names that curators use."""

    def get_queryset(self) -> "QuerySet[Model]":
        typed, rows = self.term, super().get_queryset()
        model = rows.model
        if model in PINYIN_COLUMNS and typed.isascii() and typed.strip():
            names = model._default_manager.order_by("pk").values_list("pk", PINYIN_COLUMNS[model])[:MOST_COMPARED_ROWS]
            by_pinyin = [pk for pk, name in names if all(part in pinyin_keys(name) for part in typed.lower().split())]
            order = rows.query.order_by
            rows = model._default_manager.filter(Q(pk__in=rows.order_by().values("pk")) | Q(pk__in=by_pinyin))
            rows = rows.order_by(*order)
        return select_for_choice(rows)

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": choice_name_of(obj)}


@require_POST
def note_preview(request: HttpRequest) -> HttpResponse:
    """Show the notes of a form as readers would see them; nothing is saved. A note that is too long gets a message."""
    notes = []
    for language in Language:
        note = request.POST.get(f"note_{COLUMN[language]}", "").replace("\r\n", "\n").strip()
        try:
            notes.append({"lang": HTML_LANG[language], "html": render_note(note, language), "fault": ""})
        except NoteTooLongError:
            fault = _("This note is too long: at most %(most)d characters fit.") % {"most": NOTE_CAP}
            notes.append({"lang": HTML_LANG[language], "html": "", "fault": fault})
    page = {**admin.site.each_context(request), "title": _("Notes as readers will see them"), "notes": notes}
    return render(request, "admin/note_preview.html", page)


class PageEntry(TypedDict):
    """What we read of a page in the list of all pages."""

    object_name: str


class AppEntry(TypedDict):
    """What we read of an application in the list of all pages."""

    app_label: str
    models: list[PageEntry]


class ConceptbaseAdminSite(admin.AdminSite):
    """Django's admin with our names, home page, sign-in and autocomplete."""

    site_header = site_title = _("Curation")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = True
    login_form = LimitedSignInForm
    more_views: dict[str, View] = {}  # by name and address; `concepts.admin.notices` adds some
    home_context: Callable[[HttpRequest], dict[str, Any]] | None = None  # `concepts.admin.todo` sets it

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the home page: the tasks of the person who is signed in, then all pages."""
        todo = self.home_context(request) if self.home_context else {}
        return super().index(request, {**todo, **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign people in, with a limit on attempts by name and by network address."""
        return finish_sign_in(request, super().login(request, extra_context))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let only curators at a view. A form whose session has ended comes back after the sign-in as it was typed."""
        guarded: View = super().admin_view(view, cacheable)
        page = getattr(view, "__self__", None)
        if getattr(view, "__name__", "") not in getattr(page, "views_of_forms", ()):
            return guarded

        def keep_typed(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
            if request.method != "POST" or self.has_permission(request):
                return guarded(request, *args, **kwargs)
            if FIELD not in request.POST:
                asking = copy(request)
                asking.method = "GET"
                return self.ask_to_sign_in(asking, pack_typed(request))
            response = self.ask_to_sign_in(request, TypedForm(request.POST[FIELD]))
            if not self.has_permission(request):
                return response
            shown = self.show_typed(request, guarded, *args, **kwargs)
            for name, cookie in response.cookies.items():
                shown.cookies.setdefault(name, cookie)  # that of the tokens of forms goes with the form shown
            return shown

        return keep_typed

    def ask_to_sign_in(self, request: HttpRequest, typed: TypedForm) -> HttpResponse:
        """Show the sign-in in place of a form, or take it; status 403 unless somebody signs in."""
        response = self.login(request, {"typed": typed})
        if response.status_code == HTTPStatus.OK:
            response.status_code = HTTPStatus.FORBIDDEN
        return response

    def show_typed(self, request: HttpRequest, view: View, *args: str, **kwargs: str) -> HttpResponse:
        """Show a form again after its person signed in, with what was typed; nothing is saved."""
        unpacked = unpack_typed(request.POST[FIELD])
        if unpacked is None:
            return HttpResponseRedirect(request.get_full_path())
        typed, had_files = unpacked
        request.POST = typed  # type: ignore[assignment]  # Django itself gives requests a QueryDict that can be changed
        request.shown_again = True  # type: ignore[attr-defined]  # concepts.admin.row_versions.is_shown_again reads it
        words = [_("You are signed in again. Nothing is saved yet: check what you typed, then save it.")]
        if is_somebody_elses(request, typed):
            words = [_("You are signed in as somebody else than who typed what is below. Nothing is saved yet.")]
        if had_files:
            words.append(_("Files are not kept: choose them again."))
        messages.warning(request, " ".join(str(sentence) for sentence in words))
        return view(request, *args, **kwargs)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change the password of the person who is signed in, with a limit on attempts to guess the old one."""
        context = {**self.each_context(request), **(extra_context or {})}
        done = reverse("admin:password_change_done")
        return PasswordChangeView.as_view(success_url=done, extra_context=context)(request)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("note/", self.admin_view(note_preview), name="note_preview"),
            *(path(f"{name}/", self.admin_view(view), name=name) for name, view in self.more_views.items()),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[AppEntry]:
        """Return the pages in the order of work: statements, concepts, sources, missed searches; people last."""
        apps: list[AppEntry] = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda page: _place(PAGE_ORDER, page["object_name"]))
        return sorted(apps, key=lambda app: _place(("concepts", "sources", "workbench", "search"), app["app_label"]))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return NamedAutocompleteView.as_view(admin_site=self)(request)
