"""Answer a form in the small window of another form, which then shows what was saved there."""

import json

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from concepts.editorial.row_names import name_of


class SmallWindows(admin.ModelAdmin):
    """Let the form beside show a saved row under the name that curators use, as it shows what is chosen from a list."""

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        return _with_name(super().response_add(request, obj, post_url_continue), obj)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        return _with_name(super().response_change(request, obj), obj)


def _with_name(answer: HttpResponse, row: Model) -> HttpResponse:
    context = answer.context_data if isinstance(answer, TemplateResponse) else None
    if context and (sent := context.get("popup_response_data")):
        context["popup_response_data"] = json.dumps(json.loads(sent) | {"obj": name_of(row)})
    return answer
