"""The page of people in the admin: a role is enough to sign in, so there is no staff status to think of."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conceptbase.sign_in import admit

admin.site.unregister(User)
_FIELDSETS = list(UserAdmin.fieldsets or ())


@admin.register(User)
class PersonAdmin(UserAdmin):
    fieldsets = (
        *_FIELDSETS[:2],
        (
            _FIELDSETS[2][0],
            {
                "fields": ("is_active", "groups", "is_superuser"),
                "description": _("Whoever has a role (viewer, editor, reviewer, admin) can sign in while active."),
            },
        ),
        *_FIELDSETS[3:],
    )
    list_display = ("username", "email", "first_name", "last_name", "is_active")
    list_filter = ("is_active", "groups")

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        admit(form.instance)
