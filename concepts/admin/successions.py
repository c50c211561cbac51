"""Decide what becomes of what the last version of a text was cited for, before a new version is published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Case, Model, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, Context
from concepts.admin.content import BoundForm
from concepts.admin.row_versions import FORM_VERSION, is_shown_again, sent_version, version_of
from concepts.admin.sealed_texts import is_text_sealed
from concepts.admin.versions import SourceVersionPages
from concepts.content.description import QUOTE_CAP
from concepts.editorial.differences import Piece, by_word
from concepts.editorial.review import WrongStatusError
from concepts.editorial.row_names import name_of
from concepts.editorial.sent_forms import TYPED_BY
from concepts.editorial.successions import Comparison, compare_version, decide, find_last_version, summarize
from concepts.editorial.write_lock import write_lock
from concepts.models import Citation
from sources.content_row import RowStatus
from sources.languages import Language
from sources.models import PassageSuccession, SourceVersion
from sources.models.succession import SuccessionDecision, SuccessionState

SHOWN = 50  # passages on a page
CERTAIN = (SuccessionState.SAME, SuccessionState.MOVED)


class DecisionForm(forms.Form):
    """Read what is decided about one passage, with the new words and their translation."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[choice for choice in SuccessionDecision.choices if choice[0]],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("New words to cite"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As the new text has them; they are looked up there and cut from it."),
    )
    translation = forms.CharField(
        label=_("Their translation"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> CleanedData:
        data = super().clean() or self.cleaned_data
        for name in ("words", "translation"):
            data[name] = _plain(data.get(name, ""))
        if self.is_changed and not data.get("decision"):
            self.add_error("decision", _("Choose what is to be done, so that what you wrote is kept."))
        return data

    @property
    def is_changed(self) -> bool:
        """Whether somebody chose or wrote something; other line ends are no change."""
        return any(
            (sent := self[name].data) is not None and _plain(sent) != _plain(self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
        )


@dataclass(frozen=True, slots=True)
class ShownSuccession:
    """A passage of the last version beside what stands in its place, with what cites it, to be decided."""

    row: PassageSuccession
    state: str
    pieces: tuple[Piece, ...]
    cited_by: tuple[tuple[str, str], ...]
    form: DecisionForm

    @property
    def before(self) -> list[Piece]:
        """Return the old words, with what is no longer among them marked."""
        return [piece for piece in self.pieces if piece.kind != "added"]

    @property
    def after(self) -> list[Piece]:
        """Return the new words, with what was not among the old ones marked; empty where there are none."""
        return [piece for piece in self.pieces if piece.kind != "removed"] if self.row.start is not None else []


class SuccessionPages(SourceVersionPages):
    """The pages of versions, and the one on which is decided what a new version is cited for."""

    views_of_forms = (*SourceVersionPages.views_of_forms, "successions_view")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.successions_view)
        return [
            path("<int:object_id>/successions/", view, name="sources_sourceversion_successions"),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: SourceVersion | None = None) -> tuple[str, ...]:
        fields = super().get_fields(request, obj)
        is_next = obj is not None and find_last_version(obj) is not None and self.has_add_permission(request)
        return (*fields, "compared") if is_next else fields

    def get_readonly_fields(self, request: HttpRequest, obj: SourceVersion | None = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "compared")

    @admin.display(description=_("compared with the version before"))
    def compared(self, version: SourceVersion) -> SafeString:
        nothing = gettext("Nothing cited from an earlier version is followed to it.")
        sentence = tell(comparison) if (comparison := summarize(version)) else nothing
        address = reverse("admin:sources_sourceversion_successions", args=[version.pk])
        return format_html('{} <a href="{}">{}</a>', sentence, address, gettext("Look at each passage"))

    def save_bound(self, request: HttpRequest, bound: BoundForm) -> Model:
        """Save a version, and compare a new one with the last one; files are compared once all of them is saved."""
        saved = super().save_bound(request, bound)
        if bound.row is None and isinstance(saved, SourceVersion) and not hasattr(bound.form, "brought"):
            self.compare(request, saved)
        return saved

    def compare(self, request: HttpRequest, version: SourceVersion, *, keeps_choice: bool = False) -> None:
        """Compare a draft with the last version, and say what came of it; or that it is no draft any more."""
        try:
            comparison = compare_version(version=version, keeps_choice=keeps_choice, by=request.user)
        except WrongStatusError as error:
            self.message_user(request, str(error), messages.WARNING)
            return
        if comparison is None:
            return
        self.message_user(request, tell(comparison), messages.SUCCESS)
        if comparison.waiting:
            address = reverse("admin:sources_sourceversion_successions", args=[version.pk])
            self.offer_next(request, address, gettext("Decide about what was changed or is gone"))

    @csrf_protect_m
    def successions_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show what becomes of each passage, keep what is decided, or compare again."""
        version = self.get_object(request, str(object_id))
        if version is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_add_permission(request) or is_text_sealed(request, version.source):
            raise PermissionDenied
        is_sent = request.method == "POST" and not is_shown_again(request)
        if not is_sent or version.status != RowStatus.DRAFT:
            data = request.POST if request.method == "POST" else None
            return self._show_decisions(request, version, data)
        if "_compare" in request.POST:
            with write_lock():
                self.compare(request, version, keeps_choice=True)
            return HttpResponseRedirect(request.get_full_path())
        return self._save_decisions(request, version)

    @write_lock()
    def _save_decisions(self, request: HttpRequest, version: SourceVersion) -> HttpResponse:
        """Keep what is decided, all or none; if something is refused, show all of it again."""
        shown = self._read_decisions(version, self._page_of_decisions(request, version), request.POST)
        stored = self.get_object(request, str(version.pk))
        is_current = sent_version(request) == version_of(stored)
        forms_changed = [each for each in shown if each.form.is_changed]
        are_valid = [each.form.is_valid() for each in forms_changed]  # all, so that every error is shown
        if all(are_valid) and is_current:
            with transaction.atomic():
                for each in forms_changed:
                    self._decide(request, each)
                is_refused = any(each.form.errors for each in forms_changed)
                if is_refused:
                    transaction.set_rollback(True)
            if not is_refused:
                return self._answer_decided(request, version, len(forms_changed))
        elif not is_current:
            text = gettext("Somebody changed this meanwhile. What you chose still stands here; save it again.")
            self.message_user(request, text, messages.WARNING)
        return self._render_decisions(request, version, self._page_of_decisions(request, version), shown)

    def _decide(self, request: HttpRequest, shown: ShownSuccession) -> None:
        try:
            decide(succession=shown.row, most=QUOTE_CAP, by=request.user, **shown.form.cleaned_data)
        except WrongStatusError as error:
            shown.form.add_error("decision", str(error))
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                shown.form.add_error(None, error)
            else:
                shown.form.add_error("translation", error)

    def _answer_decided(self, request: HttpRequest, version: SourceVersion, number: int) -> HttpResponse:
        text = ngettext("%(number)d decision is kept.", "%(number)d decisions are kept.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)
        comparison = summarize(version)
        if comparison and comparison.waiting:
            return HttpResponseRedirect(request.get_full_path())
        return HttpResponseRedirect(self.address("change", version))

    def _page_of_decisions(self, request: HttpRequest, version: SourceVersion) -> "Page[PassageSuccession]":
        """Return the passages of the page that is asked for: first what waits, then what is decided."""
        return Paginator(_uncertain(version), SHOWN).get_page(request.GET.get("page"))

    def _show_decisions(self, request: HttpRequest, version: SourceVersion, data: QueryDict | None) -> HttpResponse:
        page = self._page_of_decisions(request, version)
        return self._render_decisions(request, version, page, self._read_decisions(version, page, data))

    def _read_decisions(
        self, version: SourceVersion, rows: Iterable[PassageSuccession], data: QueryDict | None
    ) -> list[ShownSuccession]:
        """Return the passages with their forms, as they are stored or as they were posted."""
        rows, text = list(rows), version.read_text()
        cited = _citing(rows)
        return [
            ShownSuccession(
                row,
                row.get_state_display(),
                by_word(row.passage.quote, new := text[row.start or 0 : row.end or 0], Language(version.language)),
                tuple(cited.get(row.passage_id, ())),
                DecisionForm(data, prefix=str(row.pk), initial=_initial(row, new)),
            )
            for row in rows
        ]

    def _render_decisions(
        self, request: HttpRequest, version: SourceVersion, page: "Page[PassageSuccession]",
        shown: Sequence[ShownSuccession],
    ) -> HttpResponse:  # fmt: skip
        comparison = summarize(version)
        context: Context = {
            **self.admin_site.each_context(request),
            "title": gettext("What the new version is cited for"),
            "subtitle": name_of(version),
            "opts": self.opts,
            "media": self.media,
            "version": version,
            "version_address": self.address("change", version),
            "comparison": comparison,
            "told": tell(comparison) if comparison else "",
            "shown": shown,
            "page": page,
            "is_open": version.status == RowStatus.DRAFT,
            "has_errors": any(each.form.is_bound and each.form.errors for each in shown),
            "is_typed": request.method == "POST",
            "identity": [(FORM_VERSION, version_of(self.get_object(request, str(version.pk)))),
                         (TYPED_BY, request.user.pk)],
        }  # fmt: skip
        return TemplateResponse(request, "admin/concepts/successions.html", context)


def tell(comparison: Comparison) -> str:
    """Return in a sentence how a version compares with the last one."""
    states = comparison.states
    counts = {state.value: states[state.value] for state in SuccessionState}
    sentence = gettext(
        "Of the passages cited from version %(version)d, %(same)d are the same, %(moved)d moved, %(changed)d were "
        "changed and %(gone)d are gone."
    ) % {"version": comparison.last.number, **counts}
    if not comparison.waiting:
        return sentence
    waiting = ngettext("%(number)d waits for a decision.", "%(number)d wait for a decision.", comparison.waiting)
    return f"{sentence} {waiting % {'number': comparison.waiting}}"


def _uncertain(version: SourceVersion) -> "QuerySet[PassageSuccession]":
    """Return what people decide about: first what waits, then the rest, each in the order of the text."""
    rows = PassageSuccession.objects.filter(version=version).exclude(state__in=CERTAIN)
    waits_first = Case(When(decision="", then=Value(0)), default=Value(1))
    return rows.select_related("passage__article").order_by(waits_first, "passage__start", "passage__end", "pk")


def _citing(rows: Iterable[PassageSuccession]) -> dict[int, list[tuple[str, str]]]:
    """Return the names and addresses of the statements that cite each passage."""
    cited: dict[int, list[tuple[str, str]]] = {}
    citations = Citation.objects.filter(passage__in=[row.passage_id for row in rows])
    for citation in citations.select_related("statement__revises").order_by("statement__code"):
        statement = citation.statement.revises or citation.statement
        address = reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk])
        entry = name_of(statement), address
        if entry not in cited.setdefault(citation.passage_id, []):
            cited[citation.passage_id].append(entry)
    return cited


def _initial(row: PassageSuccession, words: str) -> dict[str, str]:
    translation = row.translation if row.decision == SuccessionDecision.CARRY else row.passage.translation
    return {"decision": row.decision, "words": words, "translation": translation}


def _plain(words: str) -> str:
    """Return words as a field of a form has them: with plain line ends."""
    return words.replace("\r\n", "\n").replace("\r", "\n")
