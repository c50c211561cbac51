"""The page of what the texts offer: sentences that nothing cites yet, to accept or to dismiss."""

from collections.abc import Mapping

from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context, InterfaceText
from concepts.admin.row_versions import NUMERIC_ID, is_shown_again
from concepts.admin.sealed_texts import READ_PERMISSION
from concepts.admin.todo import SHOWN_ROWS, Task, TaskRow, add_content_task
from concepts.admin.work_list import FilterChoice, WorkFilter
from concepts.workbench.models import DismissalReason, OfferedSentence, OfferKind
from concepts.workbench.offers.dismissing import dismiss, offer_again
from concepts.workbench.offers.queue import (
    MOST_LISTED,
    ON_A_PAGE,
    OfferFilter,
    find_open,
    list_dismissed,
    list_sources,
    load_dismissed,
    load_offers,
    name_offers,
)
from concepts.workbench.offers.scanning import find_unscanned, load_made_with, scan_texts
from sources.languages import Language

LIST = "admin:workbench_offeredsentence_changelist"
SOURCE, LANGUAGE, KIND, STATE, PAGE = "source", "language", "kind", "state", "p"  # the keys of the address
DISMISSED = "dismissed"  # the value of STATE
SENTENCE, REASON, AGAIN, LOOK = "sentence", "reason", "again", "_look"  # the fields of the form
MOST_SECONDS = 5  # of looking through texts, after which another click goes on
MAY_DECIDE = "sources.add_passage"


@admin.register(OfferedSentence)
class OfferedSentenceAdmin(admin.ModelAdmin):
    """The list of what the texts offer; each sentence is accepted on the form of passages."""

    views_of_forms = ("decide_view",)
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OfferedSentence | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OfferedSentence | None = None) -> bool:
        """Tell whether it may go with its text; by itself nobody deletes one (`delete_view`)."""
        return request.user.has_perm("sources.delete_sourceversion")

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Context | None = None) -> HttpResponse:
        raise PermissionDenied

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(self.decide_view)
        return [path("decide/", decide, name="workbench_offeredsentence_decide"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Context | None = None) -> HttpResponse:
        """Show a page of the open sentences, or of the dismissed ones; a fixed number of queries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = {name: request.GET.get(name, "") for name in (SOURCE, LANGUAGE, KIND, STATE)}
        sources: dict[str, InterfaceText] = {str(pk): str(title) for pk, title in list_sources()}
        wanted = _wanted(asked, sources)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("What the texts offer"),
            "opts": self.opts,
            "is_dismissed": asked[STATE] == DISMISSED,
            "may_decide": request.user.has_perm(MAY_DECIDE),
            "reasons": DismissalReason.choices,
            "query": request.GET.urlencode(),
            "filters": _filters(asked, sources),
            **self._page(request, asked, wanted),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/workbench/offers.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Context | None = None
    ) -> HttpResponse:
        """Lead to the list: a sentence has no page of its own."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse(LIST))

    @csrf_protect_m
    def decide_view(self, request: HttpRequest) -> HttpResponse:
        """Dismiss the ticked sentences, offer one again, or look through the texts; then show the list again."""
        if not request.user.has_perm(MAY_DECIDE):
            raise PermissionDenied
        if request.method == "POST" and not is_shown_again(request):
            if LOOK in request.POST:
                self._look_through(request)
            elif AGAIN in request.POST:
                self._offer_again(request)
            else:
                self._dismiss(request)
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse(LIST) + (f"?{query}" if query else ""))

    def _page(self, request: HttpRequest, asked: Mapping[str, str], wanted: OfferFilter) -> Context:
        """Return the rows of the page, and how many texts wait to be looked through."""
        if asked[STATE] == DISMISSED:
            rows = list_dismissed(wanted)
            listed = Paginator(rows.values_list("pk", flat=True), ON_A_PAGE).get_page(request.GET.get(PAGE))
            shown = rows.filter(pk__in=list(listed.object_list))
            reads_withheld = request.user.has_perm(READ_PERMISSION)
            return {"page": listed, "dismissed": load_dismissed(shown, reads_withheld=reads_withheld)}
        ids = find_open(wanted)
        page = Paginator(ids[:MOST_LISTED], ON_A_PAGE).get_page(request.GET.get(PAGE))
        unread = find_unscanned(load_made_with())
        return {
            "page": page,
            "offers": load_offers(list(page.object_list)),
            "has_more": len(ids) > MOST_LISTED,
            "unread": (unread.filter(source=wanted.source) if wanted.source else unread).count(),
        }

    def _look_through(self, request: HttpRequest) -> None:
        source = request.GET.get(SOURCE, "")
        done, left = scan_texts(source=int(source) if NUMERIC_ID.fullmatch(source) else None, seconds=MOST_SECONDS)
        text = ngettext("%(number)d text was looked through.", "%(number)d texts were looked through.", done)
        words = [text % {"number": done}]
        if left:
            more = ngettext("%(number)d more is left: go on.", "%(number)d more are left: go on.", left)
            words.append(more % {"number": left})
        self.message_user(request, " ".join(words), messages.SUCCESS)

    def _dismiss(self, request: HttpRequest) -> None:
        """Dismiss the ticked sentences with the chosen reason; those that are gone by now are left out."""
        ids = [int(value) for value in request.POST.getlist(SENTENCE) if NUMERIC_ID.fullmatch(value)][:ON_A_PAGE]
        reason = request.POST.get(REASON, "")
        if reason not in DismissalReason.values:
            self.message_user(
                request, gettext("Choose why the ticked sentences are not to be offered."), messages.ERROR
            )
            return
        rows = list(OfferedSentence.objects.filter(pk__in=ids).order_by("pk"))
        if not rows:
            fault = gettext("Nothing is ticked, so nothing was dismissed.")
            self.message_user(request, fault, messages.WARNING)
            return
        for row in rows:
            dismiss(sentence=row, reason=DismissalReason(reason), by=request.user)
        text = ngettext("%(number)d sentence is dismissed.", "%(number)d sentences are dismissed.", len(rows))
        self.message_user(request, text % {"number": len(rows)}, messages.SUCCESS)

    def _offer_again(self, request: HttpRequest) -> None:
        value = request.POST[AGAIN]
        if NUMERIC_ID.fullmatch(value) and offer_again(dismissed=int(value)):
            self.message_user(request, gettext("The sentence is offered again."), messages.SUCCESS)
        else:
            self.message_user(request, gettext("That sentence is offered already."), messages.WARNING)


