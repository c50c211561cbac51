"""Let the child take its time on a busy machine; the bound of the time that it computes stays."""

import pytest

from sources.reading import process


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_SECONDS", 120)
