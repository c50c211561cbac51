"""Bring in the texts of sources: files of any usual kind, or a pasted text, seen before anything of them is stored.

A file is read in a process with bounds (`sources.reading`), and waits with what was read from it, for a day and for
the person who brought it. Its page shows the text and what is like it, and saves it as a draft of a source with its
first version, or as a new version of a source that is there, by the forms and rules of the pages of these. Nothing of
the text comes back from the browser.
"""

import time

from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import Context
from concepts.admin.brought_forms import BringForm, BroughtForms, EncodingForm, make_forms
from concepts.admin.brought_text import show_text
from concepts.admin.content import ContentAdmin
from concepts.admin.row_versions import NUMERIC_ID, is_shown_again
from concepts.admin.sealed_texts import are_quotes_sealed
from concepts.admin.successions import SuccessionPages
from concepts.editorial.brought_files import (
    TooManyFilesError,
    discard_file,
    find_brought,
    find_versions_made_of,
    finish_version,
    keep_file,
    keep_reading,
)
from concepts.editorial.row_names import name_of
from concepts.editorial.sent_forms import TYPED_BY
from concepts.editorial.write_lock import write_lock
from sources.likeness import SimilarText, find_similar
from sources.models import BroughtFile, Original, Source, SourceVersion
from sources.reading.errors import FaultKind, ReadingError
from sources.reading.file_names import safe_name
from sources.reading.limits import MOST_FILE_BYTES, MOST_SECONDS
from sources.reading.messages import ENCODING_NAMES, explain
from sources.reading.process import read_file
from sources.reading.reading import FileKind, Reading

INTO, EXISTING = "into", "existing"  # the key of the address that says what a file becomes; empty is a new source
SOURCE = "source"  # the key that names the source of which it becomes a version
WHOLE = "whole"  # the key that asks for the whole of a long text
CHECKSUM = "checksum"  # the field that names the file of a form, which may be saved already
PATIENCE = 3 * MOST_SECONDS  # after which no further file of an upload is read, so that the server does not give up
FIRST_PAGE = "admin:sources_sourceversion_bringin"