def _wanted(asked: Mapping[str, str], sources: Mapping[str, InterfaceText]) -> OfferFilter:
    """Return what the list is narrowed to; values that there are not narrow nothing."""
    return OfferFilter(
        source=int(asked[SOURCE]) if asked[SOURCE] in sources else None,
        language=asked[LANGUAGE] if asked[LANGUAGE] in Language.values else "",
        kind=asked[KIND] if asked[KIND] in OfferKind.values else "",
    )


def _filters(asked: Mapping[str, str], sources: Mapping[str, InterfaceText]) -> tuple[WorkFilter, ...]:
    """Return the filters, with what is asked for otherwise kept in their addresses."""
    choices: tuple[tuple[InterfaceText, str, InterfaceText, Mapping[str, InterfaceText]], ...] = (
        (_("state"), STATE, _("open"), {DISMISSED: _("dismissed")}),
        (_("what it does"), KIND, _("All"), dict(OfferKind.choices)),
        (_("language"), LANGUAGE, _("All"), dict(Language.choices)),
        (_("source"), SOURCE, _("All"), sources),
    )
    return tuple(
        WorkFilter(
            title,
            tuple(
                FilterChoice(
                    label,
                    reverse(LIST, query={key: kept for key, kept in {**asked, name: value}.items() if kept}),
                    value == (asked[name] if asked[name] in values else ""),
                )
                for value, label in [("", everything), *values.items()]
            ),
        )
        for title, name, everything, values in choices
    )


def build_offer_task(person: User | AnonymousUser) -> Task | None:
    """Return the task of the home page: what the texts offer; None for who may not see it."""
    if not person.has_perm("workbench.view_offeredsentence"):
        return None
    ids = find_open(OfferFilter())
    may_decide = person.has_perm(MAY_DECIDE)
    rows = [
        TaskRow(name, address if may_decide else reverse(LIST), source)
        for name, address, source in name_offers(ids[:SHOWN_ROWS])
    ]
    return Task(
        title=_("What the texts offer"),
        help=_("Sentences that seem to contrast, define or relate concepts, and that nothing cites yet."),
        count=min(len(ids), MOST_LISTED),
        address=reverse(LIST),
        rows=tuple(rows),
    )


add_content_task(build_offer_task)
