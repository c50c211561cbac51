"""Say where a form that everybody may send was sent from.

Public pages set no cookie, so their forms carry no CSRF token: `conceptbase/devtools/permission_table.py` lists them in
PUBLIC_FORMS. A browser says of every request that it posts where it comes from, and only our own pages may post.
"""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

# What the fields are called into which readers type.
FIELD_LABELS = {"words": _("What is wrong"), "contact": _("Contact"), "text": _("Quote")}

# Some proxies write the port behind an address: `192.0.2.7:51234`, `[2001:db8::7]:51234`.
_WITH_PORT = re.compile(r"\[(?P<six>[^\]]*)\](?::\d+)?|(?P<four>[\d.]+):\d+")


def is_from_our_page(request: HttpRequest) -> bool:
    """Tell whether the browser says that the form stood on a page of this site; without a word from it, it did not."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def read_form(request: HttpRequest) -> QueryDict | None:
    """Return what a form of ours sent; None where it stood elsewhere. Pages that tell of a fault keep what it has."""
    if not is_from_our_page(request):
        return None
    request.public_form = request.POST  # type: ignore[attr-defined]  # conceptbase.errors looks for it
    return request.POST


def client_address(request: HttpRequest) -> str:
    """Return the network of a request: an IPv4 address, or the /64 network of an IPv6 address.

    Behind `settings.PROXIES` proxies it is the address that the outermost of them added to `X-Forwarded-For`; entries
    before that are written by the client and are ignored, and so is a port. The result is empty where there is no valid
    address: who has none is counted with all others who have none.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.PROXIES
    client = forwarded[-proxies] if proxies and len(forwarded) >= proxies else request.META.get("REMOTE_ADDR", "")
    if found := _WITH_PORT.fullmatch(client):
        client = found["six"] or found["four"] or ""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)
