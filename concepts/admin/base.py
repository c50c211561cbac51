"""What all our admin pages share: flat query counts, choices by name, the gate for text, and the content revision."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Model
from django.forms.models import BaseInlineFormSet, ModelChoiceIterator
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from concepts.missing import Missing
from concepts.naming import name_of, select_for_choice
from concepts.publishing import NotPublishable, OwnWork
from concepts.revision import raise_revision
from sources.locking import StaleSave, claim
from sources.models import PackEntry
from sources.text import clean_text

MOST_TEXT = 20_000  # code points in a text field that sets no smaller bound of its own


class NamedAutocomplete(AutocompleteSelect):
    """An autocomplete that names the chosen row without a query when its form has loaded it already."""

    known: dict[str, Model] = {}

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> list[Any]:
        chosen = [str(one) for one in value if str(one) in self.known]
        if not chosen or len(chosen) != len(value):
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options = [
            self.create_option(name, key, name_of(self.known[key]), True, place) for place, key in enumerate(chosen)
        ]
        return [(None, [*empty, *options], 0)]


class GatedForm(forms.ModelForm):
    """A form whose texts pass the one gate, and which shows what publication misses at the field concerned."""

    publication_faults: list[Missing] = []
    ungated: tuple[str, ...] = ()  # source texts have a gate of their own, which changes nothing

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = capfirst(field.label)
            if isinstance(field, forms.ModelChoiceField) and isinstance(_inner(field.widget), NamedAutocomplete):
                related = self.instance._state.fields_cache.get(name)
                _inner(field.widget).known = {str(related.pk): related} if related else {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            field = self.fields.get(name)
            if isinstance(value, str) and isinstance(field, forms.CharField) and name not in self.ungated:
                multiline = isinstance(field.widget, forms.Textarea)
                try:
                    data[name] = clean_text(
                        value, most=field.max_length or MOST_TEXT, field=field.label or name, multiline=multiline
                    )
                except ValidationError as error:
                    self.add_error(name, error)
        for fault in self.publication_faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)
        return data


def _inner(widget: forms.Widget) -> forms.Widget:
    return getattr(widget, "widget", widget)


class LoadingFormSet(BaseInlineFormSet):
    """Loads the rows of an inline together with what their choices are called."""

    model: type[Model]

    def get_queryset(self) -> Any:
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
    """Lists concepts under the names curators use."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        concepts = select_for_choice(field.remote_field.model._base_manager.order_by("rank", "slug"))
        return [(concept.pk, name_of(concept)) for concept in concepts]


class Naming:
    """Foreign keys are chosen by autocomplete or from short lists, and shown under the names curators use."""

    form = GatedForm

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = NamedAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.queryset = select_for_choice(field.queryset)
            field.label_from_instance = name_of
            field.iterator = ModelChoiceIterator
        return field


class Inline(Naming, admin.TabularInline):
    """Rows that are parts of the thing on the page."""

    formset = LoadingFormSet
    at_first = 1  # empty rows on the page where a thing is added

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Rows are short: what is chosen can be changed or added from here, not deleted.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        return 0 if obj else self.at_first


class ContentAdmin(Naming, admin.ModelAdmin):
    """A page for content: every save raises the content revision in its own transaction, and asks what is missing."""

    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows the form again, with all that was typed, when it is refused: as stale, wanting or one's own work."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, *args, **kwargs)
        except NotPublishable as error:
            request.publication_faults = [fault for faults in error.missing.values() for fault in faults]
        except (OwnWork, StaleSave) as error:
            request.publication_faults = [Missing("", str(error))]
        return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"publication_faults": getattr(request, "publication_faults", [])})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and isinstance(obj, PackEntry):
            claim(row=obj, lock=obj.lock)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.finish(request, form.instance)
        raise_revision()

    def finish(self, request: HttpRequest, obj: Any) -> None:
        """What remains to be done, in the same transaction, once the row and its parts are saved."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        raise_revision()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            raise_revision()
