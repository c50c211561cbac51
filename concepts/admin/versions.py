"""Provide the pages for the texts of sources, each of which is added once and never edited."""

import hashlib

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, CleanTextForm, Context, Inline, InterfaceText
from concepts.admin.content import BoundForm, ContentAdmin
from concepts.admin.marking import find_marking_address
from concepts.admin.reviewed import ReviewedAdmin
from concepts.admin.sealed_texts import SEALED, is_text_sealed
from concepts.admin.text_links import link_more, may_follow
from concepts.admin.version_steps import VERSION_STEPS
from concepts.editorial.content_revision import bump_content_revision
from concepts.editorial.row_names import name_of, select_for_choice
from concepts.editorial.same_articles import link_identical, shorten_chains
from concepts.models import Citation
from sources.languages import Language, language_of_script
from sources.models import Article, Skip, SourceText, SourceVersion
from sources.text import check_source_text

LANGUAGE_CONFIRMED = "_language_is_right"  # the field of the box that is ticked; its value is the chosen language


class VersionForm(CleanTextForm):
    """Read a text from a file, stored byte for byte, or from a text field, whose CRLF line ends become LF.

    Of a stored version only language and date are read. A text that the source has already is refused, and a language
    that does not fit the script is asked about.
    """

    raw_text_fields = ("pasted",)
    upload = forms.FileField(
        label=_("text file"),
        required=False,
        help_text=_(
            "Plain text in UTF-8 is kept byte for byte. Of other encodings, Word, PDF and web pages, you see first "
            "what was read."
        ),
    )
    pasted = forms.CharField(
        label=_("or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField"}),
        help_text=_("A pasted text gets plain line ends; nothing else is changed, now or later."),
    )

    class Meta:
        model = SourceVersion
        fields = ("source", "number", "language", "date")

    def clean(self) -> CleanedData:
        data = super().clean()
        if self.instance.pk:
            if "language" in self.changed_data:
                self._check_language(data, self.instance.read_text())
            return data
        field, text = self.read_new_text(data)
        if text is None:
            return data
        self.instance.source_text = SourceText(text=text)  # stored after its version, in `finish`
        self.instance.sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        same = SourceVersion.objects.filter(source=data.get("source"), sha256=self.instance.sha256).first()
        if same:
            message = _("“%(name)s” has exactly this text. Add another text, or correct language and date there.")
            self.add_error(field, message % {"name": name_of(same)})
        self._check_language(data, text)
        return data

    def read_new_text(self, data: CleanedData) -> tuple[str | None, str | None]:
        """Return the field with the text of a new version, and the text; None, with an error at it, if there is none.

        Raises ValidationError where it is not clear which text is meant.
        """
        pasted = self.data.get(self.add_prefix("pasted"), "").replace("\r\n", "\n")
        upload = data.get("upload")
        if bool(upload) == bool(pasted.strip()):
            raise ValidationError(_("Choose a text file, or paste the text: one of the two."))
        field = "upload" if upload else "pasted"
        try:
            text = check_source_text(upload.read() if upload else pasted.encode("utf-8", "surrogatepass"))
        except ValidationError as error:
            self.add_error(field, error)
            return field, None
        if not self.errors and not text.strip():
            self.add_error("upload", _("The file is empty; choose one with text."))
        return field, text

    def _check_language(self, data: CleanedData, text: str) -> None:
        """Ask once where the script of the text is not that of the chosen language; a ticked box settles it."""
        chosen, script = data.get("language"), language_of_script(text)
        if chosen and script and script != chosen and chosen not in self.data.getlist(LANGUAGE_CONFIRMED):
            names = {"chosen": Language(chosen).label, "script": script.label}
            warning = format_html(
                '{} <label><input type="checkbox" name="{}" value="{}"> {}</label>',
                _("You chose %(chosen)s, but most of the text is in the script of %(script)s.") % names,
                LANGUAGE_CONFIRMED,
                chosen,
                _("The language is right: save it."),
            )
            self.add_error("language", ValidationError(warning, code="other_script"))


def link_article(page: ContentAdmin, request: HttpRequest, article: Article) -> None:
    """Keep articles that are the same in one step from the first; let this one continue the first of identical text.

    Part of saving it. Raises CircleError where two people made articles name one another at the same moment.
    """
    bump_content_revision()  # whoever else saves content waits here, and then sees what this request wrote
    shorten_chains(by=request.user)
    for linked in link_identical(articles=[article.pk], by=request.user):
        first = select_for_choice(Article.objects.all()).get(pk=linked.same_as_id)
        text = gettext("Its text is that of “%(name)s”: both are one article, and count once.")
        page.message_user(request, text % {"name": name_of(first)}, messages.WARNING)


