"""Tests have room for the frames of all that they call."""

import resource

CALLS = 2_000


def leaf() -> None:
    """Have a frame, and nothing else."""


def call_often(depth: int) -> None:
    """Call a function again and again from that many calls further down."""
    if depth:
        call_often(depth - 1)
        return
    for _call in range(CALLS):
        leaf()


def test_calls_take_no_memory_from_the_system_at_whatever_depth_they_begin() -> None:
    """Each chunk of frames that is taken from the system is a page fault; 300 depths go through several chunks."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for depth in range(300):
        call_often(depth)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < CALLS
