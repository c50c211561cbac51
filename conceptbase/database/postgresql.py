"""Limit in the client how long a request waits for PostgreSQL. A server that is stopped keeps no limit of its own.

psycopg2 waits by a function of ours (https://www.psycopg.org/docs/advanced.html#support-for-coroutine-libraries), which
gives up when no answer comes. psycopg2 then closes the connection, since nobody knows in which state it is. libpq's own
`tcp_user_timeout` does not help: the kernel of a machine acknowledges what is sent to a process that is stopped.

Once the server was silent, one request at a time waits for it again, shortly, and the others are answered at once, so
that the threads of the site do not all stand waiting.
"""

import select
import threading
import time

import psycopg2
from psycopg2 import extensions

SILENCE = 2.0  # seconds; longer than a reader's statement may take (conceptbase/database/waiting.py)
ASKING = 0.4  # for the one request that asks a silent server again; those that queue behind it wait as well
CURATOR_SILENCE = 60.0  # for the statements of curators, after the server has answered the first one of a request


class _Request(threading.local):
    """What is known in this thread about the request that is being answered."""

    is_reader = True
    answered = False  # the server has answered since the request began
    gave_up = False  # it was silent in this request


_request = _Request()
_silent = threading.Event()
_asking = threading.Lock()


def limit_waiting() -> None:
    """Make all waiting for PostgreSQL in this process limited."""
    extensions.set_wait_callback(_wait)


def begin_request(is_reader: bool) -> None:
    """Say that a request of a reader or of a curator begins in this thread."""
    _request.is_reader, _request.answered, _request.gave_up = is_reader, False, False


def _wait(connection: extensions.connection) -> None:
    """Wait until the server has answered; raise psycopg2.OperationalError after the limit."""
    if _request.gave_up:
        raise psycopg2.OperationalError("the database was silent in this request already")
    if _silent.is_set() and not _request.answered:
        if not _asking.acquire(blocking=False):
            raise psycopg2.OperationalError("the database is silent; another request is asking it")
        try:
            _poll(connection, ASKING)
        finally:
            _asking.release()
    else:
        _poll(connection, SILENCE if _request.is_reader or not _request.answered else CURATOR_SILENCE)
    _request.answered = True
    _silent.clear()


def _poll(connection: extensions.connection, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while (state := connection.poll()) != extensions.POLL_OK:
        waiting = select.poll()  # unlike select.select() it takes file descriptors of any number
        waiting.register(connection.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        left = deadline - time.monotonic()
        if left <= 0 or not waiting.poll(left * 1000):
            _request.gave_up = True
            _silent.set()
            raise psycopg2.OperationalError(f"the database was silent for {seconds:g} seconds")
