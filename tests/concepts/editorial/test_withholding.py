"""A text is withheld with a reason in both languages, is shown less or more, and is shown again; each once."""

import pytest
from django.core.exceptions import ValidationError

from concepts.editorial.content_revision import current_revision
from concepts.editorial.publishing import WordsMissingError, WrongStatusError
from concepts.editorial.withholding import release, withhold
from concepts.models import ContentRevision, Publication, RowChange
from sources.facts import Shown
from sources.locking import StaleSaveError
from sources.models import Source
from tests import factories as make

pytestmark = pytest.mark.django_db
WHY = {"reason_en": "Its owner asks for it.", "reason_zh": "版权人要求。"}


def a_source() -> Source:
    return make.make_source("a-source").source


def test_readers_see_what_is_left_until_it_is_shown_again(ann):
    row = a_source()
    public = current_revision()
    row = withhold(source=row, shows="excerpts", by=ann, **WHY)
    assert (row.shown, str(row.withheld_reason), row.row_version) == (Shown.EXCERPTS, "Its owner asks for it.", 2)
    row = withhold(source=row, shows="nothing", by=ann, **WHY)
    assert (row.shown, row.row_version) == (Shown.NOTHING, 3)
    assert Source.objects.get(pk=row.pk).withheld_reason_zh == "版权人要求。"
    row = release(source=row, reason="They agreed.", by=ann)
    assert (row.shown, str(row.withheld_reason), row.row_version) == (Shown.FULL, "", 4)
    assert current_revision() == public + 3


def test_each_is_a_publication_that_says_who_why_and_what(ann):
    row = withhold(source=a_source(), shows="nothing", by=ann, **WHY)
    release(source=row, reason="They agreed.", by="a command")
    acts = list(Publication.objects.order_by("id").values_list("act", "by", "by_name", "note"))
    assert acts == [
        ("withheld", ann.pk, "Ann Author", "Its owner asks for it.\n版权人要求。"),
        ("released", None, "a command", "They agreed."),
    ]
    changes = RowChange.objects.order_by("id")
    assert [(change.kind, change.row) for change in changes] == [("source", row.pk)] * 2
    assert [change.after["by_step"]["withheld"] for change in changes] == ["nothing", ""]
    assert changes[0].after["fields"]["title"] == {"en": "Source a-source", "zh-hans": "来源 a-source"}


def test_a_text_that_rights_show_in_excerpts_is_shown_so_again():
    version = make.make_source(display="excerpts")
    row = withhold(source=version.source, shows="nothing", **WHY)
    assert release(source=row, reason="They agreed.").shown == Shown.EXCERPTS


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"reason_zh": " "}, WordsMissingError),
        ({"reason_en": ""}, WordsMissingError),
        ({"shows": "everything"}, ValidationError),
        ({"shows": ""}, ValidationError),
        ({"started_from": 7}, StaleSaveError),
    ],
)
def test_what_is_missing_unknown_or_stale_changes_nothing(changed, error):
    row = a_source()
    revisions = list(ContentRevision.objects.values_list("scope", "number"))
    with pytest.raises(error):
        withhold(source=row, **{"shows": "nothing", **WHY} | changed)
    assert Source.objects.get(pk=row.pk).shown == Shown.FULL
    assert not Publication.objects.exists()
    assert list(ContentRevision.objects.values_list("scope", "number")) == revisions


def test_nothing_is_done_twice():
    row = withhold(source=a_source(), shows="nothing", **WHY)
    with pytest.raises(ValidationError, match="already"):
        withhold(source=row, shows="nothing", **WHY)
    with pytest.raises(WordsMissingError):
        release(source=row, reason=" ")
    with pytest.raises(StaleSaveError):
        release(source=row, reason="They agreed.", started_from=1)
    release(source=row, reason="They agreed.", started_from=2)
    with pytest.raises(WrongStatusError):
        release(source=row, reason="They agreed.")


def test_a_source_that_is_gone_cannot_be_withheld():
    row = Source.objects.create(slug="gone", title_en="Gone", title_zh="没了", kind="article")
    Source.objects.filter(pk=row.pk).delete()
    with pytest.raises(StaleSaveError):
        withhold(source=row, shows="nothing", **WHY)
