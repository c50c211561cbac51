"""Add `emphasis` to Statement and the table Remark beside it, and describe both, before descriptions are read."""

from dataclasses import replace

from django.db import models

from concepts.content import description, statement_kinds
from concepts.content.shape import Attached, Field, Languages
from concepts.content.value_types import Prose
from concepts.models import Statement

for ending, words in (("en", "made-up emphasis in English"), ("zh", "made-up emphasis in Chinese")):
    Statement.add_to_class(f"emphasis_{ending}", models.CharField(words, max_length=60, blank=True))


class Remark(models.Model):
    """A made-up part of a statement."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="remarks")
    mark = models.CharField("made-up mark", max_length=20)
    text_en = models.CharField("made-up text in English", max_length=60, blank=True)
    text_zh = models.CharField("made-up text in Chinese", max_length=60, blank=True)
    rank = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "made-up remark"
        constraints = [
            models.UniqueConstraint(fields=["statement", "mark"], name="statement_has_a_made_up_mark_once"),
        ]

    def __str__(self) -> str:
        return self.mark


description.STATEMENT = replace(
    description.STATEMENT,
    fields=(*description.STATEMENT.fields, Field("emphasis", Prose(60), Languages.EITHER)),
    attached=(
        *description.STATEMENT.attached,
        Attached(
            "remarks",
            Remark,
            "statement",
            key=(Field("mark", Prose(20), required=True),),
            fields=(Field("text", Prose(60), Languages.EITHER),),
        ),
    ),
)
description.DESCRIPTIONS["statement"] = description.STATEMENT
for kind, has in statement_kinds.STATEMENT_KINDS.items():
    statement_kinds.STATEMENT_KINDS[kind] = replace(
        has, fields=(*has.fields, "emphasis"), attached=(*has.attached, "remarks")
    )