@admin.register(SourceVersion)
class SourceVersionAdmin(SuccessionPages):
    """The pages of versions, and those on which files are brought in, seen and saved, and originals downloaded."""

    views_of_forms = (*SuccessionPages.views_of_forms, "bring_in_view", "brought_view")
    change_list_template = "admin/concepts/bring_in_list.html"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("bring-in/", wrap(self.bring_in_view), name="sources_sourceversion_bringin"),
            path("bring-in/<int:brought_id>/", wrap(self.brought_view), name="sources_sourceversion_brought"),
            path("<int:object_id>/original/", wrap(self.original_view), name="sources_sourceversion_original"),
            *super().get_urls(),
        ]

    def post_form(self, request: HttpRequest, object_id: str | None, form_url: str) -> HttpResponse:
        """Save a posted form; a file for a new version that is no text in UTF-8 is read first, and looked at."""
        instead = self._bring_in_instead(request) if object_id is None else None
        return instead or super().post_form(request, object_id, form_url)

    def _bring_in_instead(self, request: HttpRequest) -> HttpResponse | None:
        """Keep a file of another kind, with what was read from it, and lead to its page; None for plain text.

        The source, the language and the date that were typed stand there again.
        """
        upload = request.FILES.get("upload")
        is_one = upload is not None and not request.POST.get("pasted", "").strip()
        if upload is None or not is_one or is_shown_again(request) or not self._may_bring(request):
            return None
        name = safe_name(upload.name or "") or gettext("without a name")
        try:
            data, read = _read(upload, name, is_late=False)
            if read.kind == FileKind.TEXT and read.encoding in ("", "utf-8"):
                return None
            brought = keep_file(data=data, name=name, read=read, by=request.user)
        except (ReadingError, TooManyFilesError):
            return None  # the form refuses it, too
        finally:
            upload.seek(0)
        text = gettext("The file is no plain text in UTF-8. This was read from it; look at it, and save it here.")
        self.message_user(request, text, messages.WARNING)
        source = request.POST.get(SOURCE, "")
        typed = {each: value for each in ("language", "date") if (value := request.POST.get(each, ""))}
        query = {INTO: EXISTING, **({SOURCE: source} if NUMERIC_ID.fullmatch(source) else {}), **typed}
        return HttpResponseRedirect(reverse("admin:sources_sourceversion_brought", args=[brought.pk], query=query))

    def get_fields(self, request: HttpRequest, obj: SourceVersion | None = None) -> tuple[str, ...]:
        fields = super().get_fields(request, obj)
        has_original = obj is not None and Original.objects.filter(version=obj.pk).exists()
        return (*fields, "file_of_text") if has_original else fields

    def get_readonly_fields(self, request: HttpRequest, obj: SourceVersion | None = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "file_of_text")

    @admin.display(description=_("original file"))
    def file_of_text(self, version: SourceVersion) -> SafeString:
        name, size = Original.objects.values_list("name", "size").get(version=version.pk)
        address = reverse("admin:sources_sourceversion_original", args=[version.pk])
        return format_html('<a href="{}">{}</a> ({})', address, name, filesizeformat(size))

    @csrf_protect_m
    def bring_in_view(self, request: HttpRequest) -> HttpResponse:
        """Show what waits and the form for more, or read what is brought."""
        self._check_may_bring(request)
        form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
        if form.is_bound and not is_shown_again(request) and form.is_valid():
            kept = self._keep(request, form)
            if kept and not form.errors:
                first, here = _address(kept[0], _meant_source(request)), request.get_full_path()
                return HttpResponseRedirect(first if len(kept) == 1 else here)
        waiting = [(brought, _address(brought, _meant_source(request))) for brought in find_brought(request.user)]
        context = self._context(request, gettext("Bring in texts")) | {"form": form, "waiting": waiting}
        return TemplateResponse(request, "admin/concepts/bring_in.html", context)

    @csrf_protect_m
    def brought_view(self, request: HttpRequest, brought_id: int) -> HttpResponse:
        """Show what was read from a file, read it in another encoding, discard it, or save it."""
        self._check_may_bring(request)
        brought = find_brought(request.user).defer(None).filter(pk=brought_id).first()
        if brought is None:
            return self._answer_gone(request)
        encoding = EncodingForm(initial={"encoding": brought.encoding})
        is_sent = request.method == "POST" and not is_shown_again(request)
        if is_sent and "_discard" in request.POST:
            discard_file(brought=brought)
            self.message_user(request, gettext("The file is discarded; nothing of it was stored."), messages.SUCCESS)
            return HttpResponseRedirect(reverse(FIRST_PAGE))
        if is_sent and "_read" in request.POST:
            encoding = EncodingForm(request.POST)
            if encoding.is_valid() and _read_again(brought, encoding):
                return HttpResponseRedirect(request.get_full_path())
        similar = find_similar(brought.text)  # before the lock of writers is taken: it reads all texts
        if is_sent and "_read" not in request.POST:
            return self._save(request, brought, similar)
        typed = request.POST if is_shown_again(request) else None
        return self._show(request, brought, self._forms(request, brought, similar, typed), similar, encoding)

    def original_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Answer the file from which a text was read, to be stored by the browser and never shown by it."""
        original = Original.objects.filter(version=object_id).select_related("version__source").first()
        if not self.has_view_permission(request, original.version if original else None):
            raise PermissionDenied
        if original is None or are_quotes_sealed(request, original.version.source):
            raise Http404(gettext("There is no original of this text, or it is withheld."))
        response = HttpResponse(bytes(original.data), content_type=original.media_type)
        response["Content-Disposition"] = content_disposition_header(True, original.name) or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response

    def _check_may_bring(self, request: HttpRequest) -> None:
        """Raise PermissionDenied unless the person may add sources and versions."""
        if not self._may_bring(request):
            raise PermissionDenied

    def _may_bring(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self._source_page.has_add_permission(request)

    @property
    def _source_page(self) -> ContentAdmin:
        page = self.admin_site.get_model_admin(Source)
        assert isinstance(page, ContentAdmin)
        return page

    def _keep(self, request: HttpRequest, form: BringForm) -> list[BroughtFile]:
        """Read and keep what was brought; what cannot be read is told at the form, and nothing of it is stored."""
        kept, until = [], time.monotonic() + PATIENCE
        try:
            for upload in form.cleaned_data["files"]:
                name = safe_name(upload.name or "") or gettext("without a name")
                try:
                    data, read = _read(upload, name, is_late=time.monotonic() > until)
                except ReadingError as error:
                    form.add_error("files", f"{name}: {explain(error)}")
                else:
                    kept.append(keep_file(data=data, name=name, read=read, by=request.user))
            if pasted := form.cleaned_data["pasted"]:
                read = Reading(FileKind.TEXT, pasted)
                kept.append(keep_file(data=pasted.encode(), name="", read=read, by=request.user))
        except TooManyFilesError:
            form.add_error(None, gettext("So many files of yours wait that no more are taken. Save or discard some."))
        if len(kept) > 1 or (kept and form.errors):
            text = ngettext("%(number)d file was read.", "%(number)d files were read.", len(kept))
            self.message_user(request, text % {"number": len(kept)}, messages.SUCCESS)
        return kept

    @write_lock()
    def _save(self, request: HttpRequest, brought: BroughtFile, similar: list[SimilarText]) -> HttpResponse:
        """Save a file as a draft of a source or version; if it is refused, show its page again with the errors.

        Nobody else writes between what is checked here and what is written; the file may be gone by now.
        """
        if not BroughtFile.objects.filter(pk=brought.pk).exists():
            return self._answer_gone(request)
        forms = self._forms(request, brought, similar, request.POST)
        if forms.is_valid():
            try:
                with transaction.atomic():
                    version = self._store(request, brought, forms)
            except ValidationError as error:
                forms.version.form.add_error(None, error.messages)
            else:
                answer = self.answer_saved(request, forms.version, version)
                self._offer_waiting(request)
                return answer
        encoding = EncodingForm(initial={"encoding": brought.encoding})
        return self._show(request, brought, forms, similar, encoding)

    def _store(self, request: HttpRequest, brought: BroughtFile, forms: BroughtForms) -> SourceVersion:
        """Save the source and the version by the rules of their own pages, and what else the file has."""
        form = forms.version_form
        if forms.source is not None:
            form.instance.source = self._source_page.save_bound(request, forms.source)
        version = self.save_bound(request, forms.version)
        assert isinstance(version, SourceVersion)
        finish_version(version=version, brought=brought, same_as=form.chosen_article(), by=request.user)
        self.compare(request, version, keeps_choice="same_as" in form.fields)
        return version

    def _offer_waiting(self, request: HttpRequest) -> None:
        """Lead to the files that still wait, if any do."""
        if waiting := find_brought(request.user).count():
            text = ngettext("%(number)d more file waits", "%(number)d more files wait", waiting)
            self.offer_next(request, reverse(FIRST_PAGE), text % {"number": waiting})

    def _forms(
        self, request: HttpRequest, brought: BroughtFile, similar: list[SimilarText], data: QueryDict | None
    ) -> BroughtForms:
        is_new = request.GET.get(INTO) != EXISTING
        return make_forms(request, (self._source_page, self), brought, similar, data, is_new=is_new)

    def _show(
        self,
        request: HttpRequest,
        brought: BroughtFile,
        forms: BroughtForms,
        similar: list[SimilarText],
        encoding: EncodingForm,
    ) -> HttpResponse:
        """Show the page of a file."""
        address = _address(brought)
        media = self.media
        for section in forms.sections:
            media += section.media
        context = self._context(request, gettext("What was read")) | {
            "subtitle": brought.name,
            "brought": brought,
            "read": brought.reading,
            "encoding": encoding if brought.encoding else None,
            "encoding_name": ENCODING_NAMES.get(brought.encoding, ""),
            "shown": show_text(brought.reading, whole=WHOLE in request.GET),
            "whole_address": f"{request.get_full_path()}{'&' if request.GET else '?'}{WHOLE}=1",
            "similar": [_show_similar(request, like) for like in similar],
            "forms": forms,
            "adminform": forms.sections[0],
            "is_new": forms.source is not None,
            "new_address": address,
            "existing_address": _address(brought, _meant_source(request) or ""),
            "media": media,
            "identity": [(TYPED_BY, request.user.pk), (CHECKSUM, brought.sha256)],
        }
        return TemplateResponse(request, "admin/concepts/brought.html", context)

    def _answer_gone(self, request: HttpRequest) -> HttpResponse:
        """Lead to what became of a file that waits no more."""
        checksum = request.POST.get(CHECKSUM, "")
        version = find_versions_made_of(checksum).first() if checksum else None
        if version is not None:
            self.message_user(request, gettext("All of this is saved already; nothing was saved twice."))
            return HttpResponseRedirect(self.address("change", version))
        text = gettext("This file waits no more: it was saved or discarded, or a day has passed. Bring it in again.")
        self.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(reverse(FIRST_PAGE))

    def _context(self, request: HttpRequest, title: str) -> Context:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "media": self.media}


def _address(brought: BroughtFile, source: str | None = None) -> str:
    """Return the address of the page of a file, as a version of a source that is there if one is meant, or any ("")."""
    query = None if source is None else {INTO: EXISTING} | ({SOURCE: source} if source else {})
    return reverse("admin:sources_sourceversion_brought", args=[brought.pk], query=query)


def _meant_source(request: HttpRequest) -> str | None:
    """Return the id of the source for which a file is brought in, by the address; None where it names none."""
    source = request.GET.get(SOURCE, "")
    return source if NUMERIC_ID.fullmatch(source) else None


def _read(upload: UploadedFile, name: str, *, is_late: bool) -> tuple[bytes, Reading]:
    """Return the bytes of a file and what was read from it; raises ReadingError, without reading one too many."""
    size = upload.size or 0
    if size > MOST_FILE_BYTES:
        raise ReadingError(FaultKind.TOO_LARGE, size=size, most=MOST_FILE_BYTES)
    if is_late:
        raise ReadingError(FaultKind.LATE)
    data = upload.read()
    return data, read_file(data, name=name)


def _read_again(brought: BroughtFile, form: EncodingForm) -> bool:
    """Read a file in the chosen encoding; if it is not written in it, that is told at the form."""
    try:
        read = read_file(bytes(brought.data), name=brought.name, encoding=form.cleaned_data["encoding"])
    except ReadingError as error:
        form.add_error("encoding", explain(error))
        return False
    keep_reading(brought=brought, read=read)
    return True


def _show_similar(request: HttpRequest, like: SimilarText) -> Context:
    """Return what the page of a file says of a text that is like it, without words that the person may not read."""
    is_sealed = are_quotes_sealed(request, like.version.source)
    return {
        "name": name_of(like.version),
        "address": reverse("admin:sources_sourceversion_change", args=[like.version.pk]),
        "percent": int(like.share * 100),
        "is_identical": like.is_identical,
        "passages": () if is_sealed else like.passages,
        "number": like.number_of_passages,
        "more": like.number_of_passages - len(like.passages),
        "lang": like.version.lang,
    }
