"""Let a statement cite words of a source as a row of a table says."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from concepts.content.description import QUOTE_CAP
from concepts.content.row_content import AttachedContent, RowContent
from concepts.content.value_types import Words
from concepts.editorial.actors import Actor
from concepts.editorial.proposals import note_unseen
from concepts.editorial.public_rows import is_public
from concepts.editorial.saving import save_draft
from concepts.models import Citation, Statement
from concepts.workbench.tables.naming import NamedRows, RowRefusedError, draft_of, find_statement, one_of
from concepts.workbench.tables.outcomes import RowVerdict, Written
from sources.anchoring import find_quote
from sources.cutting import cut_passage
from sources.locking import claim_row_version
from sources.models import Article, Passage, Source, SourceVersion
from sources.text import clean_text, fold

SHOWN = 40  # code points of the quote in the name of a row


def write_citation(cells: Mapping[str, str], named: NamedRows, by: Actor) -> Written:
    """Cut the passage if it is not there, and cite it; raises RowRefusedError, QuoteError and ValidationError."""
    statement = find_statement(cells["statement"])
    stance = one_of(cells.get("stance", ""), Citation.Stance.values, "stance", Citation.Stance.SUPPORTS.value)
    version = _find_version(cells["source"], cells.get("version", ""))
    passage = _find_or_cut(version, named.text_of(version), cells, by)
    name = f"{statement.code}: {cells['quote'][:SHOWN]}"
    draft = draft_of(statement)
    cited = _citations_of(draft)
    key = (version.source.slug, version.number, passage.start, passage.end)
    attributed = Words(cells.get("attributed_to_en", ""), cells.get("attributed_to_zh", ""))
    wanted = AttachedContent({"passage": key, "stance": stance, "attributed_to": attributed})
    there = next((place for place, row in enumerate(cited) if row.values["passage"] == key), None)
    if there is not None and cited[there] == wanted:
        return Written(RowVerdict.SAME, name)
    cited = [*cited, wanted] if there is None else [*cited[:there], wanted, *cited[there + 1 :]]
    content = RowContent({}, {"citations": cited})
    save_draft(statement=draft, kind=draft.kind, content=content, by=by, started_from=draft.row_version)
    return Written(RowVerdict.NEW if there is None else RowVerdict.CHANGED, name)


def _find_version(source: str, number: str) -> SourceVersion:
    """Return a version of a source, the newest where no number is given; raises RowRefusedError."""
    stored = Source.objects.filter(slug=fold(source)).first()
    if stored is None:
        raise RowRefusedError(_("There is no source with the name “%(name)s” in addresses.") % {"name": source})
    if stored.withheld:
        raise RowRefusedError(_("The text is withheld; nothing can be cut from it until it is shown again."))
    versions = SourceVersion.objects.select_related("source").filter(source=stored).order_by("-number")
    if number:
        plain = number if number.isascii() and number.isdecimal() and len(number) < 9 else "0"
        versions = versions.filter(number=int(plain))
    if (found := versions.first()) is None:
        raise RowRefusedError(_("The source “%(name)s” has no such version.") % {"name": source})
    return found


def _find_or_cut(version: SourceVersion, text: str, cells: Mapping[str, str], by: Actor) -> Passage:
    """Return the passage with exactly these words; a translation is written where it has none that readers see."""
    quote, translation = cells["quote"], clean_text(cells.get("translation", ""), most=QUOTE_CAP, multiline=True)
    if not quote:
        raise RowRefusedError(_("The words to cite are missing. Copy them from the source."))
    start, end = find_quote(text, quote)
    passage = Passage.objects.filter(version=version, start=start, end=end).first()
    if passage is None:
        article = Article.objects.filter(version=version, start__lte=start, end__gte=end).first()
        if article is None:
            raise RowRefusedError(_("These words do not lie inside one article of the source; quote words that do."))
        if end - start > QUOTE_CAP:
            message = _("A passage has at most %(most)d characters; cite fewer words.")
            raise RowRefusedError(message % {"most": QUOTE_CAP})
        passage = cut_passage(version, text, start, end, article=article)
        _translate(passage, translation)
        passage.save(force_insert=True)
        note_unseen(row=passage, by=by)
    elif translation and not passage.translation and not is_public(passage):
        _translate(passage, translation)
        claim_row_version(row=passage, row_version=passage.row_version)
        passage.save()
        note_unseen(row=passage, by=by)
    return passage


def _translate(passage: Passage, translation: str) -> None:
    passage.translation = translation
    passage.translation_by = Passage.TranslationBy.OURS if translation else ""


def _citations_of(statement: Statement) -> list[AttachedContent]:
    """Return the citations of a statement as they are stored; one query."""
    columns = (
        *("passage__version__source__slug", "passage__version__number", "passage__start", "passage__end"),
        *("stance", "attributed_to_en", "attributed_to_zh"),
    )
    rows = Citation.objects.filter(statement=statement).order_by("pk").values_list(*columns)
    return [
        AttachedContent({"passage": tuple(key), "stance": stance, "attributed_to": Words(en, zh)})
        for *key, stance, en, zh in rows
    ]
