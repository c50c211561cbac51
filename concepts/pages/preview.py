"""Show curators a draft, or a draft of changes, on the page that readers would see."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from concepts.editorial.companions import to_preview_with
from concepts.editorial.in_place import companions_in_place
from concepts.editorial.row_names import name_of
from concepts.models import Statement
from concepts.pages.statement import build_page_of
from sources.languages import Language, reader_language


@require_safe
@never_cache
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Show the statement with that code in the language of `?lang=`, by default the curator's.

    What would be published with it stands there as it is proposed to be. A draft of changes has a code of its own. The
    address is below /admin/, so the curator is signed in. Raises
    PermissionDenied without the right to view statements, and Http404 where no statement has the code.
    """
    if not request.user.has_perm("concepts.view_statement"):
        raise PermissionDenied
    statement = get_object_or_404(Statement, code=code)
    wanted = request.GET.get("lang")
    language = Language(wanted) if wanted in Language.values else reader_language()
    with translation.override(language.value):
        along = to_preview_with(statement)
        if along:
            names = [name_of(companion.row) for companion in along]
            with companions_in_place(along):
                response = _page_of(request, statement.pk, names)
        else:
            response = _page_of(request, statement.pk, [])
    response.headers["Content-Language"] = language.value
    return response


def _page_of(request: HttpRequest, pk: int, together: Sequence[str]) -> HttpResponse:
    """Return the page of a statement, marked as a preview that shows what has these names as it is proposed to be."""
    shared = ("dimension", "relation_type", "question", "part_of", "revises")
    statement = get_object_or_404(Statement.objects.select_related(*shared), pk=pk)
    status = statement.status
    if statement.revises:
        statement.code = statement.revises.code  # readers never see the code of a draft of changes
    kind = "distinction" if statement.kind == Statement.Kind.DISTINCTION else "statement"
    context = {
        "page": build_page_of(statement),
        "layout": f"concepts/{kind}.html",
        "status": Statement.Status(status).label,
        "revises": statement.revises,
        "together": together,
    }
    return render(request, "concepts/preview.html", context)
