"""docs/findings.md shows the findings of our own pack, and each group of concepts has a finding or a reason."""

import pytest

from conceptbase.devtools.findings_table import faults_of, findings_page, load_findings, page_text, read_reasons

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_page_is_up_to_date_and_no_concepts_lack_a_finding_and_a_reason(loaded_site):
    found, (reasons, faults) = load_findings(), read_reasons()
    assert len(found.findings) > 20
    assert len(found.core) > 10
    assert faults == []
    assert faults_of(found, reasons) == []
    written = findings_page().read_text(encoding="utf-8")
    assert written == page_text(found, reasons), "manage.py findings --write docs/findings.md"
