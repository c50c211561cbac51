"""Take a name out of an address into the form of what has it, as one more label; and ask in the list whose it is.

A search that found nothing often lacks only a label: its page leads here with the words that were searched.
"""

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from concepts.admin.base import Context, Inline
from concepts.models import Label
from sources.languages import Language, language_of_script

NAME = "name"  # in the query of the address
MOST_NAME = 100  # code points, as many as a label has at most


def form_with_name(model: type[Model], row_id: int, name: str) -> str:
    """Return the address of the form of a concept or dimension in which the name is one more label."""
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row_id], query={NAME: name})


def list_for_name(model: type[Model], name: str) -> str:
    """Return the address of the list of concepts or dimensions, whose rows lead to their forms with the name."""
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist", query={NAME: name})


def proposed_name(request: HttpRequest) -> str:
    """Return the name in the address of a form or list that is looked at; "" where there is none.

    The form that adds a row has it from the list, with the filters that Django keeps.
    """
    if request.method == "POST":
        return ""
    kept = QueryDict(request.GET.get("_changelist_filters", "")).get(NAME, "")
    return request.GET.get(NAME, kept).strip()[:MOST_NAME]


class ProposedNameList(ChangeList):
    """A list whose rows lead to their forms with the name that the address of the list has."""

    def get_filters_params(self, params: Context | None = None) -> Context:
        found: Context = super().get_filters_params(params)
        found.pop(NAME, None)
        return found

    def url_for_result(self, result: Model) -> str:
        name = str(self.params.get(NAME, "")).strip()[:MOST_NAME]
        return form_with_name(self.model, result.pk, name) if name else super().url_for_result(result)


class ProposedNameInline(Inline):
    """The names of a row, with one more row for a proposed one."""

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: object) -> int:
        return super().get_extra(request, obj, **kwargs) + bool(obj and proposed_name(request))


class ProposedNames:
    """A page of rows that have names: the form takes one more from its address."""

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        return ProposedNameList

    def changelist_view(self, request: HttpRequest, extra_context: Context | None = None) -> HttpResponse:
        if name := proposed_name(request):
            title = gettext("What is “%(name)s” a name of? Choose it; the form opens with this name.") % {"name": name}
            extra_context = {"title": title} | (extra_context or {})
        return super().changelist_view(request, extra_context)

    def get_formset_kwargs(self, request: HttpRequest, obj: Model, inline: Inline, prefix: str) -> Context:
        options: Context = super().get_formset_kwargs(request, obj, inline, prefix)
        if (name := proposed_name(request)) and isinstance(inline, ProposedNameInline):
            language = language_of_script(name) or Language.EN
            if obj.pk:
                options["initial"] = [{"text": name, "language": language, "role": Label.Role.ALTERNATIVE}]
            elif inline.model is Label:
                # A new concept has a preferred name in each language.
                texts = {each: name if each == language else "" for each in Language}
                options["initial"] = [
                    {"text": text, "language": each, "role": Label.Role.PREFERRED} for each, text in texts.items()
                ]
        return options
