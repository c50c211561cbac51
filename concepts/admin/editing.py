"""Tell who else is editing the row of a form: when it opens, and every minute while something in it is changed."""

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from concepts.admin.base import Context
from concepts.admin.row_versions import NUMERIC_ID
from concepts.content.description import DESCRIPTIONS
from concepts.content.natural_keys import kind_of
from concepts.editorial.open_forms import note_editing, others_editing, stop_editing
from sources.content_row import ContentRow


def editing_context(person: User | AnonymousUser, row: ContentRow | None) -> Context:
    """Return what the form of a row tells of others who edit it, and by what it says that it is edited; one query."""
    if not isinstance(person, User) or row is None:
        return {}
    return {"editing": {"kind": kind_of(row), "row": row.pk, "words": _tell_others(row, person)}}


def end_editing(person: User | AnonymousUser, row: ContentRow | None) -> None:
    """Note that a person has saved the row of a form."""
    if isinstance(person, User) and row is not None:
        stop_editing(row=row, by=person)


def _tell_others(row: ContentRow, person: User) -> str:
    names = others_editing(row=row, than=person)
    sentence = ngettext(
        "%(names)s is editing this at the moment, too. Whoever saves second compares both.",
        "%(names)s are editing this at the moment, too. Whoever saves second compares both.",
        len(names),
    )
    return sentence % {"names": get_text_list(names, gettext("and"))} if names else ""


@require_POST
def note_form(request: HttpRequest) -> JsonResponse:
    """Note that the person is editing a row, and answer who else is: `{"words": "…"}`, empty for nobody.

    404 for a row that is not there, 403 for one that the person may not change.
    """
    described, pk = DESCRIPTIONS.get(request.POST.get("kind", "")), request.POST.get("row", "")
    row = described.model._base_manager.filter(pk=pk).first() if described and NUMERIC_ID.fullmatch(pk) else None
    if described is None or row is None or not isinstance(request.user, User):
        raise Http404(gettext("There is no such row."))
    options = described.model._meta
    if not request.user.has_perm(f"{options.app_label}.change_{options.model_name}"):
        raise PermissionDenied
    note_editing(row=row, by=request.user)
    return JsonResponse({"words": _tell_others(row, request.user)})


admin.site.more_views = {**admin.site.more_views, "editing": note_form}
