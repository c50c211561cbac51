"""Shares the tests of a run out among the processes of pytest-xdist: as a rule a file at a time, else test by test."""

from xdist.scheduler.loadscope import LoadScopeScheduling

# Files whose tests take long and do not build on one another.
BY_TEST = (
    "tests/test_permissions.py",
    "tests/test_lost_and_killed.py",
    "tests/test_tools.py",
)


class FileSharing(LoadScopeScheduling):
    """Gives each process a file when it has next to nothing left, in the order in which tests were collected."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return nodeid if path in BY_TEST else path
