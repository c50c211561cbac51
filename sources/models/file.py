"""Store the files that people bring: those that wait until somebody saves them, and the originals of stored texts.

No page for readers asks for these tables, and no pack holds them. An original is never shown, only downloaded.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.source import SourceVersion
from sources.reading.reading import FileKind, Reading

MEDIA_TYPES = {
    FileKind.TEXT.value: "text/plain",
    FileKind.MARKDOWN.value: "text/markdown",
    FileKind.HTML.value: "text/html",
    FileKind.DOCX.value: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT.value: "application/vnd.oasis.opendocument.text",
    FileKind.EPUB.value: "application/epub+zip",
    FileKind.PDF.value: "application/pdf",
}


class FileRow(models.Model):
    """A file as it came: its bytes, their checksum, and what they are."""

    name = models.CharField(_("name of the file"), max_length=120, blank=True)
    kind = models.CharField(_("kind of file"), max_length=10, choices=[(kind, kind) for kind in FileKind])
    sha256 = models.CharField(_("checksum of the file"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    data = models.BinaryField(_("bytes"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def media_type(self) -> str:
        """Return the media type, by what the bytes are and not by the name."""
        return MEDIA_TYPES[self.kind]


class BroughtFile(FileRow):
    """A file that somebody brought, and what was read from it; gone once it is saved as a source, or after a day.

    What was pasted is one too, without a name. `places` are the headings, items and pages of `text`, as
    `sources.reading.Reading` has them.
    """

    text = models.TextField(_("text"))
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    places = models.JSONField(_("headings, lists and pages"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="brought_files", verbose_name=_("brought by")
    )
    at = models.DateTimeField(_("brought at"), auto_now_add=True)

    class Meta:
        verbose_name = _("file that waits")
        verbose_name_plural = _("files that wait")
        default_permissions = ()  # whoever adds versions brings files, and sees their own

    @property
    def reading(self) -> Reading:
        """Return what was read from it."""
        values = {"kind": self.kind, "text": self.text, "encoding": self.encoding, "title": self.title}
        return Reading.from_values(self.places | values)

    def keep_reading(self, read: Reading) -> None:
        """Take over what was read from the file."""
        self.kind, self.text, self.encoding, self.title = read.kind.value, read.text, read.encoding, read.title
        names = ("headings", "items", "pages")
        self.places = {name: [list(place) for place in getattr(read, name)] for name in names}
        self.places["empty_pages"] = read.empty_pages


class Original(FileRow):
    """The file from which the text of a version was read, byte for byte."""

    version = models.OneToOneField(
        SourceVersion, on_delete=models.CASCADE, primary_key=True, related_name="original", verbose_name=_("version")
    )

    class Meta:
        verbose_name = _("original of a text")
        verbose_name_plural = _("originals of texts")
        default_permissions = ()  # it is added and deleted with its version