class ArticleInline(Inline):
    """Show the articles of a version, read-only; each is changed on its own page."""

    model = Article
    fields = ("named", "start", "end", "seam", "state")
    readonly_fields = fields
    can_delete = False
    empty_rows = 0

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Model]":
        return super().get_queryset(request).order_by("start")

    @admin.display(description=_("article"))
    def named(self, article: Article) -> str:
        """Return number and title, with a link to the article's page, which one that is only drafted does not have."""
        if article.pk < 0:
            return str(article)
        page = reverse("admin:sources_article_change", args=[article.pk])
        return format_html('<a href="{}">{}</a>', page, str(article))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SourceVersionPages(ReviewedAdmin):
    """The list and the form of versions; `bring_in` adds the pages on which files become versions."""

    form = VersionForm
    steps = VERSION_STEPS
    list_display = ("named", "language", "date", "checksum")
    list_filter = ("language",)
    search_fields = ("source__slug", "source__title_en", "source__title_zh")
    names = ("source__title_en", "source__title_zh")
    ordering = ("source__rank", "source_id", "number")
    autocomplete_fields = ("source",)
    list_select_related = ("source",)
    inlines = (ArticleInline,)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[SourceVersion]":
        return super().get_queryset(request).select_related("source")

    def get_fields(self, request: HttpRequest, obj: SourceVersion | None = None) -> tuple[str, ...]:
        if obj:
            text = "sealed" if is_text_sealed(request, obj.source) else "text"
            more = ("more",) if may_follow(request) else ()
            return ("source", "number", "language", "date", "sha256", *more, text)
        return ("source", "number", "language", "date", "upload", "pasted")

    def get_readonly_fields(self, request: HttpRequest, obj: SourceVersion | None = None) -> tuple[str, ...]:
        return ("source", "number", "sha256", "more", "text", "sealed") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tell whether language and date can be corrected: while nothing cites it. A changed text is a new version."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or not Citation.objects.filter(passage__version=obj.pk).exists()

    def answer_saved(self, request: HttpRequest, bound: BoundForm, row: Model) -> HttpResponse:
        """Report that the text is saved, and lead to the page on which it is read and marked."""
        if bound.row is not None:
            return super().answer_saved(request, bound, row)
        self.offer_next(request, find_marking_address(row.pk), gettext("Now read it, and mark what it says"))
        return super().answer_saved(request, bound, row)

    def form_context(self, request: HttpRequest, bound: BoundForm) -> Context:
        address = find_marking_address(bound.row.pk) if bound.row is not None else ""
        return super().form_context(request, bound) | {"marking_address": address}

    def finish(self, request: HttpRequest, obj: SourceVersion) -> None:
        """Store the text, and create one article of all of it, because every version has at least one article."""
        if not obj.articles.exists():
            obj.source_text.save(force_insert=True)
            text = obj.source_text.text
            words = text.strip()
            start = text.index(words)
            article = Article.objects.create(
                version=obj,
                number=1,
                start=start,
                end=start + len(words),
                title_en=obj.source.title_en,
                title_zh=obj.source.title_zh,
                first=words[:60],
                last=words[-60:],
            )
            link_article(self, request, article)

    def log_deletions(self, request: HttpRequest, queryset: "QuerySet[Model]") -> "list[LogEntry]":
        """Log what is deleted with a text too, so that whoever has a form of it open learns who did that."""
        super().log_deletions(request, Article.objects.filter(version__in=queryset))
        super().log_deletions(request, Skip.objects.filter(version__in=queryset))
        return super().log_deletions(request, queryset)

    @admin.display(description=_("more to say of it"))
    def more(self, version: SourceVersion) -> SafeString:
        return link_more(version)

    @admin.display(description=_("text"))
    def text(self, version: SourceVersion) -> str:
        return version.read_text()

    @admin.display(description=_("text"))
    def sealed(self, version: SourceVersion) -> InterfaceText:
        return SEALED

    @admin.display(description=_("checksum"))
    def checksum(self, version: SourceVersion) -> str:
        return version.sha256[:8]

    @admin.display(description=_("source and version"), ordering="source__title_en")
    def named(self, version: SourceVersion) -> str:
        return name_of(version)
