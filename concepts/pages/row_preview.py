"""Show curators a new or changed row on the page that readers would see, as if its draft were published already.

What would be published with it stands there as it is proposed to be, too.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from concepts.content.description import DESCRIPTIONS
from concepts.editorial.companions import to_preview_with
from concepts.editorial.in_place import companions_in_place
from concepts.editorial.proposals import proposed
from concepts.editorial.public_rows import is_public
from concepts.editorial.row_names import name_of
from sources.content_row import ContentRow, ReviewedRow, RowStatus
from sources.languages import Language, reader_language
from sources.locking import StaleSaveError
from sources.models import Article, Passage, Skip, SourceVersion


@dataclass(frozen=True, slots=True)
class RowPreview:
    """What the mark on a previewed page says: whether readers see the row already, and its page then.

    `together` are the names of other rows that stand there as they are proposed to be.
    """

    live_address: str
    together: tuple[str, ...]


@require_safe
@never_cache
def preview_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the page of a row in the language of `?lang=`, by default the curator's, with its draft in place.

    The address is below /admin/, so the curator is signed in. Raises PermissionDenied without the right to view such
    rows, and Http404 where there is no such row, it has no page, or its draft cannot be put in place.
    """
    description = DESCRIPTIONS.get(kind)
    if description is None or not hasattr(description.model, "get_absolute_url"):
        raise Http404(_("Rows of this kind have no page."))
    options = description.model._meta
    if not request.user.has_perm(f"{options.app_label}.view_{options.model_name}"):
        raise PermissionDenied
    row = description.model._base_manager.filter(pk=pk).first()
    if row is None:
        raise Http404(_("This is no longer there."))
    wanted = request.GET.get("lang")
    language = Language(wanted) if wanted in Language.values else reader_language()
    with translation.override(language.value):
        along = to_preview_with(row)
        live = row.get_absolute_url() if is_public(row) else ""
        mark = RowPreview(live, tuple(name_of(companion.row) for companion in along))
        try:
            with companions_in_place(along), proposed(row):
                _publish_for_now(row)
                response = _page_of(request, type(row)._base_manager.get(pk=pk), mark)
        except ValidationError as error:
            raise Http404(" ".join(error.messages)) from error
        except StaleSaveError as error:
            raise Http404(_("This is no longer there.")) from error
    response.headers["Content-Language"] = language.value
    return response


def _publish_for_now(row: ContentRow) -> None:
    """Let readers' pages find the row and what it is a part of, in a transaction that is undone."""
    match row:
        case SourceVersion():
            _publish_for_now(row.source)
        case Article() | Skip() | Passage():
            _publish_for_now(row.version)
    if isinstance(row, ReviewedRow):
        type(row)._base_manager.filter(pk=row.pk).update(status=RowStatus.PUBLISHED)


def _page_of(request: HttpRequest, row: ContentRow, mark: RowPreview) -> HttpResponse:
    """Return the page at the row's own address, marked as a preview."""
    address = row.get_absolute_url()  # type: ignore[attr-defined]  # inner for by the caller
    if not address:
        raise Http404(_("Rows of this kind have no page."))
    found = resolve(address)
    inner = HttpRequest()
    inner.method, inner.path, inner.path_info, inner.META = "GET", address, address, request.META.copy()
    inner.META |= {"PATH_INFO": address, "QUERY_STRING": ""}
    inner.row_preview = mark  # type: ignore[attr-defined]  # read by the context of pages
    return found.func(inner, *found.args, **found.kwargs)
