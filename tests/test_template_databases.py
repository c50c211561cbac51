"""Copies of the template databases: each holds what its template holds, and nothing that was written to another."""

from pathlib import Path

import pytest

from concepts.models import Concept
from tests import template_databases
from tests.template_databases import Content, fingerprint


@pytest.mark.slow
def test_a_copy_holds_what_its_template_holds(fresh_database):
    fresh_database(Content.EMPTY)
    assert not Concept.objects.exists()
    fresh_database(Content.PACK)
    assert Concept.objects.count() > 20


def test_what_is_written_to_one_copy_is_in_no_other(fresh_database):
    fresh_database(Content.EMPTY)
    number = Concept.objects.count()
    Concept.objects.create(slug="written-here")
    fresh_database(Content.EMPTY)
    assert Concept.objects.count() == number


@pytest.mark.django_db
def test_tests_that_ask_for_no_content_find_none():
    assert not Concept.objects.exists()


@pytest.fixture
def made_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that templates are said to be made from."""
    monkeypatch.setattr(template_databases, "ROOT", tmp_path)
    monkeypatch.setattr(template_databases, "MADE_FROM", (tmp_path / "code",))
    (tmp_path / "code" / "part").mkdir(parents=True)
    (tmp_path / "code" / "part" / "models.py").write_text("first")
    return tmp_path / "code"


def test_templates_are_filled_anew_for_another_word_or_name_but_not_for_compiled_code(made_from: Path):
    found = [fingerprint()]
    (made_from / "models.pyc").write_text("compiled")
    assert fingerprint() == found[0]
    (made_from / "part" / "models.py").write_text("second")
    found.append(fingerprint())
    (made_from / "part" / "models.py").rename(made_from / "models.py")
    found.append(fingerprint())
    assert len(set(found)) == 3
