"""Read an article and mark what it says: select words, and tie them to a statement, without leaving the text.

What the browser sends as selected is looked up in the text, and the passage is cut there. A form that is sent writes
the passage with its citation, and a new statement, as drafts in one act, which can be taken back. Without a script the
same form is a page; with one (`static/js/marking.js`) the panel beside the text is wanted for and put in its place.
"""

from dataclasses import asdict, replace

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from concepts.admin.base import Context
from concepts.admin.content import BoundForm
from concepts.admin.marked_text import ArticleInWork, text_of
from concepts.admin.marking_form import KINDS, MarkingForm, read_number
from concepts.admin.marking_panel import FROM, TO, WORDS, Panel, build_panel, read_proposed, read_sent
from concepts.admin.marking_work import StatementsInText, list_work
from concepts.admin.reviewed import ReviewedAdmin
from concepts.admin.row_versions import is_shown_again
from concepts.admin.sealed_texts import SEALED, is_text_sealed
from concepts.editorial.marking import (
    CannotTakeBackError,
    Marked,
    MarkedMeanwhileError,
    mark,
    mark_distinction,
    take_back,
)
from concepts.editorial.review import WrongStatusError
from concepts.editorial.row_names import name_of
from concepts.editorial.sent_forms import TYPED_BY
from concepts.editorial.write_lock import write_lock
from concepts.models import Statement
from sources.locking import StaleSaveError
from sources.lookup import Span
from sources.models import Article, Passage

PART = "part"  # the field of a form whose panel alone is wanted for
SAVED = "saved"  # the key of the address with what was marked just now
LAST = "marking"  # the key of the session with what was chosen for the last passage
SALT = "concepts.admin.marking"
REFUSALS = (MarkedMeanwhileError, StaleSaveError, WrongStatusError)


def marking_address(article: Article, **query: str | int) -> str:
    """Return the address at which an article is read and marked."""
    return reverse("admin:sources_article_mark", args=[article.pk], query=query or None)


def find_marking_address(version: int) -> str:
    """Return the address at which the first article of a version is read and marked; empty where it has none."""
    article = Article.objects.filter(version=version).order_by("number").first()
    return marking_address(article) if article else ""


