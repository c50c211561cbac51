"""Read the forms with which files are brought in, read again and saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, Fieldsets
from concepts.admin.content import BoundForm, ContentAdmin
from concepts.admin.source_form import SourceForm
from concepts.admin.versions import VersionForm
from concepts.editorial.ordering import place_after_all
from concepts.editorial.row_names import name_of
from sources.languages import Language, language_of_script
from sources.likeness import SimilarText
from sources.models import Article, BroughtFile, Source, SourceVersion
from sources.page_numbers import join_pages
from sources.reading.messages import ENCODING_NAMES
from sources.text import check_source_text

MOST_FILES = 10  # in one upload
ANOTHER = "another"
ACCEPTED = ".txt,.md,.markdown,.html,.htm,.xhtml,.docx,.odt,.epub,.pdf"
VERSION_FIELDS = ("language", "date", "same_as")
# Of a new source, what is asked for here; its note on quality and its place in the order are written later.
SOURCE_FIELDSETS: Fieldsets = (
    (_("The source"), {"fields": ("title_en", "title_zh", "slug", "kind")}),
    (
        _("Where it comes from"),
        {
            "fields": ("author", "publisher", "address", "doi", "isbn", "retrieved_on", "written_in"),
            "description": _("Only what the text or its page tells; leave empty what neither does."),
        },
    ),
    (_("What may be shown, and how far to trust it"), {"fields": ("rights", "display", "caveats")}),
)


class FilesInput(forms.ClearableFileInput):
    """Lets people choose several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Reads several files; empty where none was chosen."""

    def clean(self, data: Any, initial: object = None) -> list[UploadedFile]:
        """Return the files; whether one of them is empty or too large is told when it is read."""
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        if len(chosen) > MOST_FILES:
            raise ValidationError(_("At most %(most)d files are taken at once. Choose fewer.") % {"most": MOST_FILES})
        return list(chosen)


class BringForm(forms.Form):
    """Read the files that somebody brings, or a pasted text."""

    files = FilesField(
        label=_("Files"),
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPTED}),
        help_text=_(
            "Text in any usual encoding, web pages, Word (.docx), OpenDocument (.odt), PDF, Markdown and EPUB: at most "
            "10 at once, of 20 MB each."
        ),
    )
    pasted = forms.CharField(
        label=_("or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 6}),
    )

    def clean(self) -> CleanedData:
        data = super().clean() or self.cleaned_data
        pasted = self.data.get("pasted", "").replace("\r\n", "\n")
        data["pasted"] = pasted if pasted.strip() else ""
        if bool(data.get("files")) == bool(data["pasted"]) and not self.errors:
            raise ValidationError(_("Choose files, or paste a text: one of the two."))
        if pasted:
            try:
                check_source_text(pasted.encode("utf-8", "surrogatepass"))
            except ValidationError as error:
                self.add_error("pasted", error)
        return data


class EncodingForm(forms.Form):
    """Read in which encoding a file is to be read again."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(ENCODING_NAMES.items()))


class BroughtVersionForm(VersionForm):
    """Read what a new version needs besides the text of the file that it is made of; its number is the next one."""

    upload = pasted = None  # the text is that of the file
    same_as = forms.ChoiceField(
        label=_("Nearly the same text"),
        widget=forms.RadioSelect,
        help_text=_("An article that is nearly the same counts once, wherever it stands."),
        error_messages={"required": _("Say whether it is the same article as one that is there.")},
    )
    brought: BroughtFile

    class Meta:
        model = SourceVersion
        fields = ("source", "language", "date")

    def offer_articles(self, similar: Sequence[SimilarText], *, source: str) -> None:
        """Ask whether the text is the same article as one of these, unless one is identical: they are linked anyway.

        Where it is to be a version of the source with this id, the article of an earlier version is proposed.
        """
        is_settled = any(like.is_identical for like in similar)
        offered = [(like, like.article) for like in similar if like.article and not is_settled]
        if not offered:
            del self.fields["same_as"]
            return
        words = _("the same article as “%(name)s”")
        named = [(str(article.pk), words % {"name": name_of(article)}) for _like, article in offered]
        self.fields["same_as"].choices = [*named, (ANOTHER, _("another article: it counts for itself"))]
        own = next((article for like, article in offered if str(like.version.source_id) == source), None)
        if own:
            self.initial["same_as"] = str(own.pk)

    def chosen_article(self) -> Article | None:
        """Return the first of the articles that are the same as the chosen one; None if it is another."""
        chosen = self.cleaned_data.get("same_as", ANOTHER)
        article = Article.objects.select_related("same_as").filter(pk=chosen).first() if chosen != ANOTHER else None
        return (article.same_as or article) if article else None

    def read_new_text(self, data: CleanedData) -> tuple[str | None, str | None]:
        """Return the text of the file; an error about it stands above the form."""
        source = data.get("source")
        last = SourceVersion.objects.filter(source=source).aggregate(last=Max("number"))["last"] if source else None
        self.instance.number = (last or 0) + 1
        self.instance.pages = join_pages(self.brought.reading.pages)
        return None, self.brought.text


