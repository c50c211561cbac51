"""Provide the pages for sources and for the articles in their texts."""

from collections.abc import Sequence
from typing import cast

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.article_steps import ARTICLE_STEPS
from concepts.admin.base import CleanTextForm, Context, DeletedObjects, Fieldsets, Inline, InterfaceText
from concepts.admin.content import BoundForm
from concepts.admin.marking import ArticleMarking, find_marking_address
from concepts.admin.review_steps import ROW_STEPS
from concepts.admin.reviewed import ReviewedAdmin
from concepts.admin.sealed_texts import SEALED, is_text_sealed
from concepts.admin.source_form import SourceForm
from concepts.admin.source_steps import SOURCE_STEPS
from concepts.admin.text_links import link_more, may_follow
from concepts.admin.versions import link_article
from concepts.editorial.deleting import find_draft_versions
from concepts.editorial.row_names import name_of
from sources.caveats import ARTICLE_CAVEATS
from sources.fields import CaveatsFormField
from sources.languages import Text
from sources.models import Article, Skip, Source, SourceVersion

WITHHOLDING = ("withheld", "withheld_reason_en", "withheld_reason_zh")


@admin.display(description=_("title"))
def title(row: Source | Article) -> Text:
    """Return the title in the curator's language, for the lists; a property would have an English heading."""
    return row.title


