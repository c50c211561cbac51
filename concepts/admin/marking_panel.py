"""Build the panel in which a selected passage is translated and tied to what says it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import QueryDict

from concepts.admin.base import Context
from concepts.admin.likely_statements import LikelyStatement, NamesInText, find_likely
from concepts.admin.marked_text import ArticleInWork, PassageInWork
from concepts.admin.marking_form import KINDS, NEW, REMEMBERED, MarkingForm, ProposedValues, read_number
from concepts.admin.marking_sides import AT, SAME_WORDS, FirstSide, keep_first_side
from concepts.admin.places import place_value, read_place
from concepts.content.description import QUOTE_CAP
from concepts.editorial.public_rows import is_public
from concepts.evidence.concept_names import load_concept_names
from sources.anchoring import slice_with_context
from sources.languages import HTML_LANG, OTHER, Language, Text
from sources.lookup import Span
from sources.page_numbers import name_pages
from sources.selection import SelectionError, SelectionUnclearError, find_selection

FROM, TO, WORDS = "from", "to", "words"  # the keys of a selection, in addresses and in forms
MOST_NAMED = 3  # concepts that are proposed at once; of a passage that names more, those of the last one are
MOST_PLACES = 10
LONGEST_WORDS = 2 * QUOTE_CAP  # are looked up: blanks and composed letters may make them longer than what stands there


NOTHING = Text("", "en")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent as selected: words, and where they are believed to stand."""

    words: str
    place: Span | None

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.place)


@dataclass(frozen=True, slots=True)
class PlaceInContext:
    """A place that may be meant, with the words around it."""

    place: Span
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel with what was selected, or with the reason why it cannot be a passage.

    `passage` is the one that stands there already, `overlapping` are others with words of it. Without a `form` there is
    nothing to be saved; what was typed is `kept` for the next selection.
    """

    sent: Sent
    kept: tuple[tuple[str, str], ...] = ()
    place: Span | None = None
    quote: Text = NOTHING
    page: str = ""
    other_lang: str = "en"
    fault: str = ""
    places: tuple[PlaceInContext, ...] = ()
    passage: PassageInWork | None = None
    overlapping: tuple[PassageInWork, ...] = ()
    form: MarkingForm | None = None
    likely: tuple[LikelyStatement, ...] = ()
    first: FirstSide | None = None

    @property
    def is_new(self) -> bool:
        """Tell whether the form writes a new statement."""
        return self.form is not None and self.form.is_new

    @property
    def at(self) -> tuple[str, str, str]:
        """Return the field that says for which place the form is written, its value, and the button for the same."""
        return AT, place_value(self.place) if self.place else "", SAME_WORDS

    @property
    def chosen(self) -> str:
        """Return the value of the statement that is chosen."""
        return str(self.form["statement"].value() or "") if self.form is not None else ""


def read_sent(data: QueryDict) -> Sent:
    """Return what was sent as selected; what is no number is no place."""
    return Sent(data.get(WORDS, ""), read_place(f"{data.get(FROM, '')}-{data.get(TO, '')}"))


def build_panel(work: ArticleInWork, sent: Sent, *, typed: QueryDict | None, is_sent: bool, last: Context) -> Panel:
    """Return the panel for a selection, with what was typed into it; `last` is what was chosen for the last passage.

    It is checked if it `is_sent` to be saved. Eight queries.
    """
    kept = tuple(_kept(typed)) if typed is not None else ()
    try:
        place = _find_place(work, sent)
    except SelectionUnclearError as error:
        places = tuple(_in_context(work.text, error.places[:MOST_PLACES]))
        return Panel(sent, kept=kept, fault=str(error), places=places)
    except SelectionError as error:
        return Panel(sent, kept=kept, fault=str(error))
    except ValidationError as error:
        return Panel(sent, kept=kept, fault=" ".join(error.messages))
    names, quote = load_concept_names(with_drafts=True), place.of(work.text)
    named = [pk for pk in NamesInText().find(quote) if pk in names.by_id]
    if typed is not None and not is_sent:
        typed = keep_first_side(typed, place, named)
    version, passage = work.article.version, work.find_passage(place)
    proposed = ProposedValues(tuple(named) if len(named) <= MOST_NAMED else (), last)
    has_typed = typed is not None and bool(typed.get("translation"))  # is shown, whatever somebody else wrote meanwhile
    needs_translation = has_typed or passage is None or not (passage.passage.translation or is_public(passage.passage))
    form = MarkingForm(typed, names=names, proposed=proposed, is_sent=is_sent, needs_translation=needs_translation)
    form.first, form.first_fault = _find_first(work, typed)
    find, number = typed.get("find", "") if typed is not None else "", read_number(str(form["statement"].value() or ""))
    first = [number] if number else []
    return Panel(
        sent=sent,
        place=place,
        quote=Text(quote, version.lang),
        page=name_pages(version.pages, *place),
        other_lang=HTML_LANG[OTHER[Language(version.language)]],
        passage=passage,
        overlapping=tuple(work.overlapping(place)),
        form=form,
        likely=find_likely(quote, version.language, typed=find, named=named, names=names, first=first),
        first=form.first_side(work.text, version.lang, names),
    )


def _find_place(work: ArticleInWork, sent: Sent) -> Span:
    """Return the place that was selected in the article; raises SelectionError, and ValidationError where too long."""
    most = MaxLengthValidator(QUOTE_CAP)
    if len(sent.words) > LONGEST_WORDS:
        most(sent.words)
    place = find_selection(work.text, work.span, work.sentences, words=sent.words, place=sent.place)
    most(place.of(work.text))
    return place


def _find_first(work: ArticleInWork, typed: QueryDict | None) -> tuple[Span | None, str]:
    """Return the place of the first side, held to what any selection is held to, and why what was sent is none."""
    place = read_place(typed.get("first_place", "")) if typed is not None else None
    if place is None:
        return None, ""
    try:
        return _find_place(work, Sent("", place)), ""
    except SelectionError as error:
        return None, str(error)
    except ValidationError as error:
        return None, " ".join(error.messages)


def read_proposed(query: QueryDict) -> Context:
    """Return what an address proposes for a passage: a statement, or what a new one is about."""
    found: Context = {name: query[name] for name in (*REMEMBERED, "statement") if query.get(name)}
    if "concepts" in found:
        found["concepts"] = query.getlist("concepts")
    if found.get("kind") in KINDS:
        found.setdefault("statement", NEW)
    return found


def _in_context(text: str, places: Iterable[Span]) -> Iterable[PlaceInContext]:
    for place in places:
        before, words, after = slice_with_context(text, place)
        yield PlaceInContext(place, before, words, after)


def _kept(typed: QueryDict) -> Iterable[tuple[str, str]]:
    """Yield what was typed into the form, as pairs of field and value."""
    for name, values in typed.lists():
        if name in MarkingForm.base_fields or name in (AT, "known"):
            yield from ((name, value) for value in values)