@dataclass(frozen=True, slots=True)
class BroughtForms:
    """The forms that save a file: of its version, and of its source, where it becomes a new one."""

    version: BoundForm
    source: BoundForm | None
    sections: tuple[AdminForm, ...]

    def is_valid(self) -> bool:
        """Return whether both are valid; validates both, so that every error is shown."""
        return all([self.version.form.is_valid(), self.source is None or self.source.form.is_valid()])

    @property
    def version_form(self) -> BroughtVersionForm:
        """Return the form of the version."""
        assert isinstance(self.version.form, BroughtVersionForm)
        return self.version.form

    @property
    def faults(self) -> list[str]:
        """Return the errors that stand at no field."""
        bound = [each for each in (self.source, self.version) if each is not None]
        return [fault for each in bound for fault in each.form.non_field_errors()]


def make_forms(
    request: HttpRequest,
    pages: tuple[ContentAdmin, ContentAdmin],
    brought: BroughtFile,
    similar: Sequence[SimilarText],
    data: QueryDict | None,
    *,
    is_new: bool,
) -> BroughtForms:
    """Return the forms that save a file, with what is likely or with what was posted.

    `pages` are those of sources and of versions, by whose rules it is saved.
    """
    source_page, version_page = pages
    language = language_of_script(brought.text) or ""
    names = VERSION_FIELDS[:2] if is_new else ("source", *VERSION_FIELDS[:2])
    Form = version_page.get_form(request, None, change=False, form=BroughtVersionForm, fields=names)
    typed = {each: value for each in ("source", "language", "date") if (value := request.GET.get(each))}
    version: Any = Form(data, initial={"language": language} | typed)
    version.brought = brought
    version.offer_articles(similar, source=typed.get("source", ""))
    shown = [name for name in (*names, "same_as") if name in version.fields]
    sections = [AdminForm(version, [(_("The text"), {"fields": shown})], {}, model_admin=version_page)]
    source: BoundForm | None = None
    if is_new:
        form = _make_source_form(request, source_page, brought, language, data)
        sections.insert(0, AdminForm(form, list(SOURCE_FIELDSETS), {"slug": ("title_en",)}, model_admin=source_page))
        source = BoundForm(form, [], [], None)
    return BroughtForms(BoundForm(version, [], [], None), source, tuple(sections))


def _make_source_form(
    request: HttpRequest, page: ContentAdmin, brought: BroughtFile, language: str, data: QueryDict | None
) -> Any:
    """Return the form of a new source; its title is the one that the file gives itself, else its name."""
    fields = [name for _title, options in SOURCE_FIELDSETS for name in options["fields"]]
    Form = page.get_form(request, None, change=False, form=SourceForm, fields=fields)
    title = brought.title or brought.name.rpartition(".")[0] or brought.name
    is_chinese = (language_of_script(title) or language) == Language.ZH
    form = Form(data, initial={"title_zh" if is_chinese else "title_en": title})
    if data is not None:
        form.instance.rank = place_after_all(Source)
    return form
