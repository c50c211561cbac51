"""Define what all our admin forms share: choices by name, cleaned texts, and a fixed number of queries."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, Unpack

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Model
from django.forms.models import BaseInlineFormSet, ModelChoiceIterator
from django.forms.renderers import BaseRenderer
from django.forms.utils import ErrorList
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concepts.admin.row_versions import NUMERIC_ID
from concepts.admin.search import EXCEPT
from concepts.content.description import DESCRIPTIONS
from concepts.content.text_caps import text_cap
from concepts.content.value_types import MOST_NUMBER
from concepts.editorial.names import check_new_slug
from concepts.editorial.ordering import place_after_all
from concepts.editorial.publication_case import Missing
from concepts.editorial.row_names import choice_name_of, is_draft, select_for_choice
from sources.text import clean_text

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as InterfaceText
else:
    InterfaceText = str | Promise  # translated when it is shown

Files: TypeAlias = MultiValueDict[str, UploadedFile]  # the posted files, by field name
CleanedData: TypeAlias = dict[str, Any]  # what a form read, by field name; Django gives it no types
Context: TypeAlias = dict[str, Any]  # the variables of a template, by name
Actions: TypeAlias = dict[str, tuple[Callable[..., Any], str, InterfaceText] | None]  # the actions of a list, by name
# As Django's page of deletion reads it: what is deleted, how many of each kind, rights that are lacking, what protects.
DeletedObjects: TypeAlias = tuple[list[Any], dict[Any, int], set[str], list[str]]
RowForm: TypeAlias = "forms.ModelForm[Model]"
RowFormSet: TypeAlias = "BaseInlineFormSet[Model, Model, forms.ModelForm[Model]]"
Fieldsets: TypeAlias = tuple[tuple["InterfaceText | None", Context], ...]


class NamedAutocomplete(AutocompleteSelect):
    """Show the name of the chosen row without a query when the form has already loaded that row."""

    known: dict[str, Model] = {}
    own: int | None = None  # the id of the row whose form this is, where it is of the table that is chosen from

    def get_url(self) -> str:
        """Return the address that answers what is typed; it leaves out the row itself."""
        return f"{super().get_url()}?{EXCEPT}={self.own}" if self.own else super().get_url()

    def optgroups(
        self, name: str, value: list[str], attr: dict[str, str | bool] | None = None
    ) -> list[tuple[str | None, list[Context], int | None]]:
        chosen = [str(key) for key in value if str(key) in self.known]
        if not chosen or len(chosen) != len(value):
            # Whatever cannot be an id chooses nothing, here as in the field, which refuses it in words.
            return super().optgroups(name, [key for key in map(str, value) if NUMERIC_ID.fullmatch(key)], attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options = [
            self.create_option(name, key, choice_name_of(self.known[key]), True, place)
            for place, key in enumerate(chosen)
        ]
        return [(None, [*empty, *options], 0)]


class NameField(forms.SlugField):
    """Read a name in addresses; the gate for names says whether it is one, in words of ours."""

    default_validators = []

    def __init__(self, *, allow_unicode: bool = False, **options: Any) -> None:
        super().__init__(**options)


class FormOptions(TypedDict, total=False):
    """The options of a model form, besides the posted data and files."""

    auto_id: bool | str
    prefix: str | None
    initial: dict[str, Any] | None
    error_class: type[ErrorList]
    label_suffix: str | None
    empty_permitted: bool
    instance: Model | None
    use_required_attribute: bool | None
    renderer: BaseRenderer | None


class CleanTextForm(forms.ModelForm):
    """Clean every text of a form in the same way (`sources.text.clean_text`).

    `raw_text_fields` are fields with source texts, which have their own check and are stored unchanged.
    """

    raw_text_fields: tuple[str, ...] = ()

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        for name, field in self.fields.items():
            field.label = capfirst(field.label)
            if isinstance(field, forms.ModelChoiceField) and isinstance(_inner_widget(field.widget), NamedAutocomplete):
                related = self.instance._state.fields_cache.get(name)
                widget = _inner_widget(field.widget)
                widget.known = {str(related.pk): related} if related else {}
                if field.queryset is not None and isinstance(self.instance, field.queryset.model):
                    widget.own = self.instance.pk

    def show_missing(self, missing: Iterable[Missing]) -> None:
        """Show at each field what it still lacks before the row can be published."""
        for fault in missing:
            if field := self.fields.get(fault.field):
                note = format_html('<strong class="wanting">{}</strong>', fault.message)
                field.help_text = format_html_join(" ", "{}", ((part,) for part in (field.help_text, note) if part))

    @cached_property
    def changed_data(self) -> list[str]:
        """Return the names of the changed fields; line ends that a browser changed do not count."""
        return [name for name in super().changed_data if not self._is_unchanged_text(name)]

    def _is_unchanged_text(self, name: str) -> bool:
        before, typed = self[name].initial, self[name].data
        both = isinstance(before, str) and isinstance(typed, str)
        return both and name not in self.raw_text_fields and typed.replace("\r\n", "\n").strip() == before.strip()

    def clean(self) -> CleanedData:
        data = super().clean() or self.cleaned_data
        clean_texts(self, data, except_for=self.raw_text_fields)
        for name, value in list(data.items()):
            if isinstance(self.fields.get(name), forms.IntegerField) and (value or 0) > MOST_NUMBER:
                message = _("At most %(most)d can be stored. Write a smaller number.")
                self.add_error(name, message % {"most": MOST_NUMBER})
        if data.get("slug") and "slug" in self.changed_data:
            try:
                check_new_slug(kind_of(self._meta.model), data["slug"])
            except ValidationError as error:
                self.add_error("slug", error)
        return data


class OrderedForm(CleanTextForm):
    """A form of a row with a place in the order of its table (`rank`); left empty, the row comes after all others."""

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        if field := self.fields.get("rank"):
            field.required, field.help_text = False, _("Empty: after all others.")
            if not self.instance.pk:
                self.initial["rank"] = None

    def clean_rank(self) -> int:
        """Return the place that was typed, or the one after all others."""
        typed: int | None = self.cleaned_data["rank"]
        return place_after_all(self._meta.model, except_for=self.instance.pk) if typed is None else typed


def clean_texts(form: forms.BaseForm, data: CleanedData, except_for: tuple[str, ...] = ()) -> None:
    """Clean every text in a form's data in place; add an error to the field of a text that cannot be stored."""
    model = form._meta.model if isinstance(form, forms.ModelForm) else None
    for name, value in list(data.items()):
        field = form.fields.get(name)
        if isinstance(value, str) and isinstance(field, forms.CharField) and name not in except_for:
            multiline = isinstance(field.widget, forms.Textarea)
            try:
                most = field.max_length or text_cap(model, name)
                data[name] = clean_text(value, most=most, field=field.label or name, multiline=multiline)
            except ValidationError as error:
                form.add_error(name, error)


