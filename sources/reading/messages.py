"""Say in a sentence why a file cannot be read, and what to do about it."""

from django.utils.translation import gettext_lazy as _

from sources.reading.errors import FaultKind, ReadingError

ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GB 18030 (GBK, GB 2312)",
    "big5hkscs": "Big5",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "windows-1252": "Windows-1252 (Latin 1)",
}
_SENTENCES = {
    FaultKind.EMPTY: _("The file is empty. Choose it again, or another one."),
    FaultKind.TOO_LARGE: _("The file has %(size)s MB, and at most %(most)s MB are taken. Split it, or copy its text."),
    FaultKind.TOO_MUCH_TEXT: _("Its text has more than %(most)s MB. Split it into several sources."),
    FaultKind.TOO_MANY_PAGES: _(
        "The file has %(pages)s pages, and at most %(most)s are read. "
        "Save the pages that you need as a file of their own."
    ),
    FaultKind.UNFOLDS: _(
        "The file unfolds to far more than it seems to hold, so it is not read. "
        "Open it in its program, save it anew, and choose that file."
    ),
    FaultKind.TOO_MUCH_MEMORY: _(
        "Reading the file takes more memory than is allowed: it is very large inside, or damaged. "
        "Save its text or a part of it as a file of its own."
    ),
    FaultKind.TOO_SLOW: _(
        "Reading the file takes longer than %(seconds)s seconds. Save its text or a part of it as a file of its own."
    ),
    FaultKind.LATE: _("The files before it took so long that it was not read. Choose it again."),
    FaultKind.NO_TEXT: _("There is no text in the file. Choose one with text."),
    FaultKind.SCAN: _(
        "There is no text in it: is it a scan? "
        "Let a program recognise its characters (OCR), and choose what that saves."
    ),
    FaultKind.PASSWORD: _(
        "The file is locked with a password or for one reader. "
        "Open it in its program, save it without, and choose that."
    ),
    FaultKind.OLD_WORD: _(
        "This is a file of an old Office. Open it in Word or LibreOffice, save it as .docx, and choose that."
    ),
    FaultKind.RICH_TEXT: _(
        "This is a rich text file (.rtf). Open it in Word or LibreOffice, save it as .docx, and choose that."
    ),
    FaultKind.ARCHIVE: _(
        "This is an archive or another Office file. Unpack it, or save its text as .docx or .txt, and choose that."
    ),
    FaultKind.NOT_TEXT: _(
        "This is a picture, a program or another file without text. Choose a text, Word, PDF or web file."
    ),
    FaultKind.OTHER_ENCODING: _(
        "The text is not written in %(encoding)s: byte %(position)s does not fit. "
        "Choose another encoding, or let it be recognised."
    ),
    FaultKind.UNKNOWN_ENCODING: _(
        "In which encoding the text is written cannot be recognised. "
        "If it is a text, choose the encoding, or save it as UTF-8."
    ),
    FaultKind.NUL: _(
        "Read in this encoding, the text has the character U+0000 at position %(position)s. "
        "Choose another encoding, or take it out."
    ),
    FaultKind.DAMAGED: _(
        "The file is damaged or cut off. Fetch it once more, or open it in its program and save it anew."
    ),
}


def explain(error: ReadingError) -> str:
    """Return the sentence for a curator, in their language: what is wrong with the file, and the cure."""
    params: dict[str, object] = dict(error.params)
    if error.kind in (FaultKind.TOO_LARGE, FaultKind.TOO_MUCH_TEXT):
        params |= {name: f"{int(value) / 1_000_000:.1f}".removesuffix(".0") for name, value in error.params.items()}
    if "encoding" in params:
        params["encoding"] = ENCODING_NAMES.get(str(params["encoding"]), "")
    named = {name: params.get(name, "") for name in ("size", "most", "pages", "seconds", "encoding", "position")}
    return str(_SENTENCES[error.kind]) % named
