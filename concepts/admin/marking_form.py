"""Read what a curator says of a selected passage: its translation, and which statement says it, or a new one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from concepts.admin.base import CleanedData, Context, InterfaceText, clean_texts
from concepts.admin.marking_sides import TWO_LINES, SidesForm
from concepts.admin.similar import find_similar_statements, has_unconfirmed, similarity_warning
from concepts.admin.statement_form import natural_key
from concepts.content.description import QUOTE_CAP, STATEMENT
from concepts.content.row_content import AttachedContent, FieldValue, RowContent
from concepts.content.shape import Reference
from concepts.content.statement_kinds import STATEMENT_KINDS
from concepts.content.text_caps import text_cap
from concepts.content.value_types import Words
from concepts.editorial.marking import MarkedSide, TakenStance
from concepts.editorial.row_names import choice_name_of
from concepts.evidence.concept_names import ConceptNames
from concepts.models import Citation, Dimension, Question, RelationType, Statement, StatementConcept
from sources.languages import COLUMN
from sources.lookup import Span

Kind, Role = Statement.Kind, StatementConcept.Role
NEW = "new"  # the value of `statement` of one that is written here
KINDS = (Kind.CHARACTERISTIC, Kind.DEFINITION, Kind.RELATION, Kind.POSITION, Kind.DISTINCTION)
REMEMBERED = ("kind", "dimension", "relation_type", "question", "concepts", "stance")  # proposed for the next passage
NEW_FIELDS = ("kind", "concepts", "objects", "dimension", "relation_type", "question", "text_en", "text_zh")


class NamedChoiceField(forms.ModelChoiceField):
    """Choose a row by the name that curators use."""

    def label_from_instance(self, obj: Model) -> str:
        return choice_name_of(obj)


@dataclass(frozen=True, slots=True)
class ProposedValues:
    """What is proposed in an empty form: concepts that the passage names, and what was chosen for the last one."""

    concepts: tuple[int, ...] = ()
    last: Context = field(default_factory=dict)

    def as_initial(self) -> Context:
        """Return the values by field."""
        initial = {name: value for name, value in self.last.items() if name in (*REMEMBERED, "statement")}
        if self.concepts:
            initial["concepts"] = [str(pk) for pk in self.concepts]
        return initial


class MarkingForm(SidesForm):
    """Read the translation of a passage, what it says and the stance it takes.

    What was `typed` is checked only if it `is_sent` to be saved; else it is shown again. `needs_translation` is false
    for a passage that has one, or that readers see.
    """

    translation = forms.CharField(label=_("Translation"), required=False, max_length=QUOTE_CAP, widget=TWO_LINES)
    statement = forms.CharField(required=False)
    stance = forms.ChoiceField(label=_("Stance"), choices=Citation.Stance.choices)
    attributed_to_en = forms.CharField(label=_("Who thinks so, in English"), required=False, max_length=120)
    attributed_to_zh = forms.CharField(label=_("Who thinks so, in Chinese"), required=False, max_length=120)
    find = forms.CharField(label=_("Find another statement"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in KINDS], initial=KINDS[0].value, required=False
    )
    concepts = forms.TypedMultipleChoiceField(label=_("Concepts it is about"), required=False, coerce=int)
    objects = forms.TypedMultipleChoiceField(label=_("Objects of the relation"), required=False, coerce=int)
    dimension = NamedChoiceField(Dimension.objects.order_by("rank", "slug"), label=_("Dimension"), required=False)
    relation_type = NamedChoiceField(
        RelationType.objects.order_by("rank", "slug"), label=_("Relation type"), required=False
    )
    question = NamedChoiceField(Question.objects.order_by("rank", "slug"), label=_("Question"), required=False)
    text_en = forms.CharField(label=_("Text in English"), required=False, widget=TWO_LINES)
    text_zh = forms.CharField(label=_("Text in Chinese"), required=False, widget=TWO_LINES)

    def __init__(
        self,
        typed: QueryDict | None,
        *,
        names: ConceptNames,
        proposed: ProposedValues,
        is_sent: bool,
        needs_translation: bool,
    ) -> None:
        initial = {"stance": Citation.Stance.SUPPORTS, **proposed.as_initial()}
        if typed is not None and not is_sent:
            names_of_lists = ("concepts", "objects")
            initial = {name: typed.getlist(name) if name in names_of_lists else typed.get(name) for name in typed}
        super().__init__(typed if is_sent else None, initial=initial)
        self.is_typed = typed is not None
        self.chosen: Statement | None = None
        choices = [(concept.id, str(concept.name)) for concept in names.concepts]
        self.fields["concepts"].choices = self.fields["objects"].choices = choices
        self._likely, self._names = proposed.concepts, names
        if not needs_translation:
            del self.fields["translation"]

    @property
    def is_new(self) -> bool:
        """Tell whether a new statement is to be written."""
        return bool(self["statement"].value() == NEW)

    @property
    def is_distinction(self) -> bool:
        """Tell whether a valid form writes a new distinction with its sides."""
        return self.chosen is None and self.cleaned_data.get("kind") == Kind.DISTINCTION

    def boxes(self, name: str) -> tuple[list[tuple[int, str, bool]], list[tuple[int, str, bool]]]:
        """Return the concepts as boxes, each with its id, its name and whether it is ticked: the likely, the others."""
        ticked = {str(value) for value in self[name].value() or ()}
        likely = {str(pk) for pk in self._likely} | ticked
        boxes = [(pk, label, str(pk) in ticked) for pk, label in self.fields[name].choices]
        return [box for box in boxes if str(box[0]) in likely], [box for box in boxes if str(box[0]) not in likely]

    def subject_boxes(self) -> tuple[list[tuple[int, str, bool]], list[tuple[int, str, bool]]]:
        return self.boxes("concepts")

    def object_boxes(self) -> tuple[list[tuple[int, str, bool]], list[tuple[int, str, bool]]]:
        return self.boxes("objects")

    def clean(self) -> CleanedData:
        data = super().clean() or self.cleaned_data
        clean_texts(self, data)
        self._clean_stance(data)
        chosen = data.get("statement", "")
        if chosen == NEW:
            self._clean_new(data)
            return data
        rows = Statement.objects.live().exclude(kind=Kind.FINDING)
        self.chosen = rows.filter(pk=read_number(chosen)).first()
        for name in NEW_FIELDS:  # what was begun there does not count
            self.errors.pop(name, None)
        if self.chosen is None:
            words = _("Choose the statement that the passage says, or write a new one.")
            if chosen:
                words = _("This statement is not there (any more). Choose another, or write a new one.")
            self.add_error("statement", words)
        return data

    def _clean_stance(self, data: CleanedData) -> None:
        """Ask who thinks so where the passage reports it; else nobody is named."""
        for name in ("attributed_to_en", "attributed_to_zh"):
            if data.get("stance") != Citation.Stance.REPORTS:
                data[name] = ""
            elif not data.get(name) and name not in self.errors:
                self.add_error(name, _("Say who thinks so: a report names them in both languages."))

    def _clean_new(self, data: CleanedData) -> None:
        """Ask for what a statement of the kind needs even as a draft, and once about one that is nearly there."""
        kind = data.get("kind", "")
        needed = {reference.column for reference in _needed(kind)}
        if not kind and "kind" not in self.errors:
            self.add_error("kind", self.fields["kind"].error_messages["required"])
        for name in ("dimension", "relation_type", "question"):
            if name not in needed:
                data[name] = None
            elif not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if kind != Kind.POSITION and not data.get("concepts") and "concepts" not in self.errors:
            self.add_error("concepts", _("Choose at least one concept."))
        if kind == Kind.RELATION and not data.get("objects") and "objects" not in self.errors:
            self.add_error("objects", _("Choose at least one concept."))
        if not kind:
            return
        if not data.get("text_en") and not data.get("text_zh") and not {"text_en", "text_zh"} & self.errors.keys():
            self.add_error("text_en", _("Write what the passage says, in your own words."))
        if kind == Kind.DISTINCTION:
            self.clean_sides(data, self._names)
        self._clean_texts(data, Kind.CHARACTERISTIC if kind == Kind.DISTINCTION else kind)

    def _clean_texts(self, data: CleanedData, kind: str) -> None:
        """Refuse texts that are too long, and ask once about a statement that is nearly there."""
        names = [(language, f"{first}text_{column}") for language, column in COLUMN.items() for first in ("", "first_")]
        for language, name in names:
            if not data.get(name) or (name.startswith("first_") and data.get("kind") != Kind.DISTINCTION):
                continue
            if len(data[name]) > (most := text_cap(Statement, f"text_{COLUMN[language]}")):
                self.add_error(name, _("At most %(most)d characters fit. Shorten the text.") % {"most": most})
                continue
            similar = find_similar_statements(language, data[name], kind, set())
            if has_unconfirmed(similar, self.data):
                place = None if name.startswith("first_") else name
                self.add_error(place, ValidationError(similarity_warning(similar), code="nearly_there"))

    def read_stance(self) -> TakenStance:
        """Return the stance of a valid form."""
        data = self.cleaned_data
        return TakenStance(data["stance"], Words(data["attributed_to_en"], data["attributed_to_zh"]))

    def read_content(self) -> RowContent:
        """Return the content of the new statement of a valid form; empty where one that is there was chosen."""
        data = self.cleaned_data
        if self.chosen is not None:
            return RowContent()
        fields: dict[str, FieldValue] = {"text": Words(data["text_en"], data["text_zh"])}
        for reference in _needed(data["kind"]):
            fields[reference.name] = natural_key(data[reference.column], reference.target)
        if data["kind"] == Kind.POSITION:
            return RowContent(fields)
        objects = data["objects"] if data["kind"] == Kind.RELATION else []
        about = [(pk, Role.SUBJECT) for pk in data["concepts"]]
        about += [(pk, Role.OBJECT) for pk in objects if pk not in data["concepts"]]
        rows = [AttachedContent({"concept": (self._names.by_id[pk].slug,), "role": role.value}) for pk, role in about]
        return RowContent(fields, {"concepts": rows})

    def read_sides(self, place: Span, known: int | None) -> list[MarkedSide]:
        """Return both sides of the distinction that a valid form writes; the second has its words at `place`."""
        data, by_id = self.cleaned_data, self._names.by_id
        assert self.first is not None
        texts = Words(data["first_text_en"], data["first_text_zh"]), Words(data["text_en"], data["text_zh"])
        slugs = [(by_id[int(pk)].slug,) for pk in (data["first_concept"], data["concepts"][0])]
        seen = read_number(data["first_known"])
        return [
            MarkedSide(self.first, data["first_translation"], seen, slugs[0], texts[0]),
            MarkedSide(place, data.get("translation", ""), known, slugs[1], texts[1]),
        ]

    def read_distinction(self) -> RowContent:
        """Return what the distinction of a valid form says itself."""
        dimension = natural_key(self.cleaned_data["dimension"], "dimension")
        return RowContent({"dimension": dimension, **self.read_contrast()})

    def to_remember(self) -> Context:
        """Return what is proposed for the next passage: plain values."""
        data = self.cleaned_data
        if self.chosen is not None:
            return {}
        values = {name: data.get(name) for name in REMEMBERED}
        plain = {name: value.pk if isinstance(value, Model) else value for name, value in values.items()}
        return plain | {"stance": Citation.Stance.SUPPORTS.value, "statement": NEW}

    def place_faults(self, error: ValidationError) -> None:
        """Show the errors of saving at the fields concerned, else above the form."""
        faults: Mapping[str, Iterable[InterfaceText]] = getattr(error, "message_dict", {"": error.messages})
        for place, found in faults.items():
            name = place.partition(".")[0]
            self.add_error(name if name in self.fields else None, list(found))


def read_number(typed: str) -> int | None:
    """Return the id that was sent; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def _needed(kind: str) -> list[Reference]:
    """Return the references that a kind needs: its dimension, its type or its question."""
    needed = STATEMENT_KINDS[kind].needed if kind in KINDS else ()
    return [reference for reference in STATEMENT.references if reference.name in needed]
