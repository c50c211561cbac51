"""Limits how often somebody may try to sign in, by name and by network address; knows nothing of passwords.

Each try is counted before the password is looked at, so that many at once pass the limit no more than one after another
would. A count ends `WINDOW` after its first try, whatever is tried meanwhile. A browser in which a name has signed in
before holds a signed cookie and is counted by itself: a stranger who tries that name, or sits in the same network,
never locks it out (OWASP, "Slow down online guessing attacks with device cookies").

django-axes, the well-kept library for this, counts after the password was looked at, knows no browsers, keeps names and
addresses in three tables and adds middleware to every request; this is a tenth of its size.
"""

import ipaddress
import secrets
from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from conceptbase.models import SignInTries
from sources.text import fold

WINDOW = timedelta(minutes=15)
COOKIE = "known_browser"
COOKIE_AGE = timedelta(days=180)


class TooManyTriesError(Exception):
    """The limit is reached; `until` is the moment from which it may be tried again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    @property
    def minutes(self) -> int:
        """How many minutes are left, a begun one counted whole; at least 1."""
        return max(1, -int((timezone.now() - self.until).total_seconds() // 60))


def client_address(request: HttpRequest) -> str:
    """The network a request comes from: an IPv4 address, or the /64 of an IPv6 one; empty where nothing can be read.

    Behind `settings.PROXIES` proxies it is what the outermost of them noted in `X-Forwarded-For`; what a client wrote
    before that is not believed.
    """
    noted = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.PROXIES
    written = noted[-proxies] if proxies and len(noted) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)


def start_try(request: HttpRequest, name: str) -> list[str]:
    """Counts a try to sign in as `name` and returns the keys it was counted under; raises TooManyTriesError."""
    by_name = _key("name", fold(name))
    if browser := _known_browser(request, by_name):
        limits = {_key("browser", browser): settings.SIGN_IN_TRIES_BY_NAME}
    else:
        limits = {
            by_name: settings.SIGN_IN_TRIES_BY_NAME,
            _key("address", client_address(request)): settings.SIGN_IN_TRIES_BY_ADDRESS,
        }
    refused = [tries.since + WINDOW for key, most in limits.items() if (tries := _counted(key)).count > most]
    if refused:
        raise TooManyTriesError(max(refused))
    return list(limits)


def forget_try(keys: list[str]) -> None:
    """Takes a try back that succeeded: the first key, of the name or browser, starts anew, of others one is taken off.

    An address is not cleared: whoever has one account could clear it between guesses at others.
    """
    SignInTries.objects.filter(key=keys[0]).delete()
    SignInTries.objects.filter(key__in=keys[1:], count__gt=0).update(count=F("count") - 1)


def remember_browser(response: HttpResponse, name: str) -> None:
    """Gives the browser the cookie by which it is known when `name` signs in again."""
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
    """The value of the cookie where it was given for this name; empty where there is none, or a forged or old one."""
    value = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=COOKIE_AGE) or ""
    return value if value.startswith(f"{by_name}.") else ""


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"conceptbase.sign_in.{kind}", value, algorithm="sha256").hexdigest()


def _counted(key: str) -> SignInTries:
    """The count of the key with one more try in it."""
    now = timezone.now()
    current = SignInTries.objects.filter(key=key, since__gt=now - WINDOW)
    if not current.update(count=F("count") + 1):
        SignInTries.objects.filter(since__lte=now - WINDOW).delete()
        try:
            with transaction.atomic():
                return SignInTries.objects.create(key=key, count=1, since=now)
        except IntegrityError:  # somebody else began to count at the same moment
            current.update(count=F("count") + 1)
    # Gone only if a success cleared it this very moment.
    return current.first() or SignInTries(key=key, count=1, since=now)


class LimitedSignInForm(AdminAuthenticationForm):
    """Refuses further tries under a name, or from an address, with words that are the same for every name."""

    def clean(self) -> dict[str, object]:
        name = self.cleaned_data.get("username")
        if self.request is None or not name or not self.cleaned_data.get("password"):
            return super().clean()
        try:
            keys = start_try(self.request, name)
        except TooManyTriesError as error:
            raise forms.ValidationError(
                ngettext(
                    "There were too many attempts to sign in. Try again in %(minutes)d minute.",
                    "There were too many attempts to sign in. Try again in %(minutes)d minutes.",
                    error.minutes,
                )
                % {"minutes": error.minutes},
                code="too_many_tries",
            ) from error
        data = super().clean()
        forget_try(keys)
        return data


def finish_sign_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What follows the form: 429 where it refused to look, the cookie for the browser where somebody is in now."""
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is not None and form.has_error("__all__", "too_many_tries"):
        response.status_code = 429
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    if request.method == "POST" and form is None and request.user.is_authenticated:
        remember_browser(response, request.user.get_username())
    return response
