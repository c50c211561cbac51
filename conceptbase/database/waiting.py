"""Limit how long a request waits for the database, so that it is answered within three seconds when that is away.

A reader's statement has nearly two seconds: on PostgreSQL the server ends it, on SQLite it may wait that long for a
lock. Curators have all the time that publishing needs. A server that hangs ends nothing, so the client keeps a limit of
its own (`conceptbase.database.postgresql`). Commands have no limit.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse

from conceptbase.database import postgresql
from conceptbase.database.sqlite import LOCK_SECONDS

READER_SECONDS = 1.8

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
# The limit that each open connection has now, in milliseconds; one that is not here has that of a curator.
_limits: WeakKeyDictionary[Any, int] = WeakKeyDictionary()


def limit_waiting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the request the limits of a reader or, below /admin, of a curator."""
    if not settings.LIMIT_WAITING:
        raise MiddlewareNotUsed
    postgresql.limit_waiting()

    def middleware(request: HttpRequest) -> HttpResponse:
        is_reader = not request.path_info.startswith("/admin/")
        postgresql.begin_request(is_reader=is_reader)
        with connection.execute_wrapper(_limit_for_readers if is_reader else _limit_for_curators):
            return get_response(request)

    return middleware


def _limit_for_readers(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    _set_limit(int(READER_SECONDS * 1000))
    return execute(sql, params, many, context)


def _limit_for_curators(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    _set_limit(0 if connection.vendor == "postgresql" else LOCK_SECONDS * 1000)
    return execute(sql, params, many, context)


def _set_limit(milliseconds: int) -> None:
    """Set the limit of the open connection, unless it has it already; outside transactions."""
    opened = connection.connection
    unset = 0 if connection.vendor == "postgresql" else LOCK_SECONDS * 1000
    if opened is None or _limits.get(opened, unset) == milliseconds or connection.in_atomic_block:
        return
    cursor = opened.cursor()
    if connection.vendor == "postgresql":
        cursor.execute(f"SET statement_timeout = {milliseconds:d}")
    else:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
    cursor.close()
    _limits[opened] = milliseconds