class ArticleMarking(ReviewedAdmin):
    """The pages of articles, with the one on which an article is read and marked."""

    views_of_forms = (*ReviewedAdmin.views_of_forms, "mark_view")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.mark_view)
        return [path("<int:object_id>/mark/", view, name="sources_article_mark"), *super().get_urls()]

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        address = marking_address(bound.row) if isinstance(bound.row, Article) else ""
        return super().form_context(request, bound) | {"marking_address": address}

    @csrf_protect_m
    def mark_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show an article with the panel, save what was marked, or take it back."""
        article = _find_article(object_id)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if article is None:
            raise Http404(gettext("There is no such article (any more)."))
        if request.method == "POST" and "action" in request.POST:
            return self._take_step(request)
        if request.method != "POST" or is_shown_again(request):
            return self._show(request, article)
        if not self._may_mark(request, article):
            raise PermissionDenied
        if "_undo" in request.POST:
            return self._take_back(request, article)
        return self._save(request, article) if "_save" in request.POST else self._show(request, article)

    def _take_step(self, request: HttpRequest) -> HttpResponse:
        """Take a step with the statements that are ticked, by the rules of their list; its page asks what is needed."""
        page = self._page_of(Statement)
        answer: HttpResponse | None = page.response_action(request, page.get_queryset(request))
        return answer or HttpResponseRedirect(request.get_full_path())

    def _list_work(self, request: HttpRequest, work: ArticleInWork) -> tuple[StatementsInText, ...]:
        """Return what is in work in the article, with the steps that the person may take."""
        actions = self._page_of(Statement).get_actions(request)
        return list_work(work, {name: action[2] for name, action in actions.items() if action})

    def _may_mark(self, request: HttpRequest, article: Article) -> bool:
        """Tell whether the person may cut passages from the article and write statements; nobody may while withheld."""
        pages = [self._page_of(Passage), *(self._page_of_kind(kind) for kind in KINDS)]
        return not article.version.source.withheld and all(page.has_add_permission(request) for page in pages)

    @write_lock()
    def _save(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Save what was marked and lead back to the text; if it is refused, show it again with what was typed.

        The article is as it is now: its text may have been withheld since it was looked up.
        """
        if not self._may_mark(request, article := _find_article(article.pk) or article):
            raise PermissionDenied
        work = ArticleInWork(article)
        panel = self._build_panel(request, work)
        form, place = panel.form, panel.place
        if form is None or place is None or not form.is_valid():
            return self._show(request, article, work, panel)
        try:
            with transaction.atomic():
                acts = self._mark(request, work, form, place)
        except ValidationError as error:
            form.place_faults(error)
        except REFUSALS as error:
            form.add_error(None, str(error))
            if isinstance(error, MarkedMeanwhileError):
                work = ArticleInWork(article)
                panel = replace(panel, passage=work.find_passage(place))
        else:
            request.session[LAST] = {**request.session.get(LAST, {}), "statement": "", **form.to_remember()}
            token = _write_token(request, article, acts)
            here = marking_address(article, page=_find_page(work.pages(), place), saved=token)
            return HttpResponseRedirect(f"{here}#s-{_sentence_at(work, place)}")
        return self._show(request, article, work, panel)

    def _mark(self, request: HttpRequest, work: ArticleInWork, form: MarkingForm, place: Span) -> list[Marked]:
        """Write the passage and what says it, and log both."""
        known, by = read_number(request.POST.get("known", "")), request.user
        if form.is_distinction:
            sides, content = form.read_sides(place, known), form.read_distinction()
            acts = mark_distinction(article=work.article, text=work.text, sides=sides, content=content, by=by)
        else:
            act = mark(
                article=work.article,
                text=work.text,
                place=place,
                translation=form.cleaned_data.get("translation", ""),
                statement=form.chosen,
                kind=form.cleaned_data.get("kind", ""),
                content=form.read_content(),
                stance=form.read_stance(),
                known=known,
                by=by,
            )
            acts = [act]
        for act in acts:
            self._log_marked(request, act, is_new=form.chosen is None)
        return acts

    def _log_marked(self, request: HttpRequest, marked: Marked, *, is_new: bool) -> None:
        passage = Passage.objects.filter(pk=marked.passage or 0).first()
        if passage is not None and marked.is_new_passage:
            self._page_of(Passage).log_addition(request, passage, [{"added": {}}])
        statement = self._find_statement(marked.statement)
        assert statement is not None
        page = self._page_of_kind(statement.kind)
        if is_new:
            page.log_addition(request, statement, [{"added": {}}])
        else:
            name = str(passage)
            part = {"name": "citation", "model": "concepts.citation", "object": name, "object_zh": name}
            page.log_change(request, statement, [{"added": part}])

    @write_lock()
    def _take_back(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Take back what was marked just now, and lead back to its place."""
        acts, is_own = _read_token(request, article, request.POST["_undo"])
        if not acts:
            raise Http404(gettext("There is nothing to take back."))
        if not is_own:
            words = gettext("Only the person who marked this takes it back, on the page of its article.")
            self.message_user(request, words, messages.ERROR)
            return HttpResponseRedirect(marking_address(article))
        passage = Passage.objects.filter(pk=acts[0].passage or 0).first()
        try:
            with transaction.atomic():
                self._log_taken_back(request, acts)
                kept = take_back(acts=acts, by=request.user)
        except CannotTakeBackError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            words = gettext("Taken back.") if kept else gettext("Taken back: nothing of it is kept.")
            self.message_user(request, words, messages.SUCCESS)
            for stays in kept:
                self.message_user(request, stays, messages.WARNING)
        query = {FROM: passage.start, TO: passage.end} if passage else {}
        return HttpResponseRedirect(marking_address(article, **query))

    def _log_taken_back(self, request: HttpRequest, acts: list[Marked]) -> None:
        new = [act.statement for act in acts if act.is_new_statement]
        for statement in Statement.objects.filter(pk__in=new, revises=None):
            self._page_of_kind(statement.kind).log_deletions(request, Statement.objects.filter(pk=statement.pk))

    def _show(
        self, request: HttpRequest, article: Article, work: ArticleInWork | None = None, panel: Panel | None = None
    ) -> HttpResponse:
        """Show the article and the panel, or the panel alone if that is wanted for."""
        if is_text_sealed(request, article.version.source):
            return self._render(request, article, {"sealed": SEALED})
        work = work or ArticleInWork(article)
        may_mark = self._may_mark(request, article)
        panel = panel or (self._build_panel(request, work) if may_mark else None)
        if may_mark and request.POST.get(PART):
            context = {"panel": panel, "article": article, **self._identity(request)}
            return TemplateResponse(request, "admin/concepts/_marking_panel.html", context)
        pages = work.pages()
        number = _page_number(request, pages, panel)
        articles = list(Article.objects.filter(version=article.version).order_by("number"))
        context = {
            "panel": panel,
            "lines": work.lines(pages[number - 1], panel.place if panel else None),
            "passages": [each for each in work.passages if _is_on(each.passage, pages[number - 1])],
            "covered": work.count(),
            "pages": [(place, marking_address(article, page=place)) for place in range(1, len(pages) + 1)],
            "page_number": number,
            "articles": [(each, marking_address(each)) for each in articles],
            "saved": self._tell_saved(request, article),
            "in_work": self._list_work(request, work),
            **self._identity(request),
        }
        return self._render(request, article, context)

    def _build_panel(self, request: HttpRequest, work: ArticleInWork) -> Panel:
        """Return the panel for what is selected; closed where nothing is."""
        posted = request.POST if request.method == "POST" else None
        sent = read_sent(posted if posted is not None else request.GET)
        if not sent and "_open" not in request.POST:
            return Panel(sent)
        last = {**request.session.get(LAST, {}), **read_proposed(request.GET)}
        typed = posted if posted is not None and "stance" in posted else None
        is_sent = typed is not None and "_save" in typed and not is_shown_again(request)
        return build_panel(work, sent, typed=typed, is_sent=is_sent, last=last)

    def _identity(self, request: HttpRequest) -> Context:
        return {"identity": [(TYPED_BY, request.user.pk)], "FROM": FROM, "TO": TO, "WORDS": WORDS}

    def _tell_saved(self, request: HttpRequest, article: Article) -> Context | None:
        """Return what the person marked just now, with what takes it back."""
        token = request.GET.get(SAVED, "")
        acts, is_own = _read_token(request, article, token)
        statement = self._find_statement(acts[-1].statement) if is_own else None
        if statement is None:
            return None
        address = reverse(f"admin:concepts_{statement.kind}_change", args=[statement.pk])
        text = text_of(statement)
        return {"token": token, "name": name_of(statement), "lang": text.lang, "address": address}

    def _render(self, request: HttpRequest, article: Article, context: Context) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "title": gettext("Read and mark"),
            "subtitle": name_of(article),
            "opts": self.opts,
            "article": article,
            "action": marking_address(article),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/concepts/marking.html", shared | context)

    def _find_statement(self, pk: int) -> Statement | None:
        """Return a statement as a row of the model of its kind, with what it revises; None where it is gone."""
        kind = Statement.objects.filter(pk=pk).values_list("kind", flat=True).first()
        if kind is None:
            return None
        found: Statement = apps.get_model("concepts", kind)._base_manager.select_related("revises").get(pk=pk)
        return found

    def _page_of_kind(self, kind: str) -> "admin.ModelAdmin[Model]":
        return self._page_of(apps.get_model("concepts", kind))

    def _page_of(self, model: type[Model]) -> "admin.ModelAdmin[Model]":
        return self.admin_site.get_model_admin(model)


def _find_article(pk: int) -> Article | None:
    """Return an article with its version and text as they are stored."""
    return Article.objects.select_related("version__source", "version__source_text").filter(pk=pk).first()


def _sentence_at(work: ArticleInWork, place: Span) -> int:
    """Return where the sentence begins in which a passage begins."""
    return max((sentence.start for sentence in work.sentences if sentence.start <= place.start), default=place.start)


def _write_token(request: HttpRequest, article: Article, acts: list[Marked]) -> str:
    """Return what keeps in an address what the person marked in the article at once."""
    marked = {"by": request.user.pk, "article": article.pk, "acts": [asdict(act) for act in acts]}
    return signing.dumps(marked, salt=SALT, compress=True)


def _read_token(request: HttpRequest, article: Article, token: str) -> tuple[list[Marked], bool]:
    """Return what was marked at once, and whether this person did it in this article; nothing if it is not from here.

    An address is passed on and kept: whoever gets it takes back nothing of what another marked.
    """
    try:
        marked = signing.loads(token, salt=SALT, max_age=86_400)
        acts = [Marked(**act) for act in marked["acts"]]
    except (signing.BadSignature, TypeError, KeyError):
        return [], False
    return acts, (marked["by"], marked["article"]) == (request.user.pk, article.pk)


def _page_number(request: HttpRequest, pages: list[Span], panel: Panel | None) -> int:
    """Return the number of the page to be shown: that of what is selected, else the one that the address names."""
    if panel is not None and panel.place is not None:
        return _find_page(pages, panel.place)
    wanted = request.GET.get("page", "")
    return max(1, min(int(wanted), len(pages))) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 9 else 1


def _find_page(pages: list[Span], place: Span) -> int:
    """Return the number of the page on which a place begins."""
    return next((number for number, page in enumerate(pages, start=1) if page.start <= place.start < page.end), 1)


def _is_on(passage: Passage, page: Span) -> bool:
    return passage.start < page.end and page.start < passage.end
