"""Decide who may have an account of the admin: people with a role, and no demo people outside the demo.

Passwords are changed within the limits of `conceptbase.sign_in`, and set anew by mail where the site has a mail server.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import get_user_model, views
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.hashers import check_password
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conceptbase.sign_in import DEMO_PASSWORD, LimitedForm, finish_limited
from concepts.models.roles import ROLES

logger = logging.getLogger(__name__)


def warn_of_demo_people() -> None:
    """Say in the log which demo people a site still has that is no demo; says nothing while the database is away."""
    if settings.DEMO:
        return
    try:
        people = list(get_user_model().objects.filter(username__in=ROLES).order_by("username"))
    except Error:
        return
    finally:
        connection.close()
    names = [person.get_username() for person in people if check_password(DEMO_PASSWORD, person.password)]
    if names:
        logger.warning(
            "Demo people are left in the database (%s). Everybody knows their password, so they cannot sign in: delete "
            "them, or give them other passwords with `manage.py changepassword`.",
            ", ".join(names),
        )


class LimitedPasswordChangeForm(LimitedForm, AdminPasswordChangeForm):
    """Takes as many wrong old passwords as the sign-in, so that an open browser is no way to guess one."""

    def clean_old_password(self) -> str:
        with self.limited(self.user.get_username()):
            return super().clean_old_password()


# One thread of the process, so that a mail server that hangs holds up nothing but mail.
_background = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def do_in_background(work: Callable[[], None]) -> None:
    """Do the work after the request, in another thread and in the same language; a failure is logged."""
    language = get_language()

    def run() -> None:
        try:
            with translation.override(language):
                work()
        except Exception:
            logger.exception("Work in the background failed.")
        finally:
            connection.close()

    _background.submit(run)


class LimitedPasswordResetForm(LimitedForm, PasswordResetForm):
    """Sends a limited number of mails to an address, and for a network.

    Whether anybody has the address is looked up after the answer, so that its time tells nothing of it.
    """

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.count(f"password reset {email}")
        return email

    def save(self, *arguments: Any, **options: Any) -> None:
        do_in_background(partial(super().save, *arguments, **options))


class _LimitedView:
    """Gives the form the request and answers 429 over the limit."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}  # type: ignore[attr-defined, misc]  # the view beside it

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return finish_limited(form, super().form_invalid(form))  # type: ignore[misc]


class PasswordChangeView(_LimitedView, views.PasswordChangeView):
    form_class = LimitedPasswordChangeForm


class PasswordResetView(_LimitedView, views.PasswordResetView):
    form_class = LimitedPasswordResetForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.SENDS_MAIL:
            raise Http404(_("This site sends no mail. Ask whoever runs it for a new password."))
        return super().dispatch(request, *args, **kwargs)
