"""Write the log to standard error, one line an event, each with the number of the request during which it happened.

The number stands on the pages that tell of a fault too, so that what a reader reports can be found. Nothing that
somebody typed is logged: no form, no query of an address, no name or password of a refused sign-in.
"""

import json
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from conceptbase.outages import outage_of

FORMATS = ("text", "json")
# Control characters, line ends and marks that change the direction of text: an address may contain them.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_number: ContextVar[str] = ContextVar("number of the request", default="")


def request_number() -> str:
    """Return the number of the request that is being answered, twelve digits; empty outside a request."""
    return _number.get()


def number_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request a number, which stands in the log and in the header `X-Request-ID` of a fault."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = f"{secrets.randbelow(10**12):012}"
        request.number = number  # type: ignore[attr-defined]  # Django logs some answers after this middleware
        token = _number.set(number)
        try:
            response = get_response(request)
            if response.status_code >= 500:
                response.headers["X-Request-ID"] = number
            return response
        finally:
            _number.reset(token)

    return middleware


def on_one_line(text: str) -> str:
    """Return the text with everything that could end or disguise a line written as an escape, a newline as `\\n`."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class TextFormatter(logging.Formatter):
    """Formats an event as `moment level logger request message`; an unknown fault has its traceback behind it."""

    def format(self, record: logging.LogRecord) -> str:
        event = self.event(record)
        exception = f" | {event['exception']}" if "exception" in event else ""
        line = f"{event['time']} {event['level']} {event['logger']} {event.get('request', '-')} {event['message']}"
        return on_one_line(line + exception)

    def event(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return what is told of an event; the moment is in UTC."""
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        if number := request_number() or getattr(request, "number", ""):
            event["request"] = number
        if method := getattr(request, "method", None):
            event["method"] = method
        if status := getattr(record, "status_code", None):
            event["status"] = status
        if record.exc_info and record.levelno >= logging.ERROR:
            fault = record.exc_info[1]
            # An outage is known by its kind; only a fault of the code needs the traceback.
            known = isinstance(fault, Exception) and outage_of(fault)
            event["exception"] = f"{type(fault).__name__}: {fault}" if known else self.formatException(record.exc_info)
        return event


class JsonFormatter(TextFormatter):
    """Formats an event as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        return on_one_line(json.dumps(self.event(record), ensure_ascii=False))


def logging_settings(log_format: str) -> dict[str, Any]:
    """Return the setting LOGGING for one of FORMATS."""
    formatter = JsonFormatter if log_format == "json" else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        # Without Django's own handlers, which write several lines an event and send mails.
        "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
    }