class VersionInline(Inline):
    """Show the versions of a source, read-only; a new version is added on its own page."""

    model = SourceVersion
    fields = ("number", "language", "date", "sha256")
    readonly_fields = fields
    show_change_link = True
    can_delete = False
    empty_rows = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(ReviewedAdmin):
    form = SourceForm
    change_form_template = "admin/concepts/source_form.html"
    change_list_template = "admin/concepts/bring_in_list.html"
    steps = (*ROW_STEPS, *SOURCE_STEPS)
    list_display = (title, "kind", "author", "publisher", "passages", "cited")
    list_filter = ("kind", "rights", "display", "withheld", "versions__language")
    search_fields = ("slug", "title_en", "title_zh", "author", "publisher", "doi", "isbn")
    names = ("title_en", "title_zh", "author", "publisher")
    ordering = ("rank", "slug")
    inlines = (VersionInline,)
    basic_fieldsets: Fieldsets = (
        (None, {"fields": ("slug", "title_en", "title_zh", "kind")}),
        (
            _("Where it comes from"),
            {
                "fields": ("author", "publisher", "address", "doi", "isbn", "retrieved_on", "written_in"),
                "description": _("Only what the text or its page tells; leave empty what neither does."),
            },
        ),
        (_("What may be shown"), {"fields": ("rights", "display")}),
        (
            _("How far to trust it"),
            {
                "fields": ("caveats", "quality_en", "quality_zh", "rank"),
                "description": _(
                    "Say frankly what the text itself shows: reposted, machine-translated, truncated, undated, errors."
                ),
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Fieldsets:
        withheld = ((_("Withheld from readers"), {"fields": WITHHOLDING}),) if obj and obj.withheld else ()
        return (*self.basic_fieldsets[:3], *withheld, *self.basic_fieldsets[3:])  # behind what may be shown

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> tuple[str, ...]:
        return ("slug", *WITHHOLDING) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Tell whether it can be deleted: not while it is withheld, since editions may quote it and ask why."""
        return super().has_delete_permission(request, obj) and not (obj and obj.withheld)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> dict[str, tuple[str]]:
        return {} if obj else {"slug": ("title_en",)}

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Source]":
        passages = Count("versions__passages", distinct=True)
        cited = Count("versions__passages", filter=Q(versions__passages__citations__isnull=False), distinct=True)
        return super().get_queryset(request).annotate(number_of_passages=passages, number_cited=cited)

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        versions = SourceVersion.objects.filter(source=bound.row.pk if bound.row is not None else None)
        newest = versions.order_by("-number").first()
        address = find_marking_address(newest.pk) if newest else ""
        return super().form_context(request, bound) | {"marking_address": address}

    def get_deleted_objects(self, objs: Sequence[Source], request: HttpRequest) -> DeletedObjects:
        """Return what Django asks for; the texts of a draft are deleted with it and do not stand in the way."""
        found = super().get_deleted_objects(objs, request)
        versions = list(find_draft_versions(objs).select_related("source"))
        if not versions:
            return found
        deleted, counts, lacking, _texts = found
        more, more_counts, more_lacking, protected = super().get_deleted_objects(versions, request)
        return [*deleted, *more], counts | more_counts, lacking | more_lacking, protected

    def log_deletions(self, request: HttpRequest, queryset: "QuerySet[Model]") -> "list[LogEntry]":
        """Log what is deleted with a draft too, so that whoever has a form of it open learns who did that."""
        versions = find_draft_versions(cast("Sequence[Source]", queryset))
        for gone in (versions, Article.objects.filter(version__in=versions), Skip.objects.filter(version__in=versions)):
            super().log_deletions(request, gone)
        return super().log_deletions(request, queryset)

    def answer_saved(self, request: HttpRequest, bound: BoundForm, row: Model) -> HttpResponse:
        """Report that the source is saved, and lead to the form for its text as long as it has none."""
        if not SourceVersion.objects.filter(source=row.pk).exists():
            add = reverse("admin:sources_sourceversion_add", query={"source": row.pk, "number": 1})
            self.offer_next(request, add, gettext("Now add its text"))
            bring_in = reverse("admin:sources_sourceversion_bringin", query={"source": row.pk})
            self.offer_next(request, bring_in, gettext("Bring it in as a file, of Word, PDF or another kind"))
        return super().answer_saved(request, bound, row)

    @admin.display(description=_("passages"), ordering="number_of_passages")
    def passages(self, source: Source) -> int:
        return source.number_of_passages

    @admin.display(description=_("of them cited"), ordering="number_cited")
    def cited(self, source: Source) -> int:
        return source.number_cited


class ArticleForm(CleanTextForm):
    """Read what an article is, and which one it continues.

    `chosen` is the article that was chosen where another one is stored: the first of those that are the same.
    """

    chosen: Article | None = None
    caveats = CaveatsFormField(
        label=_("caveats of its own"),
        choices=ARTICLE_CAVEATS,
        required=False,
        help_text=_("Only where they differ from those of its source: then tick all that hold for the article."),
    )

    class Meta:
        model = Article
        fields = ("same_as", "caveats")

    def clean_same_as(self) -> Article | None:
        """Return the first of the articles that are the same as the chosen one."""
        chosen: Article | None = self.cleaned_data["same_as"]
        if chosen is None:
            return None
        if chosen.pk == self.instance.pk:
            raise ValidationError(_("This is the article itself; choose another, or leave it empty."))
        first: Article = chosen.same_as or chosen
        if first.pk == self.instance.pk:
            raise ValidationError(
                _("“%(name)s” is the same as this one already. Empty it there first, if this is not the first one."),
                params={"name": name_of(chosen)},
            )
        if first != chosen:
            self.chosen = chosen
        return first


@admin.register(Article)
class ArticleAdmin(ArticleMarking):
    form = ArticleForm
    steps = ARTICLE_STEPS
    list_display = ("number", title, "source", "seam", "state")
    list_display_links = (title,)
    list_filter = ("version__source", "seam", "state", ("same_as", admin.EmptyFieldListFilter))
    search_fields = ("title_en", "title_zh", "version__source__slug")
    names = ("title_en", "title_zh")
    ordering = ("version__source__rank", "version_id", "number")
    autocomplete_fields = ("same_as",)
    readonly_fields = ("version", "number", "more", "words", "sealed")

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        words = "sealed" if obj and is_text_sealed(request, obj.version.source) else "words"
        facts = ("version", "number", "title_en", "title_zh", "title_by", "seam", "state", "same_as", "caveats")
        return (*facts, *(("more",) if may_follow(request) else ()), words)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Article]":
        return super().get_queryset(request).select_related("version__source", "same_as__version__source")

    def answer_saved(self, request: HttpRequest, bound: BoundForm, row: Model) -> HttpResponse:
        """Report that the article is saved, and where it is linked to another one than was chosen."""
        form = bound.form
        if isinstance(form, ArticleForm) and form.chosen and form.chosen.same_as:
            text = gettext("“%(chosen)s” is itself the same as “%(first)s”; linked to “%(first)s”.")
            names = {"chosen": name_of(form.chosen), "first": name_of(form.chosen.same_as)}
            self.message_user(request, text % names, messages.WARNING)
        return super().answer_saved(request, bound, row)

    def finish(self, request: HttpRequest, obj: Article) -> None:
        """Link the article with those that are the same."""
        link_article(self, request, obj)

    def log_deletions(self, request: HttpRequest, queryset: "QuerySet[Model]") -> "list[LogEntry]":
        """Log the marked sentences that are deleted with an article too."""
        super().log_deletions(request, Skip.objects.filter(article__in=queryset))
        return super().log_deletions(request, queryset)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # one is cut out of another on the page of the version

    @admin.display(description=_("source"))
    def source(self, article: Article) -> str:
        return str(article.version.source.title)

    @admin.display(description=_("more to say of it"))
    def more(self, article: Article) -> SafeString:
        return link_more(article)

    @admin.display(description=_("text"))
    def words(self, article: Article) -> str:
        return article.version.read_text()[article.start : article.end]

    @admin.display(description=_("text"))
    def sealed(self, article: Article) -> InterfaceText:
        return SEALED
