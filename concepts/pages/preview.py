"""A draft, or a draft of changes, on the page that readers would see; for curators who are signed in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from concepts.models import Statement
from concepts.pages.statement import page_of
from sources.languages import Language, reader_language


@require_safe
@never_cache
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The statement of that code, a draft of changes by its own, in the language of `?lang=`, else the curator's.

    Stands below /admin/, behind its sign-in; raises PermissionDenied without the right to look at statements.
    """
    if not request.user.has_perm("concepts.view_statement"):
        raise PermissionDenied
    shared = ("dimension", "relation_type", "question", "part_of", "revises")
    statement = get_object_or_404(Statement.objects.select_related(*shared), code=code)
    status = statement.status
    if statement.revises:
        statement.code = statement.revises.code  # its own code is nowhere to be seen
    wanted = request.GET.get("lang")
    language = Language(wanted) if wanted in Language.values else reader_language()
    kind = "distinction" if statement.kind == Statement.Kind.DISTINCTION else "statement"
    with translation.override(language.value):
        context = {
            "page": page_of(statement),
            "layout": f"concepts/{kind}.html",
            "status": Statement.Status(status).label,
            "revises": statement.revises,
        }
        answer = render(request, "concepts/preview.html", context)
    answer.headers["Content-Language"] = language.value
    return answer
