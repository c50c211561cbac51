"""Whatever a curator can save comes round: hypothesis curates odd but legal things, and a pack takes them elsewhere."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from concepts.models import Proposal
from tests.concepts.packs.curator import Curator
from tests.concepts.packs.draft_world import make_drafts
from tests.concepts.packs.round_trip import come_round, load_elsewhere, undone

EXAMPLES, DEEP_EXAMPLES = {"sqlite": 60, "postgresql": 20}, 1_000  # on PostgreSQL each takes three times as long


@pytest.mark.django_db
@pytest.mark.slow
def test_whatever_curators_save_comes_round(tmp_path: Path, deep: bool) -> None:
    person = User.objects.create_superuser("curator")
    states: Counter[str] = Counter()

    @settings(
        max_examples=DEEP_EXAMPLES if deep else EXAMPLES[connection.vendor],
        deadline=None,
        derandomize=not deep,
        database=None,
        suppress_health_check=list(HealthCheck),
        # To make a failing example smaller takes minutes.
        phases=[Phase.generate, Phase.shrink] if deep else [Phase.generate],
    )
    @given(st.data())
    def comes_round(data: st.DataObject) -> None:
        folder = tmp_path / "exports"
        shutil.rmtree(folder, ignore_errors=True)
        with undone():
            curator = Curator(data.draw, person)
            curator.work()
            if data.draw(st.booleans()):
                make_drafts()
            states.update(curator.states())
            if not curator.saved:
                return
            report, lines = come_round(folder)
            # A row that names what is left out is left out itself, with what is proposed for it.
            proposed = Proposal.objects.filter(content__isnull=False).count()
            assert report.left_out.proposals <= proposed
            assert report.left_out.proposals == proposed or report.left_out.naming or report.left_out.history
        with undone():
            load_elsewhere(folder, lines)

    comes_round()
    rows = ("passages", "links", "new rows", "addresses", "proposals", "findings", "claim parts")
    for state in ("draft", "published", *rows):
        assert states[state], f"none is {state}: {states}"
