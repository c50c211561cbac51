"""Seal texts that are withheld: in the admin, too, only admins read them, until they are shown again."""

from collections.abc import Callable, Iterable

from django.db.models import Value
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from concepts.models import Citation
from sources.facts import Shown
from sources.models import Article, Passage, Source, SourceText
from sources.showing import shows_no_words

READ_PERMISSION = "sources.read_withheld_source"
SEALED = _("The text is withheld; only admins read it here.")
SEALED_NAME = _("(its words are withheld)")


def is_text_sealed(request: HttpRequest, source: Source) -> bool:
    """Tell whether the person may not read the text of the source."""
    return bool(source.withheld) and not request.user.has_perm(READ_PERMISSION)


def are_quotes_sealed(request: HttpRequest, source: Source) -> bool:
    """Tell whether the person may not even read what is cited from the source."""
    return source.shown == Shown.NOTHING and not request.user.has_perm(READ_PERMISSION)


def reads_withheld(request: HttpRequest) -> Value:
    """Return what lists annotate their rows with, as `may_read`: whether the person reads texts that are withheld."""
    return Value(request.user.has_perm(READ_PERMISSION))


def find_sealed(request: HttpRequest, rows: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return those of the rows, named by kind and id, that tell words the person may not read; four queries at most.

    Of a row that is gone nobody knows the source: as long as any text is withheld, it is among them.
    """
    ids: dict[str, set[int]] = {}
    for kind, row in () if request.user.has_perm(READ_PERMISSION) else rows:
        ids.setdefault(kind, set()).add(row)
    open_rows = {
        "passage": Passage.objects.exclude(shows_no_words("version__source")),
        "article": Article.objects.filter(version__source__withheld=""),
    }
    kinds = open_rows.keys() & ids.keys()
    if not kinds or not Source.objects.exclude(withheld="").exists():
        return set()
    keys = {(kind, pk) for kind in kinds for pk in ids[kind]}
    return keys - {
        (kind, pk) for kind in kinds for pk in open_rows[kind].filter(pk__in=ids[kind]).values_list("pk", flat=True)
    }


def sealer_for(request: HttpRequest) -> Callable[[str], str]:
    """Return what seals names that the admin's log stored, for the person; one query at most.

    Such a name begins with the words of a passage, perhaps within quotation marks. It is compared with the texts, since
    the passage may be gone. Words that stand in a text of which the person may read none are sealed, whatever the name
    was taken from.
    """
    if request.user.has_perm(READ_PERMISSION):
        return str
    texts = list(SourceText.objects.filter(shows_no_words("version__source")).values_list("text", flat=True))

    def seal(name: str) -> str:
        quoted = name.partition("“")[2].rpartition("”")[0] or name
        words = quoted.removesuffix("…")
        return str(SEALED_NAME) if words and any(words in text for text in texts) else name

    return seal


def seal_citations(request: HttpRequest, formsets: Iterable[BaseModelFormSet]) -> None:
    """Let the rows of citations that a form shows name no words that the person may not read; two queries at most.

    Only what is shown changes: the passages of these rows are never saved.
    """
    rows = [form.instance for formset in formsets if formset.model is Citation for form in formset.initial_forms]
    sealed = find_sealed(request, [("passage", row.passage_id) for row in rows])
    for row in rows:
        if ("passage", row.passage_id) in sealed:
            row.passage.quote = str(SEALED)