def kind_of(model: type[Model]) -> str:
    """Return the kind of content that the rows of a table, or of a proxy of it, are; raises KeyError."""
    kinds: dict[type[Model], str] = {described.model: kind for kind, described in DESCRIPTIONS.items()}
    return kinds[model._meta.concrete_model or model]


def _inner_widget(widget: forms.Widget) -> forms.Widget:
    return getattr(widget, "widget", widget)


class LoadingFormSet(BaseInlineFormSet):
    """Load the rows of an inline together with the names of the rows that they refer to.

    `missing` is what a draft still lacks among these rows before it can be published.
    """

    model: type[Model]
    missing: tuple[Missing, ...] = ()

    def get_queryset(self) -> "models.QuerySet[Model]":
        if not hasattr(self, "_queryset"):
            chosen = [
                field.name
                for field in self.model._meta.fields
                if field.is_relation and field.name in self.form.base_fields and field.name != self.fk.name
            ]
            rows = super().get_queryset()
            for name in chosen:
                related: Any = self.model._meta.get_field(name).related_model
                inner = select_for_choice(related._base_manager.all())
                rows = rows.prefetch_related(models.Prefetch(name, inner))
            self._queryset = rows
        return self._queryset


class ConceptFilter(admin.RelatedFieldListFilter):
    """List concepts under the names that curators use."""

    def field_choices(
        self, field: "models.ForeignKey[Model, Model]", request: HttpRequest, model_admin: "admin.ModelAdmin[Model]"
    ) -> list[tuple[int, str]]:
        concepts = select_for_choice(field.remote_field.model._base_manager.order_by("rank", "slug"))
        return [(concept.pk, choice_name_of(concept)) for concept in concepts]


class NamedChoices:
    """Let people choose foreign keys by autocomplete or from short lists, under the names that curators use."""

    form = CleanTextForm

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Model, Model]", request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = NamedAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.queryset = select_for_choice(field.queryset)
            field.label_from_instance = choice_name_of
            field.iterator = ModelChoiceIterator
        return field


class Inline(NamedChoices, admin.TabularInline):
    """Show rows that are parts of the row on the page.

    `key` are the columns that identify a row when its id is not known; `empty_rows` is the number of empty rows on the
    page that adds the owner.
    """

    formset = LoadingFormSet
    template = "admin/concepts/tabular.html"
    key: tuple[str, ...] = ("pk",)
    empty_rows = 1

    def formfield_for_dbfield(
        self, db_field: "models.Field[object, object]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Rows are short: the chosen row can be changed, or a new one added, from here, but not deleted.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_queryset(self, request: HttpRequest) -> "models.QuerySet[Model]":
        return select_for_choice(super().get_queryset(request))

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        """Return the address of the public page of a row; None as long as readers do not see it."""
        return None if obj is not None and is_draft(obj) else super().get_view_on_site_url(obj)

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        return 0 if obj else self.empty_rows
