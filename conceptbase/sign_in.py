"""Limit how often somebody may try to sign in, by name and by network address. Knows nothing of passwords.

Each attempt is counted before the password is checked, so that many attempts at once cannot exceed the limit. A count
ends `WINDOW` after its first attempt, whatever is tried in between. A browser in which a name has signed in before has
a signed cookie and a count of its own: a stranger who tries that name, or uses the same network, cannot lock it out
(OWASP, "Slow down online guessing attacks with device cookies").

The maintained library for this, django-axes, counts after the password is checked, does not recognise browsers, stores
names and addresses in three tables, and adds middleware to every request. This module is a tenth of its size.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conceptbase.models import SignInTries
from concepts.evidence.public_forms import client_address
from concepts.models.roles import ROLES
from sources.text import fold

WINDOW = timedelta(minutes=15)
DEMO_PASSWORD = "conceptbase"  # of the demo people (concepts/management/commands/demo_people.py)
COOKIE = "known_browser"
COOKIE_AGE = timedelta(days=180)
logger = logging.getLogger(__name__)


class TooManyTriesError(Exception):
    """The limit is reached; `until` is the moment of the next allowed attempt."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    @property
    def minutes(self) -> int:
        """Return the number of minutes until then, rounded up; at least 1."""
        return max(1, -int((timezone.now() - self.until).total_seconds() // 60))


def start_try(request: HttpRequest, name: str) -> list[str]:
    """Count an attempt to sign in as `name` and return the keys of its counts; raise TooManyTriesError over a limit."""
    by_name = _key("name", fold(name))
    if browser := _known_browser(request, by_name):
        limits = {_key("browser", browser): settings.SIGN_IN_TRIES_BY_NAME}
    else:
        limits = {
            by_name: settings.SIGN_IN_TRIES_BY_NAME,
            _key("address", client_address(request)): settings.SIGN_IN_TRIES_BY_ADDRESS,
        }
    refused = [tries.since + WINDOW for key, most in limits.items() if (tries := _count_try(key)).count > most]
    if refused:
        raise TooManyTriesError(max(refused))
    return list(limits)


def forget_try(keys: list[str]) -> None:
    """Undo the counting of a successful attempt: reset the count of the first key (the name's or the browser's).

    The counts of the other keys (network addresses) are only reduced by one: otherwise somebody with an account could
    reset them between guesses at other accounts.
    """
    SignInTries.objects.filter(key=keys[0]).delete()
    SignInTries.objects.filter(key__in=keys[1:], count__gt=0).update(count=F("count") - 1)


def remember_browser(response: HttpResponse, name: str) -> None:
    """Give the browser the cookie by which it is recognised when `name` signs in again."""
    response.set_signed_cookie(
        COOKIE,
        f"{_key('name', fold(name))}.{secrets.token_hex(8)}",
        salt=COOKIE,
        max_age=COOKIE_AGE,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _known_browser(request: HttpRequest, by_name: str) -> str:
    """Return the value of the cookie where it was given for this name and is valid; otherwise an empty string."""
    value = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=COOKIE_AGE) or ""
    return value if value.startswith(f"{by_name}.") else ""


def _key(kind: str, value: str) -> str:
    """Return the keyed hash of a name, network address or browser."""
    return salted_hmac(f"conceptbase.sign_in.{kind}", value, algorithm="sha256").hexdigest()


def _count_try(key: str) -> SignInTries:
    """Add an attempt to the count of the key and return the count."""
    now = timezone.now()
    current = SignInTries.objects.filter(key=key, since__gt=now - WINDOW)
    if not current.update(count=F("count") + 1):
        SignInTries.objects.filter(since__lte=now - WINDOW).delete()
        try:
            with transaction.atomic():
                return SignInTries.objects.create(key=key, count=1, since=now)
        except IntegrityError:  # another request created the count at the same moment
            current.update(count=F("count") + 1)
    # There is no row only where a successful attempt has just deleted it.
    return current.first() or SignInTries(key=key, count=1, since=now)


def admit(person: User) -> None:
    """Give somebody who has a role the staff status, without which the admin lets nobody in."""
    if not person.is_staff and person.groups.filter(name__in=ROLES).exists():
        person.is_staff = True
        person.save(update_fields=["is_staff"])


def _log_refusal(request: HttpRequest | None, reason: str) -> None:
    """Log a refused sign-in with the network it came from; what was typed is not logged, since it may be a password."""
    logger.warning("Sign-in refused from %s: %s", (request and client_address(request)) or "an unknown address", reason)


class LimitedForm(forms.Form):
    """A form that takes a limited number of attempts by name and by network address; it is given the request."""

    def __init__(self, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def count(self, name: str) -> list[str]:
        """Count an attempt with the name and return the keys of its counts; raise ValidationError over a limit."""
        assert self.request is not None
        try:
            return start_try(self.request, name)
        except TooManyTriesError as error:
            _log_refusal(self.request, "too many attempts")
            raise forms.ValidationError(
                ngettext(
                    "There were too many attempts to sign in. Try again in %(minutes)d minute.",
                    "There were too many attempts to sign in. Try again in %(minutes)d minutes.",
                    error.minutes,
                )
                % {"minutes": error.minutes},
                code="too_many_tries",
            ) from error

    @contextmanager
    def limited(self, name: str) -> Iterator[None]:
        """Count an attempt with the name, which the body checks; one that the body lets through is forgotten again."""
        keys = self.count(name)
        try:
            yield
        except forms.ValidationError:
            _log_refusal(self.request, "wrong name or password, or an account that may not sign in")
            raise
        forget_try(keys)


class LimitedSignInForm(LimitedForm, AdminAuthenticationForm):
    """Refuses further attempts with a name or from an address; the message is the same for every name."""

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        AdminAuthenticationForm.__init__(self, request, *args, **kwargs)

    def clean(self) -> dict[str, object]:
        name = self.cleaned_data.get("username")
        if self.request is None or not name or not self.cleaned_data.get("password"):
            return super().clean()
        with self.limited(name):
            data = super().clean()
            if not settings.DEMO and self.cleaned_data["password"] == DEMO_PASSWORD:
                raise forms.ValidationError(
                    _("Everybody knows the password of this account from the demo. Ask for another password.")
                )
        return data

    def confirm_login_allowed(self, user: User) -> None:
        admit(user)
        super().confirm_login_allowed(user)


def finish_limited(form: forms.BaseForm | None, response: HttpResponse) -> HttpResponse:
    """Complete the response to a limited form: the status 429 over the limit."""
    errors = form.errors.as_data().values() if form is not None and form.is_bound else []
    if any(error.code == "too_many_tries" for found in errors for error in found):
        response.status_code = 429
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def finish_sign_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Complete the response to the form: the status 429 after a refusal, the browser's cookie after a sign-in."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    finish_limited(form, response)
    if request.method == "POST" and form is None and request.user.is_authenticated:
        remember_browser(response, request.user.get_username())
    return response
