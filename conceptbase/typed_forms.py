"""What was typed into a form of the admin whose session had ended: carried through the sign-in, in the page itself.

The server keeps nothing. The page that asks to sign in holds the fields of the form in one of its own; whoever signs in
there gets the form back with them, and nothing is saved until it is sent again. Files are not kept, nor is a form with
a password, nor one that is too long to be sent once more.
"""

import json
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.conf import settings
from django.http import HttpRequest, QueryDict

from concepts.editorial.sent_forms import TYPED_BY

FIELD = "_typed"  # the field of the sign-in that holds the fields of the form
CSRF_FIELD = "csrfmiddlewaretoken"
ROOM = 20_000  # bytes of a request for the other fields of the sign-in


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The fields of a form, as one text (empty where they cannot be kept), and whether there were files with it."""

    text: str
    had_files: bool = False


def pack_typed(request: HttpRequest) -> TypedForm:
    """Return the fields of a posted form as one text."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]
    text = json.dumps({"fields": fields, "files": bool(request.FILES)}, ensure_ascii=False)
    is_secret = any("password" in name for name, _value in fields)
    is_long = len(quote_plus(text, errors="replace")) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) - ROOM
    return TypedForm("" if is_secret or is_long else text, bool(request.FILES))


def unpack_typed(text: str) -> tuple[QueryDict, bool] | None:
    """Return the fields that `pack_typed` made a text of, and whether there were files; None for any other text."""
    try:
        packed = json.loads(text)
        fields, had_files = packed["fields"], bool(packed["files"])
        typed = QueryDict(mutable=True)
        for name, value in fields[: settings.DATA_UPLOAD_MAX_NUMBER_FIELDS]:
            if not isinstance(name, str) or not isinstance(value, str):
                return None
            typed.appendlist(name, value)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return typed, had_files


def is_somebody_elses(request: HttpRequest, typed: QueryDict) -> bool:
    """Tell whether another person than the one who is signed in had the form open."""
    return typed.get(TYPED_BY, "") not in ("", str(request.user.pk))
