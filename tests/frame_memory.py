"""Keeps Python from taking memory for its frames from the system again and again, which costs a tenth of a run.

Python keeps the frames of calls in chunks of 16 kB. A call that does not fit into one takes another, which is given
back to the system as soon as it returns. Where a loop calls from the end of a chunk, each of its rounds takes a chunk
and gives it back: 250,000 times in twelve seconds of pages. A frame that is larger than a chunk gets one of its own, of
up to twice its size, and all that it calls has its frames in the rest.
"""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PLACES = 140_000  # of 8 bytes: just over 1 MB, so that the chunk has 2 MB; what is never touched takes no memory


def with_room_for_frames(function: Callable[..., T], **arguments: object) -> T:
    """Return what the function returns, called from a frame that has room after it for those of 3,000 calls."""
    return function(**arguments)


with_room_for_frames.__code__ = with_room_for_frames.__code__.replace(co_stacksize=PLACES)
